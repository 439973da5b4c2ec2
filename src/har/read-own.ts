/**
 * An entry that sessionspy wrote, as the observation it was made from: the way back from entry.ts. What is
 * lost on the way is listed in docs/har.md.
 */
import { fieldValue } from '../http/fields.js';
import type { Exchange, ExchangeOutcome } from '../model/exchange.js';
import { clientId, connectionId, exchangeId } from '../model/ids.js';
import {
  NO_CONTENT,
  type Content,
  type RequestRecord,
  type ResponseRecord,
} from '../model/message.js';
import type { Observation } from '../model/observation.js';
import type { EpochMs } from '../model/time.js';
import { countOf, itemsOf, memberOf, momentOf, oneOf, present, textOf } from './json-member.js';
import { bytesOf, contentOf } from './read-content.js';
import { cookieReportOf, type SetCookieParser } from './read-cookies.js';
import { fieldsOf, type ReadFields } from './read-fields.js';
import {
  leftOutProblems,
  methodAndVersion,
  originOf,
  serverOf,
  statusLine,
  statusOf,
} from './read-line.js';
import { pageIdOf } from './read-page.js';
import { problemOf, transitionOf } from './read-session.js';
import { timingsOf } from './read-timings.js';
import { webSocketOf } from './read-web-socket.js';
import type { TextPool } from './text-pool.js';

export interface ReadRules {
  /** Bytes of each content that are held. */
  readonly maxContentBytes: number;
  readonly parseSetCookie: SetCookieParser;
  /** For what comes again in entry after entry. */
  readonly pool: TextPool;
}

/** An exchange as sessionspy recorded it; its ordinal is given to it by the reader. */
export interface OwnObservation {
  readonly kind: 'own';
  readonly observation: Omit<Observation, 'exchange'> & {
    readonly exchange: Omit<Exchange, 'ordinal'>;
  };
  readonly origin: string;
}

/** An entry that says it is ours and lacks what it needs. */
export interface UnusableEntry {
  readonly kind: 'unusable';
  /** The end of a sentence: `has no URL`. */
  readonly why: string;
}

const OUTCOMES = [
  'in-progress',
  'completed',
  'upgraded',
  'client-aborted',
  'server-failed',
  'refused',
] as const;

/** The observation of an entry whose `_sessionspy` is of version 1. */
export function ownEntry(
  entry: unknown,
  url: URL,
  rules: ReadRules,
): OwnObservation | UnusableEntry {
  const extension = memberOf(entry, '_sessionspy');
  const [id, connection, client] = [
    ordinalOf(extension, 'id', 'x'),
    ordinalOf(extension, 'connection', 'c'),
    ordinalOf(extension, 'client', 'u'),
  ];
  const seq = countOf(memberOf(extension, 'seq'));
  const startedAt = momentOf(memberOf(entry, 'startedDateTime')) as EpochMs | undefined;
  const outcome = ownOutcome(entry);
  if (id === undefined || connection === undefined || client === undefined) {
    return { kind: 'unusable', why: 'has a _sessionspy field without its ids' };
  }
  if (seq === undefined || startedAt === undefined || outcome === undefined) {
    return { kind: 'unusable', why: 'has a _sessionspy field that is not whole' };
  }
  const fields = fieldsOf(memberOf(entry, 'request'), rules.pool);
  const answered = fieldsOf(memberOf(entry, 'response'), rules.pool);
  const timings = timingsOf(entry);
  const isOver = outcome.kind !== 'in-progress';
  const exchange = {
    id: exchangeId(id),
    connectionId: connectionId(connection),
    startedAt,
    ...(isOver ? { endedAt: Math.round(startedAt + timings.total) as EpochMs } : {}),
    request: ownRequest(entry, url, fields, rules),
    interim: [],
    ...present('response', ownResponse(entry, answered, rules)),
    timings,
    outcome,
    ...(outcome.kind === 'upgraded'
      ? present('webSocket', webSocketOf(entry, rules.maxContentBytes))
      : {}),
    ...serverOf(entry, url),
    rewrites: itemsOf(memberOf(extension, 'rewrites')).flatMap(rewriteOf),
  };
  const whole: Exchange = { ...exchange, ordinal: 1 };
  return {
    kind: 'own',
    origin: originOf(url),
    observation: {
      seq,
      exchange,
      client: clientId(client),
      ...present('page', pageIdOf(memberOf(entry, 'pageref'))),
      cookies: cookieReportOf(entry, whole, rules.parseSetCookie),
      ...present('session', transitionOf(extension, whole)),
      problems: [
        ...itemsOf(memberOf(extension, 'problems')).flatMap(problemOf),
        ...leftOutProblems(fields, answered),
      ],
      settled: true,
    },
  };
}

