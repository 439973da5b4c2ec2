/** Statements as tokens: where they part, what an import names. Pure. */
import type { Token } from './tokens.js';

/** Parts between an operator that stands outside brackets. */
export function splitAt(tokens: readonly Token[], operator: string): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += nesting(token);
    if (depth === 0 && isOperator(token, operator)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** Of the first colon outside brackets; -1: there is none. */
export function colonAt(tokens: readonly Token[]): number {
  let depth = 0;
  return tokens.findIndex((token) => {
    depth += nesting(token);
    return depth === 0 && isOperator(token, ':');
  });
}

/** `name as alias`. */
export function importedItem(tokens: readonly Token[]): {
  readonly name: string;
  readonly alias: string | undefined;
} {
  const at = tokens.findIndex((token) => isWord(token, 'as'));
  const name = (at === -1 ? tokens : tokens.slice(0, at)).map(textOf).join('');
  return { name, alias: at === -1 ? undefined : textOf(tokens[at + 1]) };
}

/** `.base` in `site.settings.dev` is `site.settings.base`; in a package's __init__, one level less. */
export function absoluteModule(written: string, module: string, file: string): string {
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(written) ?? [];
  if (dots === '') return rest;
  const isPackage = /[/\\]__init__\.py$/.test(file);
  const up = dots.length - (isPackage ? 1 : 0);
  const base = module.split('.').slice(0, up === 0 ? undefined : -up);
  return [...base, ...(rest === '' ? [] : [rest])].join('.');
}

/** `NAME`, `NAME['a']['b']`: the name, and the tokens in each pair of brackets. */
export interface Target {
  readonly name: string;
  readonly keys: readonly (readonly Token[])[];
}

/** undefined: something else is assigned to. An annotation is left out. */
export function targetOf(tokens: readonly Token[]): Target | undefined {
  const [first, ...rest] = tokens;
  if (first?.kind !== 'name') return undefined;
  const keys: Token[][] = [];
  let depth = 0;
  for (const token of rest) {
    if (depth === 0 && isOperator(token, ':')) break;
    if (depth === 0 && !isOperator(token, '[')) return undefined;
    const isOpening = depth === 0;
    depth += nesting(token);
    if (isOpening) keys.push([]);
    else if (depth > 0) keys.at(-1)?.push(token);
  }
  return { name: first.text, keys };
}

export const isOperator = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'operator' && token.text === text;

export const isWord = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'name' && token.text === text;

export const textOf = (token: Token | undefined): string =>
  token?.kind === 'name' || token?.kind === 'operator' ? token.text : '';

function nesting(token: Token): number {
  if (token.kind !== 'operator') return 0;
  if ('([{'.includes(token.text)) return 1;
  return ')]}'.includes(token.text) ? -1 : 0;
}
