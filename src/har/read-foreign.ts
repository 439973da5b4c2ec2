/** An entry that another tool wrote, as the exchange it tells of. Tolerant of what tools really write. */
import { fieldValue } from '../http/fields.js';
import type { PageId } from '../model/ids.js';
import type { Exchange, ExchangeOutcome, UpgradeTraffic } from '../model/exchange.js';
import type { Problem } from '../model/problem.js';
import type { EpochMs } from '../model/time.js';
import type { WebSocketRecord } from '../model/web-socket.js';
import { memberOf, momentOf, present, textOf } from './json-member.js';
import { requestContent, responseContent } from './read-content.js';
import { requestFieldsOf, responseFieldsOf } from './read-fields.js';
import {
  leftOutProblems,
  methodAndVersion,
  originOf,
  serverOf,
  statusLine,
  statusOf,
} from './read-line.js';
import type { ReadRules } from './read-own.js';
import { pageIdOf } from './read-page.js';
import { timingsOf } from './read-timings.js';
import { webSocketOf } from './read-web-socket.js';

/** An exchange that another tool recorded: ids and ordinal are given to it by the reader. */
export interface ForeignExchange {
  readonly kind: 'foreign';
  readonly exchange: Omit<Exchange, 'id' | 'connectionId' | 'ordinal' | 'startedAt' | 'endedAt'>;
  /** Absent where the entry does not say it, or not so that it can be read. */
  readonly startedAt?: EpochMs;
  /** Of those the log's pages name, if it names it. */
  readonly page?: PageId;
  /** Equal for entries that may have come on one connection. */
  readonly connectionKey: string;
  /** `https://shop.example`. */
  readonly origin: string;
  readonly problems: readonly Problem[];
}

/** The exchange. */
export function foreignEntry(
  entry: unknown,
  url: URL,
  { maxContentBytes, pool }: Pick<ReadRules, 'maxContentBytes' | 'pool'>,
): ForeignExchange {
  const [request, response] = [memberOf(entry, 'request'), memberOf(entry, 'response')];
  const fields = requestFieldsOf(request, url.host, pool);
  const answered = responseFieldsOf(response, pool);
  const status = statusOf(response);
  const startedAt = momentOf(memberOf(entry, 'startedDateTime')) as EpochMs | undefined;
  const timings = timingsOf(entry);
  const webSocket = status === 101 ? webSocketOf(entry, maxContentBytes) : undefined;
  const upgrade = fieldValue(answered.headers, 'upgrade');
  return {
    kind: 'foreign',
    origin: originOf(url),
    connectionKey: connectionKey(entry, url),
    ...present('startedAt', startedAt),
    ...present('page', pageIdOf(memberOf(entry, 'pageref'))),
    problems: leftOutProblems(fields, answered),
    exchange: {
      request: {
        ...methodAndVersion(request),
        target: foreignTarget(request, url),
        headers: fields.headers,
        content: requestContent(request, maxContentBytes),
        trailers: [],
      },
      interim: [],
      ...(status === undefined
        ? {}
        : {
            response: {
              ...statusLine(response, status),
              headers: answered.headers,
              content: responseContent(response, maxContentBytes),
              trailers: [],
              author: 'server' as const,
            },
          }),
      timings,
      outcome: foreignOutcome(entry, status, trafficOf(webSocket, upgrade ?? 'websocket')),
      ...present('webSocket', webSocket),
      ...serverOf(entry, url),
      rewrites: [],
    },
  };
}

/** Path and query as written, not as URL would have them. */
function foreignTarget(request: unknown, url: URL): string {
  if (textOf(memberOf(request, 'method')) === 'CONNECT') return url.host;
  return pathOf(textOf(memberOf(request, 'url')) ?? '');
}

const pathOf = (url: string): string => {
  const [withoutFragment = ''] = url.split('#', 1);
  const path = /^[a-z]+:\/\/[^/?]*(.*)$/is.exec(withoutFragment)?.[1] ?? '';
  return path.startsWith('/') ? path : `/${path}`;
};

/**
 * `_connectionId` is Chrome's. `connection` is an id by the format, and the server's port as Chrome and
 * Firefox write it. Without either, what goes to one server for one page counts as one connection.
 */
function connectionKey(entry: unknown, url: URL): string {
  const own = textOf(memberOf(entry, '_connectionId'));
  if (own !== undefined && own !== '' && own !== '0') return `id ${own}`;
  const standard = textOf(memberOf(entry, 'connection'));
  const port = url.port === '' ? (/^(?:https|wss):$/.test(url.protocol) ? '443' : '80') : url.port;
  if (standard !== undefined && standard !== '' && standard !== port) return `id ${standard}`;
  const address = textOf(memberOf(entry, 'serverIPAddress')) ?? '';
  const page = textOf(memberOf(entry, 'pageref')) ?? '';
  return `page ${page.slice(0, 200)} ${originOf(url)} ${address.slice(0, 64)}`;
}

/** HAR has no outcome; browsers say what went wrong in `_error`. */
function foreignOutcome(
  entry: unknown,
  status: number | undefined,
  traffic: UpgradeTraffic,
): ExchangeOutcome {
  if (status === 101) return { kind: 'upgraded', closed: true, traffic };
  if (status !== undefined) return { kind: 'completed' };
  const error =
    textOf(memberOf(memberOf(entry, 'response'), '_error')) ?? textOf(memberOf(entry, '_error'));
  if (error !== undefined && /ABORTED|cancel/i.test(error)) return { kind: 'client-aborted' };
  const code = error?.slice(0, 100) ?? 'no response';
  return { kind: 'server-failed', code, message: error ?? 'The recording holds no response.' };
}

/** As far as messages tell; how many bytes their frames had is not known. */
function trafficOf(webSocket: WebSocketRecord | undefined, protocol: string): UpgradeTraffic {
  const bytes = { client: 0, server: 0 };
  for (const { from, content } of webSocket?.messages ?? []) bytes[from] += content.sizeBytes;
  return { protocol, clientBytes: bytes.client, serverBytes: bytes.server };
}
