/** What one field of the language is: its name, its help, and the test that a value makes of it. */
import type { Filterable } from './filter.js';

export type RowTest = (row: Filterable) => boolean;

/** A value as written behind the field's name. */
export interface FieldValue {
  readonly text: string;
  /** In quotes: meant as it stands. */
  readonly isQuoted: boolean;
}

/** A test, or what is wrong with the value, as a sentence. */
export type Made = RowTest | string;

export interface Field {
  readonly name: string;
  readonly synonyms: readonly string[];
  /** For help and docs: begins lower-case, no full stop. */
  readonly help: string;
  readonly example: string;
  /** Values that can be completed. */
  readonly values?: readonly string[];
  /** 0: by the summary alone; 1: needs the whole exchange; 2: reads content. */
  readonly cost: 0 | 1 | 2;
  make(value: FieldValue): Made;
}
