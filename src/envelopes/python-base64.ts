/**
 * Base64 as Python's `b64decode` takes it: characters of no meaning, line breaks above all, are
 * skipped; padding must be there and complete, and what follows it is ignored.
 */

const CLEAN = /^[A-Za-z0-9+/]*={0,2}$/;

/** The bytes of standard base64; undefined where Python would raise "Incorrect padding". */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (CLEAN.test(text) && text.length % 4 === 0) return Buffer.from(text, 'base64');
  const letters = meaningfulLetters(text);
  return letters === undefined ? undefined : Buffer.from(letters, 'base64');
}

/** Base64url without padding, which Django strips on writing and restores by length on reading. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  const padding = '='.repeat((4 - (text.length % 4)) % 4);
  return decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/') + padding);
}

/** The letters up to the padding that completes a group of four; undefined when none does. */
function meaningfulLetters(text: string): string | undefined {
  const kept = text.replace(/[^A-Za-z0-9+/=]+/g, '');
  let letters = 0;
  let padding = 0;
  for (let at = 0; at < kept.length; at += 1) {
    if (kept[at] !== '=') {
      letters += 1;
      padding = 0;
    } else if (letters % 4 >= 2) {
      padding += 1;
      if ((letters % 4) + padding >= 4) return kept.slice(0, at).replaceAll('=', '');
    }
  }
  return letters % 4 === 0 ? kept.replaceAll('=', '') : undefined;
}