/** `x12` is 12. */
function ordinalOf(extension: unknown, name: string, letter: string): number | undefined {
  const text = textOf(memberOf(extension, name));
  return text?.startsWith(letter) === true && /^[1-9]\d{0,14}$/.test(text.slice(1))
    ? Number(text.slice(1))
    : undefined;
}

function ownRequest(
  entry: unknown,
  url: URL,
  { headers }: ReadFields,
  rules: ReadRules,
): RequestRecord {
  const request = memberOf(entry, 'request');
  const line = methodAndVersion(request);
  return {
    ...line,
    target: ownTarget(line.method, textOf(memberOf(request, 'url')) ?? '', url, headers),
    headers,
    content: ownContent(entry, 'request', rules),
    trailers: [],
  };
}

/** The way back from target-url.ts: in absolute form where Host does not say the same. */
function ownTarget(
  method: string,
  text: string,
  url: URL,
  headers: RequestRecord['headers'],
): string {
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(text)?.[1] ?? '';
  if (method === 'CONNECT') return authority;
  if (method === 'OPTIONS' && text.length === `${url.protocol}//${authority}`.length) return '*';
  const host = fieldValue(headers, 'host')?.trim() ?? '';
  const path = text.slice(text.indexOf(authority) + authority.length);
  const isOrigin = host === '' || host === authority || !/^[\w.~!$&'()*+,;=%[\]:-]+$/.test(host);
  return isOrigin ? (path.startsWith('/') ? path : `/${path}`) : text;
}

function ownResponse(
  entry: unknown,
  { headers }: ReadFields,
  rules: ReadRules,
): ResponseRecord | undefined {
  const response = memberOf(entry, 'response');
  const author = oneOf(memberOf(memberOf(entry, '_sessionspy'), 'author'), [
    'server',
    'sessionspy',
  ] as const);
  const status = statusOf(response);
  if (author === undefined || status === undefined) return undefined;
  return {
    ...statusLine(response, status),
    headers,
    content: ownContent(entry, 'response', rules),
    trailers: [],
    author,
  };
}

/** Sizes and cuts are those of `body`; the bytes are those that the entry has. */
function ownContent(entry: unknown, from: 'request' | 'response', rules: ReadRules): Content {
  const message = memberOf(entry, from);
  const body = memberOf(memberOf(memberOf(entry, '_sessionspy'), 'body'), from);
  const total = countOf(memberOf(body, 'total')) ?? 0;
  if (total === 0) return NO_CONTENT;
  const max = rules.maxContentBytes;
  const held =
    from === 'response'
      ? bytesOf(memberOf(message, 'content'), typeOf(message, 'content'), max)
      : requestBytes(message, max);
  const isWhole = memberOf(body, 'truncated') !== true && held.length > 0;
  return contentOf(held, total, isWhole, max);
}

function requestBytes(request: unknown, max: number): Buffer {
  const elsewhere = bytesOf(memberOf(request, '_content'), undefined, max);
  if (elsewhere.length > 0) return elsewhere;
  return bytesOf(memberOf(request, 'postData'), typeOf(request, 'postData'), max);
}

const typeOf = (message: unknown, holder: string): string | undefined =>
  textOf(memberOf(memberOf(message, holder), 'mimeType'));

function ownOutcome(entry: unknown): ExchangeOutcome | undefined {
  const extension = memberOf(entry, '_sessionspy');
  const kind = oneOf(memberOf(extension, 'outcome'), OUTCOMES);
  switch (kind) {
    case undefined:
      return undefined;
    case 'in-progress':
    case 'completed':
    case 'client-aborted':
      return { kind };
    case 'upgraded': {
      const upgrade = memberOf(extension, 'upgrade');
      const traffic = {
        protocol: textOf(memberOf(upgrade, 'protocol')) ?? '',
        clientBytes: countOf(memberOf(upgrade, 'clientBytes')) ?? 0,
        serverBytes: countOf(memberOf(upgrade, 'serverBytes')) ?? 0,
      };
      return { kind, traffic, closed: memberOf(upgrade, 'closed') === true };
    }
    case 'server-failed':
    case 'refused': {
      // `CODE: message`, as response.ts writes it.
      const error = textOf(memberOf(memberOf(entry, 'response'), '_error')) ?? '';
      const [, code = '', message = error] = /^([^:]*): (.*)$/s.exec(error) ?? [];
      return { kind, code, message };
    }
    default:
      return kind satisfies never;
  }
}

function rewriteOf(value: unknown): Exchange['rewrites'][number][] {
  const side = oneOf(memberOf(value, 'side'), ['request', 'response'] as const);
  const name = textOf(memberOf(value, 'name'));
  if (side === undefined || name === undefined) return [];
  const [before, after] = [textOf(memberOf(value, 'before')), textOf(memberOf(value, 'after'))];
  const why = textOf(memberOf(value, 'why')) ?? '';
  return [{ side, name, ...present('before', before), ...present('after', after), why }];
}
