/**
 * Python source as logical lines of tokens (Python reference, chapter 2), as far as settings files
 * need it. Never throws: what it does not know becomes an operator that nothing accepts.
 */

export type Token =
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bytes'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  /** An f-string: its texts, and the tokens of its expressions. */
  | { readonly kind: 'formatted'; readonly parts: readonly (string | readonly Token[])[] }
  /** Operators and delimiters; also `?` for what cannot be evaluated. */
  | { readonly kind: 'operator'; readonly text: string };

export interface LogicalLine {
  /** Of its first token, from 1. */
  readonly line: number;
  /** Columns of white space before it; 0: top level. */
  readonly indent: number;
  readonly tokens: readonly Token[];
}

const PATTERN = new RegExp(
  [
    String.raw`(?<space>[ \t\f]+|\\\r?\n|#[^\n]*)`,
    String.raw`(?<newline>\r?\n)`,
    String.raw`(?<string>[rRbBuUfF]{0,2}(?:"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'))`,
    String.raw`(?<number>0[xX][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][+-]?\d+)?)`,
    String.raw`(?<name>[\p{L}_][\p{L}\p{N}_]*)`,
    String.raw`(?<operator>\*\*=|\/\/=|:=|->|[-+*/%|&^@=!<>]=|\*\*|\/\/|<<|>>|[^])`,
  ].join('|'),
  'uy',
);

export function logicalLines(source: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let current: { line: number; indent: number; tokens: Token[] } | undefined;
  let depth = 0;
  let line = 1;
  let lineStart = 0;
  for (const match of source.matchAll(new RegExp(PATTERN, 'guy'))) {
    const groups = match.groups ?? {};
    const token = tokenOf(groups);
    if (groups['newline'] !== undefined && depth === 0) {
      if (current !== undefined) lines.push(current);
      current = undefined;
    } else if (token !== undefined) {
      current ??= { line, indent: match.index - lineStart, tokens: [] };
      current.tokens.push(token);
      depth = Math.max(0, depth + depthOf(token));
    }
    const breaks = match[0].split('\n').length - 1;
    line += breaks;
    if (breaks > 0) lineStart = match.index + match[0].lastIndexOf('\n') + 1;
  }
  if (current !== undefined) lines.push(current);
  return lines;
}

function depthOf(token: Token): number {
  if (token.kind !== 'operator') return 0;
  if ('([{'.includes(token.text)) return 1;
  return ')]}'.includes(token.text) ? -1 : 0;
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token | undefined {
  const { string, number, name, operator } = groups;
  if (string !== undefined) return stringToken(string);
  if (number !== undefined) return { kind: 'number', value: Number(number.replaceAll('_', '')) };
  if (name !== undefined) return { kind: 'name', text: name };
  return operator === undefined ? undefined : { kind: 'operator', text: operator };
}

const NOT_UNDERSTOOD: Token = { kind: 'operator', text: '?' };

function stringToken(text: string): Token {
  const [, prefix = '', rest = ''] = /^([a-z]*)([^]*)$/i.exec(text) ?? [];
  const quotes = rest.startsWith('"""') || rest.startsWith("'''") ? 3 : 1;
  const body = rest.slice(quotes, -quotes);
  const isRaw = /r/i.test(prefix);
  if (/f/i.test(prefix)) return formattedToken(body, isRaw);
  const value = isRaw ? body : unescaped(body);
  if (value === undefined) return NOT_UNDERSTOOD;
  return { kind: /b/i.test(prefix) ? 'bytes' : 'string', value };
}

/** `{{`, `}}`, an expression without braces in it, other text; a lone brace is nothing. */
const FORMATTED = /\{\{|\}\}|\{([^{}]+)\}|([^{}]+)|[{}]/g;

/** Conversions and formats of expressions are not understood. */
function formattedToken(body: string, isRaw: boolean): Token {
  const parts: (string | readonly Token[])[] = [];
  for (const [whole, expression, text] of body.matchAll(FORMATTED)) {
    const plain = text === undefined || isRaw ? text : unescaped(text);
    const tokens = logicalLines(expression ?? '').flatMap((line) => line.tokens);
    if (whole === '{{' || whole === '}}') parts.push(whole.charAt(0));
    else if (plain !== undefined) parts.push(plain);
    else if (tokens.length > 0 && !tokens.some(isOfFormat)) parts.push(tokens);
    else return NOT_UNDERSTOOD;
  }
  return { kind: 'formatted', parts };
}

const isOfFormat = (token: Token): boolean =>
  token.kind === 'operator' && /^(?:!|:|=|!=)$/.test(token.text);

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
};

/** undefined for `\N{...}`, whose names we do not know. */
function unescaped(body: string): string | undefined {
  if (/(?:^|[^\\])(?:\\\\)*\\N\{/.test(body)) return undefined;
  return body.replaceAll(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{1,3})|(\r\n|[^]))/gi,
    (whole: string, x?: string, u?: string, long?: string, octal?: string, sign?: string) => {
      const hex = x ?? u ?? long;
      if (hex !== undefined) return codePoint(parseInt(hex, 16));
      if (octal !== undefined) return codePoint(parseInt(octal, 8));
      if (sign === '\r\n') return '';
      if (sign === '\\' || sign === '"' || sign === "'") return sign;
      return ESCAPES[sign ?? ''] ?? whole; // Python keeps the backslash of an unknown escape
    },
  );
}

const codePoint = (code: number): string =>
  code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
