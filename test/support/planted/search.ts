/** Looks for planted secrets in what a run left behind, in clear and as notations spell them. */

/** The spellings under which anyone who reads a file would still have the secret. */
function spellings(secret: string): ReadonlySet<string> {
  const bytes = Buffer.from(secret, 'utf8');
  const percent = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const numeric = (base: 10 | 16) =>
    secret.replace(/[&<>"']/g, (sign) => {
      const code = sign.charCodeAt(0).toString(base);
      return base === 10 ? `&#${code};` : `&#x${code};`;
    });
  return new Set([
    secret,
    percent,
    percent.replaceAll('%20', '+'),
    percent.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    secret.replaceAll('%', '%25'),
    encodeURIComponent(percent),
    json,
    JSON.stringify(json).slice(1, -1),
    JSON.stringify(JSON.stringify(json).slice(1, -1)).slice(1, -1),
    json.replaceAll('/', '\\/'),
    JSON.stringify(json.replaceAll('/', '\\/')).slice(1, -1),
    html,
    html.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    html.replaceAll('"', '&quot;').replaceAll("'", '&#x27;'),
    numeric(10),
    numeric(16),
    secret.replace(/\W/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
    bytes.toString('latin1'),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...[0, 1, 2].flatMap((before) => base64Parts(bytes, before)),
  ]);
}

/** The part of the base64 that is the same whatever stands around, for so many bytes before it. */
function base64Parts(bytes: Buffer, before: number): readonly string[] {
  const padded = Buffer.concat([Buffer.alloc(before), bytes]);
  const from = before === 0 ? 0 : 4;
  const whole = 4 * Math.floor(padded.length / 3);
  return [
    padded.toString('base64').slice(from, whole),
    padded.toString('base64url').slice(from, whole),
  ];
}

/** Of a secret that is found in part only, enough to be sure. */
const PART = 14;

/** Where a secret was found, or undefined. */
export function findSecret(secret: string, files: ReadonlyMap<string, string>): string | undefined {
  const sought = [...spellings(secret)];
  // A part of a phrase may be an ordinary word.
  if (/^[\w-]+$/.test(secret)) sought.push(secret.slice(0, PART), secret.slice(-PART));
  for (const [file, text] of files) {
    for (const spelling of sought) {
      const at = text.indexOf(spelling);
      if (at !== -1) return `${file}: ${text.slice(Math.max(0, at - 80), at + 120)}`;
      const inJson = JSON.stringify(spelling).slice(1, -1);
      const again = inJson === spelling ? -1 : text.indexOf(inJson);
      if (again !== -1) return `${file}: ${text.slice(Math.max(0, again - 80), again + 120)}`;
    }
  }
  return undefined;
}

/** The pseudonyms in a text, in whatever notation. */
export const pseudonymsIn = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.matchAll(/redacted(?::|%3A)(v-[0-9a-f]{8})(?:›|%E2%80%BA)/g)].map(
      ([, name]) => name ?? '',
    ),
  );
