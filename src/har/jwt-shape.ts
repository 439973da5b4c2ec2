/**
 * JSON Web Tokens by their shape (RFC 7519 section 3, RFC 7515 section 7.1): three base64url parts, of
 * which the first, a JSON object, begins with `eyJ`. Nothing is decoded.
 */

const isBase64Url = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x61 && code <= 0x7a) ||
  code === 0x2d ||
  code === 0x5f;

/** Shortest first part that can be a JOSE header: `{"alg":"x"}`. */
const MIN_HEADER = 12;
const MIN_PAYLOAD = 2;

/** Whether the whole text is a token. */
export const isJwtShaped = (text: string): boolean => {
  if (!text.startsWith('eyJ')) return false;
  return tokenEnd(text, 0) === text.length;
};

/** The text with each token in it replaced; linear in its length. */
export function replaceJwts(text: string, replace: (token: string) => string): string {
  let out = '';
  let done = 0;
  let at = text.indexOf('eyJ');
  while (at !== -1) {
    const end = tokenEnd(text, at);
    if (end === undefined) {
      at = text.indexOf('eyJ', partEnd(text, at));
      continue;
    }
    out += text.slice(done, at) + replace(text.slice(at, end));
    done = end;
    at = text.indexOf('eyJ', end);
  }
  return done === 0 ? text : out + text.slice(done);
}

/** Where a token that begins at `start` ends; undefined when none does. The signature may be empty. */
function tokenEnd(text: string, start: number): number | undefined {
  const header = partEnd(text, start);
  if (header - start < MIN_HEADER || text[header] !== '.') return undefined;
  const payload = partEnd(text, header + 1);
  if (payload - header - 1 < MIN_PAYLOAD || text[payload] !== '.') return undefined;
  return partEnd(text, payload + 1);
}

function partEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && isBase64Url(text.charCodeAt(end))) end += 1;
  return end;
}
