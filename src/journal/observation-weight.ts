/**
 * How much memory an observation takes as objects, near enough to keep a bound. A payload that is large
 * is told apart, since many observations may share it.
 */
import type { CookieReport } from '../model/cookie.js';
import type { Exchange } from '../model/exchange.js';
import type { HeaderSection, RequestRecord, ResponseRecord } from '../model/message.js';
import type { Observation } from '../model/observation.js';
import { payloadWeight } from '../model/payload-weight.js';
import { isNode, type PayloadNode, type PayloadValue } from '../model/payload.js';

export interface ObservationWeight {
  /** Without the payloads in `shared`. */
  readonly ownBytes: number;
  /** Large payloads, each once. */
  readonly shared: ReadonlyMap<PayloadNode, number>;
}

// As measured in V8 for what the proxy and the tracker make.
const OBSERVATION_BYTES = 2500;
const FIELD_LINE_BYTES = 120;
const SET_COOKIE_BYTES = 900;
const COOKIE_CHANGE_BYTES = 700;
const SNAPSHOT_BYTES = 900;
/** Mostly that of the buffer that each content has of its own. */
const WEB_SOCKET_MESSAGE_BYTES = 400;
const CHANGE_BYTES = 200;
/** From here on a payload counts as large. */
const LARGE_BYTES = 4096;

/** In bytes, contents included. */
export function weightOf({ exchange, cookies, session }: Observation): ObservationWeight {
  const shared = new Map<PayloadNode, number>();
  const payloadBytes = (value: PayloadValue | undefined): number => {
    if (value === undefined) return 0;
    const bytes = payloadWeight(value);
    if (!isNode(value) || bytes < LARGE_BYTES) return bytes;
    shared.set(value, bytes);
    return 0;
  };
  let ownBytes = OBSERVATION_BYTES + exchangeWeight(exchange) + cookiesWeight(cookies);
  for (const side of [session?.before, session?.after]) {
    if (side !== undefined) ownBytes += SNAPSHOT_BYTES + payloadBytes(side.payload);
  }
  for (const { path, before, after } of session?.changes ?? []) {
    ownBytes += CHANGE_BYTES + payloadBytes(before) + payloadBytes(after);
    for (const key of path) ownBytes += 2 * key.length;
  }
  return { ownBytes, shared };
}

const exchangeWeight = ({ request, interim, response, webSocket }: Exchange): number =>
  2 * request.target.length +
  messageWeight(request) +
  (response === undefined ? 0 : messageWeight(response)) +
  interim.reduce((sum, { headers }) => sum + fieldsWeight(headers), 0) +
  (webSocket?.messages.reduce(
    (sum, { content }) => sum + WEB_SOCKET_MESSAGE_BYTES + content.bytes.length,
    0,
  ) ?? 0);

const messageWeight = ({ headers, trailers, content }: RequestRecord | ResponseRecord): number =>
  content.bytes.length + fieldsWeight(headers) + fieldsWeight(trailers);

/** Once in the message, once as the cookie that it may be. */
function fieldsWeight(fields: HeaderSection): number {
  let bytes = 0;
  for (const [name, value] of fields) bytes += FIELD_LINE_BYTES + name.length + value.length;
  return bytes;
}

const cookiesWeight = ({ sent, set, changes }: CookieReport): number =>
  sent.reduce((sum, { value }) => sum + FIELD_LINE_BYTES + value.length, 0) +
  set.reduce((sum, { raw }) => sum + SET_COOKIE_BYTES + 2 * raw.length, 0) +
  changes.length * COOKIE_CHANGE_BYTES;
