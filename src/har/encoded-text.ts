/**
 * Text inside text: runs of base64, of hex digits, of percent-encoding, of character references and of
 * escapes, undone for whoever looks for something in them and put back in the same notation. It does
 * not know what is looked for. Linear; a run is only undone where the text has its marks at all.
 */
import { Buffer, isUtf8 } from 'node:buffer';
import { percentEncoded } from './known-secrets.js';

/** Gives the decoded text back as it should be, or the same where nothing is to be changed. */
export type DecodedRule = (decoded: string) => string;

/** Runs longer than this are looked through as they are. */
const MAX_RUN = 1 << 20;

/** Every run whose decoded text the rule changes, encoded again. */
export function withinEncoded(text: string, rule: DecodedRule): string {
  return withinBase64(withinSpelling(text, rule), rule);
}

interface Spelling {
  /** What may belong together; a text goes on behind white space where that is not encoded itself. */
  readonly run: RegExp;
  readonly mark: RegExp;
  readonly decode: (run: string) => string;
  /** Spells again what must be; what may stand as it is stays, so that pairs stay pairs. */
  readonly encode: (text: string) => string;
}

const percent: Spelling = {
  run: /[^\s"'<>]+/g,
  mark: /%[0-9a-f]{2}/i,
  decode: (run) => run.replace(/(?:%[0-9a-f]{2})+/gi, percentDecodedRun),
  encode: (text) => text.replace(/[^\w!$&'()*+,;=:@/?#[\].~-]+/g, (part) => percentEncoded(part)),
};
const references: Spelling = {
  run: /[^"'<>\r\n]+/g,
  mark: /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos);/i,
  decode: htmlDecoded,
  encode: htmlEncoded,
};
const escapes: Spelling = {
  run: /[^"'<>\r\n]+/g,
  mark: /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|\/)/i,
  decode: (run) =>
    run.replace(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|\/)/gi, (_, u?: string, x?: string) => {
      const digits = u ?? x;
      return digits === undefined ? '/' : String.fromCharCode(Number.parseInt(digits, 16));
    }),
  encode: (text) =>
    text.replace(/[\\"\u0000-\u001f]/g, (character) => JSON.stringify(character).slice(1, -1)),
};

const SPELLINGS: readonly Spelling[] = [percent, references, escapes];

function withinSpelling(text: string, rule: DecodedRule): string {
  let result = text;
  for (const { run: runs, mark, decode, encode } of SPELLINGS) {
    if (!mark.test(result)) continue;
    result = result.replace(runs, (run) => {
      if (run.length > MAX_RUN || !mark.test(run)) return run;
      const decoded = decode(run);
      // What the rule finds without decoding has been found before.
      if (decoded === run) return run;
      const changed = rule(decoded);
      return changed === decoded ? run : encode(changed);
    });
  }
  return result;
}

function percentDecodedRun(run: string): string {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex');
  return isUtf8(bytes) ? bytes.toString('utf8') : run;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** The character references that programs write (HTML standard section 13.5), undone. */
export function htmlDecoded(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** Text as it may stand in an attribute's value. */
export function htmlEncoded(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Eleven characters hold eight bytes, the least that is sought. */
const BASE64_RUN = /[A-Za-z0-9+/_-]{11,}={0,2}/g;

function withinBase64(text: string, rule: DecodedRule): string {
  return text.replace(BASE64_RUN, (run) => {
    if (run.length > MAX_RUN) return run;
    if (/^(?:[0-9a-f]{2})+$/i.test(run)) return within(run, 'hex', rule);
    // Words and names of one case are no base64 of a text.
    if (!/[A-Z]/.test(run) || !/[a-z]/.test(run)) return run;
    const whole = withinOne(run, rule);
    if (whole !== run || !run.includes('/')) return whole;
    // A path: its segments may be encoded one by one.
    return run
      .split('/')
      .map((part) => (part.length < 11 ? part : withinOne(part, rule)))
      .join('/');
  });
}

const withinOne = (run: string, rule: DecodedRule): string =>
  within(run, /[-_]/.test(run) ? 'base64url' : 'base64', rule);

/** Shorter runs that decode to no text are words: `getElementById`. */
const MIN_BINARY = 24;

function within(run: string, encoding: 'hex' | 'base64' | 'base64url', rule: DecodedRule): string {
  const bytes = Buffer.from(run, encoding);
  const isText = isUtf8(bytes);
  if (!isText && run.length < MIN_BINARY) return run;
  const decoded = bytes.toString(isText ? 'utf8' : 'latin1');
  const changed = rule(decoded);
  if (changed === decoded) return run;
  const again = Buffer.from(changed, 'utf8').toString(encoding);
  return run.endsWith('=') || run.length % 4 === 0 ? again : again.replace(/=+$/, '');
}
