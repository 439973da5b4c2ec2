/**
 * How much memory an observation takes as objects, near enough to keep a bound. Payloads are looked at
 * up to a number of values, and what lies beyond is taken for small; one that is large is told apart,
 * since many observations may share it.
 */
import type { CookieReport } from '../model/cookie.js';
import type { Exchange } from '../model/exchange.js';
import type { HeaderSection, RequestRecord, ResponseRecord } from '../model/message.js';
import type { Observation } from '../model/observation.js';
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
const CHANGE_BYTES = 200;
const VALUE_BYTES = 64;

const MAX_VALUES = 4096;
/** From here on a payload counts as large. */
const LARGE_BYTES = 4096;

/** What was found of payloads, which do not change, and are met again in each revision. */
const known = new WeakMap<PayloadNode, number>();

/** In bytes, contents included. */
export function weightOf({ exchange, cookies, session }: Observation): ObservationWeight {
  const shared = new Map<PayloadNode, number>();
  const payloadBytes = (value: PayloadValue | undefined): number => {
    if (value === undefined || !isNode(value)) return weightOfScalar(value ?? null);
    const bytes = payloadWeight(value);
    if (bytes < LARGE_BYTES) return bytes;
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

const exchangeWeight = ({ request, interim, response }: Exchange): number =>
  2 * request.target.length +
  messageWeight(request) +
  (response === undefined ? 0 : messageWeight(response)) +
  interim.reduce((sum, { headers }) => sum + fieldsWeight(headers), 0);

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

function payloadWeight(payload: PayloadNode): number {
  const before = known.get(payload);
  if (before !== undefined) return before;
  const bytes = walk(payload);
  known.set(payload, bytes);
  return bytes;
}

/** Breadth first, so that what is not reached is known at least by the length of its container. */
function walk(payload: PayloadNode): number {
  const waiting: unknown[] = [payload];
  let bytes = 0;
  let seen = 0;
  for (; seen < waiting.length && seen < MAX_VALUES; seen += 1) {
    const value = waiting[seen];
    bytes += weightOfScalar(value);
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) continue;
    const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    const room = Math.max(0, 2 * MAX_VALUES - waiting.length);
    for (const part of parts.slice(0, room)) waiting.push(part);
    // An entry is a pair: two values and what holds them.
    bytes += Math.max(0, parts.length - room) * 4 * VALUE_BYTES;
  }
  return bytes + (waiting.length - seen) * 4 * VALUE_BYTES;
}

function weightOfScalar(value: unknown): number {
  if (typeof value === 'string') return VALUE_BYTES + 2 * value.length;
  if (value instanceof Uint8Array) return 4 * VALUE_BYTES + value.length;
  return VALUE_BYTES;
}
