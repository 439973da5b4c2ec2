/**
 * Secrets in text of any form, by the shapes in which programs write a name with a value:
 * `name: "value"`, `name = 'value'`, `?name=value&...` inside links and, in plain text, `name=value`.
 * It goes from one `=` or `:` to the next and looks to both sides: linear, and quick where names are
 * harmless. Of what is found only what looks random is sought elsewhere: a script holds more code than secrets.
 */
import { percentEncoded } from './known-secrets.js';
import { looksRandom, type Redactor } from './redact.js';
import type { NameKind } from '../model/secret-names.js';

/** Any text with its secrets replaced. */
export const redactText = (text: string, redactor: Redactor): string =>
  redactor.mode === 'off' ? text : redactAssignments(text, redactor, false);

/** The same for text that is no program: values without quotes count as well. */
export const redactPlainText = (text: string, redactor: Redactor): string =>
  redactor.mode === 'off' ? text : redactAssignments(text, redactor, true);

const EQUALS = 0x3d;
const COLON = 0x3a;
const MAX_NAME = 64;
const MAX_VALUE = 4096;
const MAX_SPACES = 4;

function redactAssignments(text: string, redactor: Redactor, isPlain: boolean): string {
  let out = '';
  let done = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== EQUALS && code !== COLON) continue;
    const name = nameBefore(text, at, done);
    const kind = name === undefined ? 'plain' : redactor.kindOf(name.text);
    if (name === undefined || kind === 'plain') continue;
    const value = valueAfter(text, at, text[name.start - 1], isPlain);
    if (value === undefined) continue;
    const replaced = hide(kind, text.slice(value.start, value.end), redactor);
    if (replaced !== undefined) {
      const written = value.isInUrl ? percentEncoded(replaced) : replaced;
      out += text.slice(done, value.start) + written;
      done = value.end;
    }
    at = value.end - 1;
  }
  return done === 0 ? text : out + text.slice(done);
}

/** The name that ends before the sign at `at`, perhaps in quotes; nothing before `from` is looked at. */
function nameBefore(
  text: string,
  at: number,
  from: number,
): { readonly text: string; readonly start: number } | undefined {
  let end = at;
  const firstSpace = Math.max(from, at - MAX_SPACES);
  while (end > firstSpace && isSpace(text.charCodeAt(end - 1))) end -= 1;
  if (end > from && isQuote(text[end - 1])) end -= 1;
  if (end > from && text[end - 1] === '\\') end -= 1;
  let start = end;
  const first = Math.max(from, end - MAX_NAME);
  while (start > first && isNameCode(text.charCodeAt(start - 1))) start -= 1;
  return start === end ? undefined : { text: text.slice(start, end), start };
}

interface Value {
  readonly start: number;
  readonly end: number;
  readonly isInUrl: boolean;
}

function valueAfter(
  text: string,
  at: number,
  beforeName: string | undefined,
  isPlain: boolean,
): Value | undefined {
  let start = at + 1;
  while (start <= at + MAX_SPACES && isSpace(text.charCodeAt(start))) start += 1;
  const isEscaped = text[start] === '\\' && isQuote(text[start + 1]);
  if (isEscaped) start += 1;
  const quote = text[start];
  if (quote !== undefined && isQuote(quote)) {
    const end = quotedEnd(text, start + 1, isEscaped ? `\\${quote}` : quote);
    return { start: start + 1, end, isInUrl: false };
  }
  const isInUrl = text.charCodeAt(at) === EQUALS && /[?&;]/.test(beforeName ?? '');
  if (!isInUrl && !(isPlain && /[\s,]|^$/.test(beforeName ?? ''))) return undefined;
  const from = isInUrl ? at + 1 : start;
  const end = bareEnd(text, from);
  return end === from ? undefined : { start: from, end, isInUrl };
}

/** Where `closing` stands, a quote or an escaped quote; or the end of the line. */
function quotedEnd(text: string, from: number, closing: string): number {
  const last = Math.min(text.length, from + MAX_VALUE);
  for (let end = from; end < last; end += 1) {
    if (text.startsWith(closing, end) || text[end] === '\n') return end;
    if (text[end] === '\\') end += 1;
  }
  return last;
}

function bareEnd(text: string, from: number): number {
  const last = Math.min(text.length, from + MAX_VALUE);
  let end = from;
  while (end < last && !/[&\s"'<>#\\;,]/.test(text[end] ?? '')) end += 1;
  return end;
}

const isQuote = (character: string | undefined): boolean => character === '"' || character === "'";

const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);

/** Letters, digits, `_ $ - . [ ]`, and whatever is not ASCII. */
const isNameCode = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x30 && code <= 0x39) ||
  code === 0x5f ||
  code === 0x24 ||
  code === 0x2d ||
  code === 0x2e ||
  code === 0x5b ||
  code === 0x5d ||
  code > 0x7f;

/** undefined: what an earlier rule wrote, or no secret after all. */
function hide(kind: NameKind, value: string, redactor: Redactor): string | undefined {
  if (value === '' || value.includes('‹redacted') || value.includes('%E2%80%B9redacted')) {
    return undefined;
  }
  if (looksRandom(value)) return redactor.byName(kind, value);
  return kind === 'code' && !/\d{3}/.test(value) ? undefined : redactor.hidden(kind, value);
}
