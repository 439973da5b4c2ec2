/**
 * A message's content as the text that a pager is given: decoded, without passwords, and with
 * nothing a terminal obeys.
 */
import { contentCodings, decodeContent } from '../http/content-coding.js';
import { fieldValue } from '../http/fields.js';
import { isTextKind, parseMediaType } from '../http/media-type.js';
import type { Exchange } from '../model/exchange.js';
import { sanitise } from './sanitise.js';
import { MASK, withoutPartPasswords, withoutPasswords } from './view/hiding.js';
import { sizeText } from './view/quantities.js';

const MAX_DECODED = 8 * 1024 * 1024;
const MAX_LINE = 1024 * 1024;

/** A head line that says what it is, and the content: text line by line, or a hex dump. */
export function pagerText({ request, response }: Exchange, side: 'request' | 'response'): string {
  const message = side === 'request' ? request : response;
  if (message === undefined) return '';
  const { headers, content } = message;
  const type = parseMediaType(fieldValue(headers, 'content-type'));
  const decoded = decodeContent(content.bytes, contentCodings(headers, content), {
    maxBytes: MAX_DECODED,
    inputTruncated: content.truncated,
  });
  const isDecoded = decoded.kind !== 'not-decodable';
  const whole = isDecoded ? decoded.bytes : content.bytes;
  const bytes = type?.kind === 'multipart' ? withoutParts(whole) : whole;
  const isCut = content.truncated || (isDecoded && decoded.truncated);
  const facts = [
    `${side} of ${request.method} ${request.target.slice(0, 200)}`,
    type?.essence ?? 'no type given',
    sizeText(content.sizeBytes),
    ...(isCut ? [`only the first ${sizeText(whole.length)} are here`] : []),
  ];
  const isText = type === undefined || isTextKind(type.kind) || type.kind === 'unknown';
  const body = isText && !bytes.subarray(0, 4096).includes(0) ? textOf(bytes) : hexOf(bytes);
  return `${sanitise(facts.join(', '))}\n\n${body}\n`;
}

/** The same bytes but for passwords. */
function withoutParts(bytes: Uint8Array): Uint8Array {
  const mask = Buffer.from(MASK).toString('latin1');
  const open = withoutPartPasswords(Buffer.from(bytes).toString('latin1'), mask);
  return Buffer.from(open, 'latin1');
}

function textOf(bytes: Uint8Array): string {
  const text = withoutPasswords(Buffer.from(bytes).toString('utf8'));
  return text
    .split(/\r\n|\n|\r/)
    .map((line) =>
      line
        .split('\t')
        .map((part) => sanitise(part, MAX_LINE))
        .join('\t'),
    )
    .join('\n');
}

const ROW = 16;

function hexOf(bytes: Uint8Array): string {
  const readable = Buffer.from(bytes).toString('latin1');
  if (withoutPasswords(readable) !== readable) {
    return 'Its bytes are not shown, as a password seems to be among them.';
  }
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += ROW) {
    const row = bytes.subarray(at, at + ROW);
    const hex = Array.from(row, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = Array.from(row, (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
    ).join('');
    rows.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(ROW * 3 - 1)}  ${text}`);
  }
  return rows.join('\n');
}
