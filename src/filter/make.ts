/** The kinds of fields: of texts, of numbers, of a fixed set of words. */
import type { Field, FieldValue, Made } from './field.js';
import type { Filterable } from './filter.js';
import { comparison, type Unit } from './numbers.js';
import { matching, type TextTest } from './texts.js';

type Texts = readonly (string | undefined)[];

/** Any of the texts fits; `~` in front of a value makes it a regular expression. */
export const byText =
  (textsOf: (row: Filterable) => Texts, how: (wanted: string) => TextTest) =>
  ({ text, isQuoted }: FieldValue): Made => {
    const isExpression = !isQuoted && text.startsWith('~');
    const test = isExpression ? matching(text.slice(1)) : how(text);
    if (typeof test === 'string') return test;
    return (row) => textsOf(row).some((candidate) => candidate !== undefined && test(candidate));
  };

/** Absent numbers fit nothing. */
export const byNumber =
  (valueOf: (row: Filterable) => number | undefined, unit: Unit, examples: string) =>
  ({ text }: FieldValue): Made => {
    const test = comparison(text, unit);
    if (test === undefined) return `A number is expected here, such as ${examples}.`;
    return (row) => {
      const value = valueOf(row);
      return value !== undefined && test(value);
    };
  };

/** One of a few words, each with its test. */
export const byWord =
  (words: Readonly<Record<string, (row: Filterable) => boolean>>): Field['make'] =>
  ({ text }): Made => {
    const wanted = text.toLowerCase();
    const exact = words[wanted];
    if (exact !== undefined && Object.hasOwn(words, wanted)) return exact;
    return `One of these is expected: ${Object.keys(words).join(', ')}.`;
  };
