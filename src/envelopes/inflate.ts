/** Decompression with a bound on what comes out: a few kilobytes can unfold to gigabytes. */
import { gunzipSync, inflateSync } from 'node:zlib';

/** A session of more is not read. */
export const MAX_INFLATED_BYTES = 2 * 1024 * 1024;

/** The same for what our own decoders unpack, which takes them longer. */
export const MAX_UNPACKED_BYTES = 512 * 1024;

export type Inflated =
  | { readonly kind: 'inflated'; readonly bytes: Uint8Array }
  | { readonly kind: 'broken' | 'too-large' };

export const inflateZlib = (bytes: Uint8Array): Inflated =>
  attempt(() => inflateSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES }));

export const inflateGzip = (bytes: Uint8Array): Inflated =>
  attempt(() => gunzipSync(bytes, { maxOutputLength: MAX_INFLATED_BYTES }));

function attempt(inflate: () => Uint8Array): Inflated {
  try {
    return { kind: 'inflated', bytes: inflate() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return { kind: code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'broken' };
  }
}
