/** A filter's text as tokens, each with its place in the text. Never throws; gaps are white space. */

export interface Span {
  /** UTF-16 offsets into the text. */
  readonly start: number;
  readonly end: number;
}

export type Token = Span &
  (
    | { readonly kind: 'not' | 'and' | 'or' | 'open' | 'close' }
    /** `name` is absent for a bare word; `~u` has the name `~u` and its value in the next word. */
    | {
        readonly kind: 'term';
        readonly name: string | undefined;
        readonly value: string;
        /** Where the value begins. */
        readonly valueStart: number;
        /** In quotes: meant as it stands, without `*`, `>` or `~`. */
        readonly isQuoted: boolean;
      }
    | { readonly kind: 'unclosed' }
  );

const WORDS: ReadonlyMap<string, 'not' | 'and' | 'or'> = new Map([
  ['not', 'not'],
  ['and', 'and'],
  ['or', 'or'],
  ['&', 'and'],
  ['&&', 'and'],
  ['|', 'or'],
  ['||', 'or'],
]);

export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const token = tokenAt(text, at);
    if (token !== undefined) tokens.push(token);
    at = Math.max(token?.end ?? 0, at + 1);
  }
  return tokens;
}

/** undefined at white space. */
function tokenAt(text: string, start: number): Token | undefined {
  const character = text.charAt(start);
  const end = start + 1;
  if (/\s/.test(character)) return undefined;
  if (character === '!') return { kind: 'not', start, end };
  if (character === '(') return { kind: 'open', start, end };
  if (character === ')') return { kind: 'close', start, end };
  return termAt(text, start);
}

function termAt(text: string, start: number): Token {
  const [name] = /^[A-Za-z][A-Za-z-]*(?=[:<>])/.exec(text.slice(start, start + 32)) ?? [];
  const colon = name !== undefined && text[start + name.length] === ':';
  const valueStart = start + (name?.length ?? 0) + (colon ? 1 : 0);
  if (text[valueStart] === '"') return quotedTerm(text, start, name, valueStart);
  const end = endOfWord(text, valueStart);
  const value = text.slice(valueStart, end);
  const operator = name === undefined ? WORDS.get(value.toLowerCase()) : undefined;
  if (operator !== undefined) return { kind: operator, start, end };
  return { kind: 'term', start, end, name, value, valueStart, isQuoted: false };
}

function quotedTerm(
  text: string,
  start: number,
  name: string | undefined,
  valueStart: number,
): Token {
  const [quoted] = /^"(?:[^"\\]|\\[^])*"/.exec(text.slice(valueStart)) ?? [];
  if (quoted === undefined) return { kind: 'unclosed', start: valueStart, end: text.length };
  const value = quoted.slice(1, -1).replace(/\\([^])/g, '$1');
  const end = valueStart + quoted.length;
  return { kind: 'term', start, end, name, value, valueStart, isQuoted: true };
}

/** At white space, or at a parenthesis that the word itself did not open. */
function endOfWord(text: string, start: number): number {
  let depth = 0;
  let at = start;
  for (; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (/\s/.test(character)) break;
    if (character === '(') depth += 1;
    if (character === ')') {
      if (depth === 0) break;
      depth -= 1;
    }
  }
  return at;
}

/** A value as it can be written again: in quotes where it would mean something else without. */
export const quoteValue = (value: string): string =>
  /^[\w./@-]+$/.test(value) && !WORDS.has(value.toLowerCase())
    ? value
    : `"${value.replace(/["\\]/g, '\\$&')}"`;
