/**
 * What a proxy must know of a request head before it may forward it, and the refusals: a request
 * that two readers could cut at different places is never sent on (RFC 9112 sections 3.2, 6.1, 11.2).
 * Node's parser has refused the plainly malformed ones already; these are the ones it lets through.
 */
import { connectionOptions, type RawFields } from './hop-by-hop.js';
import { readRequestTarget } from './request-target.js';

export interface RequestFacts {
  /** The origin form to send. */
  readonly target: string;
  /** The authority of an absolute-form target, which outranks the Host field. */
  readonly authority?: string;
  readonly host?: string;
  /** Whether content will follow: chunked, or of a length other than 0. */
  readonly hasContent: boolean;
  readonly chunked: boolean;
  /** `Upgrade: websocket` in an HTTP/1.1 GET, the one upgrade that is passed on. */
  readonly asksForWebSocket: boolean;
  readonly connectionOptions: ReadonlySet<string>;
  readonly accept?: string;
}

/** `message` is one sentence about the request; it holds no value of a field. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

export type ExaminedRequest =
  | { readonly kind: 'clear'; readonly facts: RequestFacts }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export interface RequestLine {
  readonly method: string;
  readonly target: string;
  readonly httpVersion: string;
}

/** Reads one request head, or says why it must not be forwarded. */
export function examineRequest(line: RequestLine, fields: RawFields): ExaminedRequest {
  const found = collect(fields);
  const target = readRequestTarget(line.target, line.method);
  const refusal = refuse(line, found, target.form);
  if (refusal !== undefined || target.form === 'unknown') {
    return { kind: 'refused', refusal: refusal ?? REFUSALS.targetForm };
  }
  const { host, accept } = found;
  return {
    kind: 'clear',
    facts: {
      target: target.target,
      ...(target.form === 'absolute' ? { authority: target.authority } : {}),
      ...(host === undefined ? {} : { host }),
      hasContent: found.transferCodings.length > 0 || found.hasLength,
      chunked: found.transferCodings.length > 0,
      asksForWebSocket: asksForWebSocket(line, found),
      connectionOptions: found.hasConnection ? connectionOptions(fields) : NONE,
      ...(accept === undefined ? {} : { accept }),
    },
  };
}

const NONE: ReadonlySet<string> = new Set();

const REFUSALS = {
  targetForm: {
    code: 'TARGET_FORM',
    message: 'The request target is neither a path nor an http URL.',
  },
  noHost: { code: 'NO_HOST', message: 'An HTTP/1.1 request needs a Host field.' },
  twoHosts: { code: 'TWO_HOSTS', message: 'The request has more than one Host field.' },
  codingIn10: {
    code: 'TRANSFER_CODING_IN_HTTP_1_0',
    message: 'HTTP/1.0 knows no Transfer-Encoding: where the body ends is ambiguous.',
  },
  codingAndLength: {
    code: 'TRANSFER_CODING_AND_LENGTH',
    message: 'The request has both Transfer-Encoding and Content-Length: its end is ambiguous.',
  },
  coding: {
    code: 'TRANSFER_CODING_UNKNOWN',
    message: 'The only Transfer-Encoding that can be forwarded safely is exactly "chunked".',
  },
  twoLengths: {
    code: 'TWO_LENGTHS',
    message: 'The request has more than one Content-Length field.',
  },
  upgradeWithContent: {
    code: 'UPGRADE_WITH_CONTENT',
    message: 'A WebSocket handshake with content cannot be forwarded safely.',
  },
} satisfies Record<string, Refusal>;

interface Found {
  host: string | undefined;
  hosts: number;
  transferCodings: string[];
  contentLengths: number;
  hasLength: boolean;
  hasConnection: boolean;
  connectionUpgrade: boolean;
  upgrade: string | undefined;
  accept: string | undefined;
}

/** One pass over the fields; lengths are compared first so that most names are never lower-cased. */
function collect(fields: RawFields): Found {
  const found: Found = {
    host: undefined,
    hosts: 0,
    transferCodings: [],
    contentLengths: 0,
    hasLength: false,
    hasConnection: false,
    connectionUpgrade: false,
    upgrade: undefined,
    accept: undefined,
  };
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] ?? '';
    if (READ_LENGTHS.has(name.length)) note(found, name.toLowerCase(), fields[i + 1] ?? '');
  }
  return found;
}

const READ_LENGTHS: ReadonlySet<number> = new Set(
  ['host', 'accept', 'upgrade', 'connection', 'content-length', 'transfer-encoding'].map(
    (name) => name.length,
  ),
);

function note(found: Found, name: string, value: string): void {
  switch (name) {
    case 'host':
      found.host ??= value;
      found.hosts += 1;
      break;
    case 'transfer-encoding':
      found.transferCodings.push(value);
      break;
    case 'content-length':
      found.contentLengths += 1;
      found.hasLength ||= value !== '0';
      break;
    case 'connection':
      found.hasConnection = true;
      found.connectionUpgrade ||= /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(value);
      break;
    case 'upgrade':
      found.upgrade = value;
      break;
    case 'accept':
      found.accept ??= value;
      break;
    default:
  }
}

function refuse(line: RequestLine, found: Found, form: string): Refusal | undefined {
  if (form === 'unknown') return REFUSALS.targetForm;
  if (found.hosts > 1) return REFUSALS.twoHosts;
  if (found.hosts === 0 && line.httpVersion !== '1.0') return REFUSALS.noHost;
  if (found.contentLengths > 1) return REFUSALS.twoLengths;
  if (found.transferCodings.length > 0) {
    if (line.httpVersion === '1.0') return REFUSALS.codingIn10;
    if (found.contentLengths > 0) return REFUSALS.codingAndLength;
    const [coding, ...more] = found.transferCodings;
    if (more.length > 0 || coding?.toLowerCase() !== 'chunked') return REFUSALS.coding;
  }
  const content = found.transferCodings.length > 0 || found.hasLength;
  if (content && asksForWebSocket(line, found)) return REFUSALS.upgradeWithContent;
  return undefined;
}

const asksForWebSocket = (line: RequestLine, found: Found): boolean =>
  line.method === 'GET' &&
  line.httpVersion === '1.1' &&
  found.connectionUpgrade &&
  found.upgrade?.trim().toLowerCase() === 'websocket';
