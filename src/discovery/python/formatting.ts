/** Text put together in the three ways of Python, without widths and precisions. Pure; else unknown. */
import { toText } from './conversions.js';
import { entriesOf, isList, UNKNOWN, type CallArguments, type PythonValue } from './values.js';

/** `'%s:%d' % (a, b)`, `'%(name)s' % {...}`. */
export function percentFormat(text: string, operand: PythonValue): PythonValue {
  const items = isList(operand) ? operand : [operand];
  const named = entriesOf(operand);
  let next = 0;
  return filled(text, /%(?:(%)|\((\w+)\)([sd])|([sd])|)/g, ([, percent, name, , plain]) => {
    if (percent !== undefined) return '%';
    if (name !== undefined) return named?.get(name);
    return plain === undefined ? undefined : items[next++];
  });
}

/** `'{}:{port}'.format(a, port=b)`. */
export function braceFormat(text: string, { positional, keyword }: CallArguments): PythonValue {
  let next = 0;
  return filled(text, /\{\{|\}\}|\{(\w*)\}|[{}]/g, ([whole, name]) => {
    if (whole === '{{' || whole === '}}') return whole.charAt(0);
    if (name === undefined) return undefined;
    if (name === '') return positional[next++];
    return /^\d+$/.test(name) ? positional[Number(name)] : keyword.get(name);
  });
}

/** Each match replaced by the text of a value; unknown as soon as one of them is. */
function filled(
  text: string,
  pattern: RegExp,
  valueOf: (match: readonly string[]) => PythonValue | undefined,
): PythonValue {
  let result = '';
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const value = valueOf(match);
    const part = value === undefined ? UNKNOWN : toText(value);
    if (typeof part !== 'string') return UNKNOWN;
    result += text.slice(end, match.index) + part;
    end = match.index + match[0].length;
  }
  return result + text.slice(end);
}

/** The parts of an f-string; unknown as soon as one of them is. */
export function joinedParts(parts: readonly PythonValue[]): PythonValue {
  const texts = parts.map(toText).filter((text) => typeof text === 'string');
  return texts.length === parts.length ? texts.join('') : UNKNOWN;
}
