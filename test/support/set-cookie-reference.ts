/**
 * A second reader of set-cookie-strings, to judge the first by: rfc6265bis section 5.6 with the dates of 5.1.1,
 * step by step, sharing nothing with src/cookies. Every line is read, also those a user agent would drop.
 */

export interface ReferenceCookie {
  readonly name: string;
  readonly value: string;
  readonly path?: string;
  readonly domain?: string;
  /** Of the Expires attribute alone. */
  readonly expires?: number;
  readonly maxAge?: number;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite?: string;
  readonly partitioned: boolean;
}

/** The cookie of one field value, as text of one character a byte. */
export function referenceSetCookie(line: string): ReferenceCookie {
  let rest = line;
  const upTo = (mark: string): string => {
    const at = rest.indexOf(mark);
    const part = at < 0 ? rest : rest.substring(0, at);
    rest = at < 0 ? '' : rest.substring(at + 1);
    return part;
  };
  const [name, value] = halves(upTo(';'), false);
  const found = new Map<string, unknown>();
  while (rest !== '') {
    const [attribute, text] = halves(upTo(';'), true);
    const key = attribute.toLowerCase();
    if (text.length <= 1024) read(key, text, found);
  }
  return {
    name,
    value,
    httpOnly: found.has('httponly'),
    secure: found.has('secure'),
    partitioned: found.has('partitioned'),
    ...Object.fromEntries(
      ['path', 'domain', 'expires', 'maxAge', 'sameSite']
        .filter((key) => found.get(key) !== undefined)
        .map((key) => [key, found.get(key)]),
    ),
  };
}

/** Without `=`, a pair is a value and an attribute is a name. */
function halves(part: string, isAttribute: boolean): readonly [string, string] {
  const at = part.indexOf('=');
  if (at < 0) return isAttribute ? [bare(part), ''] : ['', bare(part)];
  return [bare(part.substring(0, at)), bare(part.substring(at + 1))];
}

const bare = (text: string): string => {
  let rest = text;
  while (/^[ \t]/.test(rest)) rest = rest.substring(1);
  while (/[ \t]$/.test(rest)) rest = rest.substring(0, rest.length - 1);
  return rest;
};

function read(key: string, text: string, found: Map<string, unknown>): void {
  if (key === 'expires') {
    const date = referenceDate(text);
    if (date !== undefined) found.set('expires', date);
  } else if (key === 'max-age') {
    const digits = text.startsWith('-') ? text.substring(1) : text;
    const isNumber = digits !== '' && !/[^0-9]/.test(digits);
    if (!isNumber) return;
    const limit = Number.MAX_SAFE_INTEGER;
    found.set('maxAge', Math.min(limit, Math.max(-limit, Number(text))));
  } else if (key === 'domain') {
    const domain = (text.startsWith('.') ? text.substring(1) : text).toLowerCase();
    found.set('domain', domain === '' ? undefined : domain);
  } else if (key === 'path') {
    found.set('path', text.startsWith('/') ? text : undefined);
  } else if (key === 'samesite') {
    const words = new Map([
      ['none', 'None'],
      ['strict', 'Strict'],
      ['lax', 'Lax'],
    ]);
    found.set('sameSite', words.get(text.toLowerCase()));
  } else if (key === 'secure' || key === 'httponly' || key === 'partitioned') {
    found.set(key, true);
  }
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** Section 5.1.1: tokens are looked at in order, each for the first thing that is still sought. */
function referenceDate(text: string): number | undefined {
  let time: readonly number[] | undefined;
  let [day, month, year]: (number | undefined)[] = [];
  for (const token of text.split(/[\t -/;-@[-`{-~]+/)) {
    const clock = /^(\d\d?):(\d\d?):(\d\d?)(?!\d)/.exec(token);
    const monthAt = MONTHS.indexOf(token.substring(0, 3).toLowerCase());
    if (time === undefined && clock !== null) time = clock.slice(1).map(Number);
    else if (day === undefined && /^\d\d?(?!\d)/.test(token)) day = parseInt(token, 10);
    else if (month === undefined && monthAt >= 0) month = monthAt;
    else if (year === undefined && /^\d{2,4}(?!\d)/.test(token)) year = parseInt(token, 10);
  }
  if (time === undefined || day === undefined || month === undefined || year === undefined) {
    return undefined;
  }
  if (year >= 70 && year <= 99) year += 1900;
  else if (year <= 69) year += 2000;
  const [hours = 0, minutes = 0, seconds = 0] = time;
  if (year < 1601 || hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const date = new Date(Date.UTC(year, month, day, hours, minutes, seconds));
  return date.getUTCDate() === day && date.getUTCMonth() === month ? date.getTime() : undefined;
}
