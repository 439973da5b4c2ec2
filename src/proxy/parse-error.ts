/**
 * What Node's HTTP parser could not read. From the error we learn why, and from the bytes it carries
 * as much of the request as can be made out: often the request line and some fields, or nothing.
 */
import type { RequestHead, FieldLine } from '../model/message.js';
import type { Refusal } from '../http/request-head.js';

export interface ParseError {
  readonly status: 400 | 408 | 431;
  readonly refusal: Refusal;
  /** As far as known; empty texts where not. */
  readonly head: RequestHead;
}

/** Undefined for what is no fault of a request: a reset, a connection closed half-way through. */
export function readParseError(error: Error): ParseError | undefined {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (!code.startsWith('HPE_') || code === 'HPE_INVALID_EOF_STATE') return undefined;
  const overflow = code === 'HPE_HEADER_OVERFLOW';
  const message = overflow
    ? 'The header section of the request is larger than sessionspy passes on.'
    : `The request is not valid HTTP/1.1 (${code}).`;
  return { status: overflow ? 431 : 400, refusal: { code, message }, head: headOf(error) };
}

const REQUEST_LINE = /^([!#$%&'*+.^_`|~\w-]+) (\S+)(?: HTTP\/(\d\.\d))?$/;
const FIELD_LINE = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*?)[ \t]*$/;
const UNKNOWN: RequestHead = { method: '', target: '', httpVersion: '', headers: [] };

/** Node attaches the packet in which the parser stopped, and how far it had come. */
function headOf(error: Error): RequestHead {
  if (!('rawPacket' in error && Buffer.isBuffer(error.rawPacket))) return UNKNOWN;
  const parsed =
    'bytesParsed' in error && typeof error.bytesParsed === 'number' ? error.bytesParsed : 0;
  const packet = error.rawPacket.toString('latin1');
  // Requests before the bad one, in the same packet, end in an empty line.
  const start = packet.lastIndexOf('\r\n\r\n', Math.max(0, parsed - 1));
  const lines = packet.slice(start === -1 ? 0 : start + 4).split(/\r?\n/);
  const [, method, target, httpVersion = ''] = REQUEST_LINE.exec(lines[0] ?? '') ?? [];
  if (method === undefined || target === undefined) return UNKNOWN;
  const end = lines.indexOf('', 1);
  const headers = lines
    .slice(1, end === -1 ? undefined : end)
    .map((line) => FIELD_LINE.exec(line))
    .filter((match) => match !== null)
    .map(([, name = '', value = '']): FieldLine => [name, value]);
  return { method, target, httpVersion, headers };
}
