/** Content as entries hold it, back as bytes: text as UTF-8 or as its charset has it, or base64. */
import { Buffer } from 'node:buffer';
import { parseMediaType } from '../http/media-type.js';
import type { Content } from '../model/message.js';
import { countOf, memberOf, numberOf, textOf } from './json-member.js';

/** Content read from a file, its content coding removed. `maxBytes`: most that is held of it. */
export function contentOf(
  held: Buffer,
  sizeBytes: number,
  isWhole: boolean,
  maxBytes: number,
): Content {
  return {
    // A copy: the text it was made from is not held by it.
    bytes: new Uint8Array(held.subarray(0, maxBytes)),
    sizeBytes,
    truncated: !isWhole || held.length > maxBytes,
    ...(held.length > 0 ? { isDecoded: true } : {}),
  };
}

/** The bytes of `text`, as `encoding` and the media type say. Not much more than `maxBytes` of them. */
export function bytesOf(holder: unknown, mimeType: string | undefined, maxBytes: number): Buffer {
  const text = textOf(memberOf(holder, 'text'));
  if (text === undefined) return Buffer.alloc(0);
  const isBase64 = memberOf(holder, 'encoding') === 'base64';
  // Four characters make three bytes; another text has a byte for each character at least.
  const part = text.length > 2 * maxBytes + 8 ? text.slice(0, 2 * maxBytes + 8) : text;
  if (isBase64) return Buffer.from(part, 'base64');
  return Buffer.from(part, isLatin1(part, mimeType) ? 'latin1' : 'utf8');
}

/** Whether text of this type was written a byte for each character, and still can be. */
function isLatin1(text: string, mimeType: string | undefined): boolean {
  const charset = parseMediaType(mimeType)?.charset ?? '';
  return (
    /^(?:iso-8859-1|latin1|windows-1252)$/.test(charset) && !/[^\x00-\x7f\xa0-\xff]/.test(text)
  );
}

/** A response's content as any tool writes it. */
export function responseContent(response: unknown, maxBytes: number): Content {
  const content = memberOf(response, 'content');
  const held = bytesOf(content, textOf(memberOf(content, 'mimeType')), maxBytes);
  const size = countOf(memberOf(content, 'size')) ?? 0;
  const isWhole = held.length >= size;
  return contentOf(held, wireSize(response, Math.max(size, held.length)), isWhole, maxBytes);
}

/** Bytes as they passed: what the tool says, else what is known of the decoded content. */
function wireSize(response: unknown, decoded: number): number {
  const size = countOf(memberOf(response, 'bodySize')) ?? 0;
  if (size > 0) return size;
  const saved = numberOf(memberOf(memberOf(response, 'content'), 'compression')) ?? 0;
  return saved > 0 && saved < decoded ? Math.round(decoded - saved) : decoded;
}

/** A request's content as any tool writes it: as text, as fields of a form, or as base64. */
export function requestContent(request: unknown, maxBytes: number): Content {
  const posted = memberOf(request, 'postData');
  const mimeType = textOf(memberOf(posted, 'mimeType'));
  const elsewhere = bytesOf(memberOf(request, '_content'), undefined, maxBytes);
  const written = bytesOf(posted, mimeType, maxBytes);
  const text = elsewhere.length > 0 ? elsewhere : written;
  const held = text.length > 0 ? text : formOf(posted, mimeType);
  const size = countOf(memberOf(request, 'bodySize')) ?? 0;
  // A size that differs by little is that of another charset or of line ends: the text is what it is.
  return contentOf(held, Math.max(size, held.length), held.length > 0 || size === 0, maxBytes);
}

/** Fields of a form without its text, as Charles and others write them. */
function formOf(posted: unknown, mimeType: string | undefined): Buffer {
  const params = memberOf(posted, 'params');
  if (!Array.isArray(params) || !/^application\/x-www-form-urlencoded\b/i.test(mimeType ?? '')) {
    return Buffer.alloc(0);
  }
  const pairs = params.map(
    (param: unknown) =>
      `${encoded(textOf(memberOf(param, 'name')))}=${encoded(textOf(memberOf(param, 'value')))}`,
  );
  return Buffer.from(pairs.join('&'));
}

/** Some tools write them as they were sent, others decoded. */
const encoded = (text = ''): string =>
  /^[\w.~*+%-]*$/.test(text) ? text : encodeURIComponent(Buffer.from(text).toString()); // half a surrogate pair would throw
