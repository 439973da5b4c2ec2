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
  const kept = withMeaning(text);
  let padding = 0;
  for (const { 0: run, index } of kept.matchAll(/=+/g)) {
    const missing = 4 - ((index - padding) % 4);
    // A group that has fewer than two letters takes no padding, and one must be filled by one run.
    if (missing <= 2 && run.length >= missing) return kept.slice(0, index).replaceAll('=', '');
    padding += run.length;
  }
  return (kept.length - padding) % 4 === 0 ? kept.replaceAll('=', '') : undefined;
}

/** Without the rest, one by one: to replace a million of them would take far longer. */
function withMeaning(text: string): string {
  const kept = Buffer.alloc(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (MEANINGFUL[code] === 1) kept[length++] = code;
  }
  return kept.toString('latin1', 0, length);
}

/** 1 for each character code that has a meaning. */
const MEANINGFUL = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9+/=]/.test(String.fromCharCode(code)) ? 1 : 0,
);
