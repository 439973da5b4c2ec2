/** Ways of comparing texts, all without case and in time that is bounded by the texts' lengths. */
import { RE2JS, RE2JSException } from 're2js';

export type TextTest = (text: string) => boolean;

/** Characters of a text that a pattern looks at. */
export const MAX_LOOKED_AT = 64 * 1024;
const MAX_PATTERN = 500;

/** The whole text, with `*` for any part of it. */
export function like(wanted: string): TextTest {
  const pattern = wanted.toLowerCase();
  if (!pattern.includes('*')) return (text) => text.toLowerCase() === pattern;
  return (text) => fits(pattern, text.toLowerCase());
}

/** A text that begins so; with `*` the whole text. */
export function beginning(wanted: string): TextTest {
  if (wanted.includes('*')) return like(wanted);
  const start = wanted.toLowerCase();
  return (text) => text.toLowerCase().startsWith(start);
}

/** A text that has this in it; with `*` parts in this order. */
export function containing(wanted: string): TextTest {
  if (wanted.includes('*')) return like(`*${wanted}*`);
  const part = wanted.toLowerCase();
  return (text) => text.toLowerCase().includes(part);
}

/**
 * A regular expression in RE2's syntax: it takes time in proportion to the text, whatever it says, so
 * that no expression can stop the screen. Returns what is wrong with it instead, as a sentence.
 */
export function matching(expression: string): TextTest | string {
  if (expression.length > MAX_PATTERN) return `The expression is longer than ${MAX_PATTERN}.`;
  try {
    const pattern = RE2JS.compile(expression, RE2JS.CASE_INSENSITIVE);
    return (text) => pattern.matcher(text.slice(0, MAX_LOOKED_AT)).find();
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `This is no regular expression: ${error.message.replace(/^error parsing regexp: /, '')}.`;
  }
}

/** Whether the text fits a pattern with `*`: each part at the first place where it can stand. */
function fits(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
