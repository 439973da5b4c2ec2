/** What a filter is to those who use it: a test of rows, made from text by `parseFilter`. */
import type { Observation } from '../model/observation.js';
import type { Summary } from '../model/summary.js';

/** A row that can be tested. */
export interface Filterable {
  readonly summary: Summary;
  /** The user's own mark on the screen; false elsewhere. */
  readonly marked: boolean;
  /** All that is held of the exchange; costly for old ones, so asked for only where it is needed. */
  whole(): Observation | undefined;
}

export interface Filter {
  /** As written. */
  readonly source: string;
  matches(row: Filterable): boolean;
}

export type ParsedFilter =
  | { readonly kind: 'filter'; readonly filter: Filter }
  /** What is wrong, as one sentence, and where: UTF-16 offsets into the text. */
  | {
      readonly kind: 'invalid';
      readonly message: string;
      readonly start: number;
      readonly end: number;
    };
