/**
 * `name=value&name=value`, the form of queries and of application/x-www-form-urlencoded content:
 * read for display, and rewritten with its secret values replaced and all else left byte for byte.
 */
import { percentDecoded, percentEncoded } from './known-secrets.js';
import type { Redactor } from './redact.js';
import type { NameKind } from '../model/secret-names.js';

export interface Pair {
  readonly name: string;
  readonly value: string;
}

/** Pairs beyond this are not listed one by one. */
const MAX_PAIRS = 10_000;

/** The pairs, decoded (WHATWG URL section 5.1); a pair without `=` has an empty value. Never throws. */
export function readPairs(text: string): Pair[] {
  if (text === '') return [];
  return text.split('&', MAX_PAIRS).map((pair) => {
    const { name, value } = splitPair(pair);
    return { name: decode(name), value: decode(value ?? '') };
  });
}

/** Rewrites a value that a name does not make secret: a URL inside a query, for instance. */
export type ValueRule = (value: string) => string;

/** The pairs with secret values replaced. */
export function redactPairs(text: string, redactor: Redactor, rule: ValueRule): string {
  if (redactor.mode === 'off' || text === '') return text;
  const pairs = text.split('&');
  const names = new Set(pairs.map((pair) => splitPair(pair).name));
  // RFC 6749 section 4.1.2: `code` is a secret in an answer that also carries `state`.
  const isOauth = names.has('code') && names.has('state');
  return pairs
    .map((pair) => {
      const { name, value } = splitPair(pair);
      if (value === undefined || value === '') return pair;
      const kind =
        isOauth && (name === 'code' || name === 'state') ? 'secret' : redactor.kindOf(decode(name));
      const decoded = decode(value);
      const replaced = redactValue(kind, value, decoded, redactor, rule);
      return replaced === decoded ? pair : `${name}=${percentEncoded(replaced)}`;
    })
    .join('&');
}

function redactValue(
  kind: NameKind,
  raw: string,
  decoded: string,
  redactor: Redactor,
  rule: ValueRule,
): string {
  if (kind === 'password') {
    if (raw !== decoded) redactor.password(raw);
    return redactor.password(decoded);
  }
  const replaced = redactor.byName(kind, decoded);
  if (replaced !== decoded) return replaced;
  if (redactor.mode === 'strict') return redactor.standIn(decoded);
  // As it is spelt here it may not be found any more.
  return raw === decoded ? rule(decoded) : redactor.sweep(rule(decoded));
}

function splitPair(pair: string): { readonly name: string; readonly value?: string } {
  const equals = pair.indexOf('=');
  if (equals === -1) return { name: pair };
  return { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
}

const decode = (text: string): string => percentDecoded(text.replaceAll('+', ' '));
