/** How much memory a record takes, near enough to keep a bound: its bytes, its texts, its objects. */
import type { HeaderSection } from '../model/message.js';
import type { SourceEvent } from '../source.js';

const OBJECT_BYTES = 512;
const FIELD_LINE_BYTES = 64;
const MESSAGE_BYTES = 256;

/** In bytes. */
export function weightOf(event: SourceEvent): number {
  if (!('exchange' in event)) return OBJECT_BYTES;
  const { request, response, interim, webSocket } = event.exchange;
  let bytes = 2 * OBJECT_BYTES + request.target.length + request.content.bytes.length;
  bytes += weightOfFields(request.headers) + weightOfFields(request.trailers);
  for (const { headers } of interim) bytes += weightOfFields(headers);
  for (const { content } of webSocket?.messages ?? []) {
    bytes += MESSAGE_BYTES + content.bytes.length;
  }
  if (response === undefined) return bytes;
  bytes += response.content.bytes.length;
  return bytes + weightOfFields(response.headers) + weightOfFields(response.trailers);
}

function weightOfFields(fields: HeaderSection): number {
  let bytes = 0;
  for (const [name, value] of fields) bytes += name.length + value.length + FIELD_LINE_BYTES;
  return bytes;
}
