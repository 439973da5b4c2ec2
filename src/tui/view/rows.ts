/**
 * The pieces that a detail text is made of, as rows: a wrapped line with what can be done at it, a
 * heading, a labelled line, a table. Values to copy are made when they are asked for, since most never are.
 */
import type { SessionTag } from '../../model/ids.js';
import type { DetailRow } from '../detail-row.js';
import {
  BOLD,
  EMPTY_LINE,
  displayWidthOf,
  fit,
  text,
  wrap,
  type Segment,
  type StyledLine,
  type Tone,
} from '../styled.js';

/** What a row can do beside being read. */
export interface Extras {
  readonly fold?: { readonly key: string; readonly open: boolean };
  /** Makes what is copied; absent where nothing is. */
  readonly copy?: (() => string) | undefined;
  readonly seq?: number | undefined;
  readonly tag?: SessionTag;
}

/** Characters of the longest value that is copied. */
export const MAX_COPIED = 1024 * 1024;

/** One row. Its `value` is made when it is read. */
export function rowOf(line: StyledLine, { fold, copy, seq, tag }: Extras = {}): DetailRow {
  const row = {
    line,
    ...(fold === undefined ? {} : { fold }),
    ...(seq === undefined ? {} : { seq }),
    ...(tag === undefined ? {} : { tag }),
  };
  if (copy === undefined) return row;
  return {
    ...row,
    get value() {
      return copy().slice(0, MAX_COPIED);
    },
  };
}

/** The rows that a long line becomes; the first one alone heads a fold. */
export function wrapped(
  styled: StyledLine,
  width: number,
  indent: number,
  extras: Extras = {},
): readonly DetailRow[] {
  const rest = { copy: extras.copy, seq: extras.seq };
  return wrap(styled, width, indent).map((line, index) => rowOf(line, index === 0 ? extras : rest));
}

/** A paragraph of plain words, indented. */
export const note = (words: string, width: number, tone: Tone = 'muted', indent = 3) =>
  wrapped([text(' '.repeat(indent)), text(words, tone)], width, indent);

export const BLANK: DetailRow = { line: EMPTY_LINE };

/** A blank line and a heading; nothing where there is nothing beneath it. */
export const section = (
  title: string,
  rows: readonly DetailRow[],
  copy?: () => string,
): readonly DetailRow[] =>
  rows.length === 0 ? [] : [BLANK, rowOf([text(` ${title}`, BOLD)], { copy }), ...rows];

const LABEL = 9;

/** ` Before   s-1a2b3c · live`, wrapped beneath its own beginning. */
export const labelled = (label: string, content: StyledLine, width: number, extras?: Extras) =>
  wrapped([text(' '), ...fit([text(label, 'muted')], LABEL), ...content], width, LABEL + 1, extras);

export interface NamedValue {
  readonly name: string;
  readonly value: readonly Segment[];
  /** A sign in front of the name. */
  readonly sign?: Segment;
  readonly copy?: (() => string) | undefined;
}

const WIDEST_NAME = 28;

/** Names in one column and values beside them, wrapped; longer names push their value to the right. */
export function table(
  rows: readonly NamedValue[],
  width: number,
  indent = 1,
): readonly DetailRow[] {
  const widest = Math.min(WIDEST_NAME, Math.floor(width * 0.4));
  const column = rows
    .map(({ name }) => displayWidthOf(name, WIDEST_NAME))
    .reduce((most, size) => (size > widest ? most : Math.max(most, size)), 0);
  const beside = indent + column + 4;
  const hang = beside <= width * 0.45 ? beside : indent + 4;
  return rows.flatMap(({ name, value, sign, copy }) => {
    const shown = text(name, undefined, 200);
    const cell = displayWidthOf(name, WIDEST_NAME) < column ? fit([shown], column) : [shown];
    const margin = text(' '.repeat(indent));
    return wrapped(
      [margin, sign ?? text(' '), text(' '), ...cell, text('  '), ...value],
      width,
      hang,
      { copy },
    );
  });
}
