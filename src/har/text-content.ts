/** Bytes as text, where they are text: strict decoding, so that nothing is lost to U+FFFD unnoticed. */
import { Buffer, isUtf8 } from 'node:buffer';
import { isTextKind, type MediaType } from '../http/media-type.js';

/**
 * Content without content coding as text; undefined where it is none, or not in the charset it says.
 * UTF-8 is assumed where no charset is given. `truncated`: a character cut at the end is left out.
 */
export function decodeText(
  bytes: Uint8Array,
  media: MediaType | undefined,
  truncated: boolean,
): string | undefined {
  if ((media === undefined || !isTextKind(media.kind)) && bytes.includes(0)) return undefined;
  const charset = media?.charset;
  if (charset === undefined || charset === 'utf-8' || charset === 'utf8') {
    const whole = truncated ? withoutCutCharacter(bytes) : bytes;
    return isUtf8(whole) ? bufferOf(whole).toString('utf8') : undefined;
  }
  try {
    const decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: true });
    // As a stream, since Node 20 reads windows-1252 as latin1 otherwise: a euro sign would be a control character.
    const text = decoder.decode(bytes, { stream: true });
    return truncated ? text : text + decoder.decode();
  } catch {
    return undefined;
  }
}

/** The same bytes as a Buffer, not copied. */
export const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** UTF-8 without the character at its end whose last bytes were cut off (RFC 3629 section 3). */
function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  for (let length = 1; length <= 3 && length <= bytes.length; length += 1) {
    const byte = bytes[bytes.length - length] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0) return length < lengthOf(byte) ? bytes.subarray(0, -length) : bytes;
  }
  return bytes;
}

/** How many bytes a character has that begins with `lead`. */
const lengthOf = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);
