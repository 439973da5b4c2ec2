/** Header sections as HAR lists them, and their size on the wire. */
import type { HeaderSection, RequestHead, ResponseHead } from '../model/message.js';
import type { Redactor } from './redact.js';
import { redactField } from './redact-fields.js';
import type { HarNameValue } from './types.js';

/** Field lines in order, duplicates kept, secrets replaced. */
export const fieldLines = (headers: HeaderSection, redactor: Redactor): HarNameValue[] =>
  headers.map((line) => ({ name: line[0], value: redactField(line, redactor) }));

/** Bytes from the request line to the empty line, as HTTP/1.1 writes them (RFC 9112 section 2.1). */
export const requestHeadSize = (head: RequestHead): number =>
  `${head.method} ${head.target} HTTP/${head.httpVersion}\r\n`.length + fieldsSize(head.headers);

/** Bytes from the status line to the empty line. */
export const responseHeadSize = (head: ResponseHead): number =>
  `HTTP/${head.httpVersion} ${head.status} ${head.reason}\r\n`.length + fieldsSize(head.headers);

/** `name: value` and CRLF for each line, and the empty line; text is latin1, one byte a character. */
const fieldsSize = (headers: HeaderSection): number =>
  headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 2);
