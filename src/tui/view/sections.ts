/** The pieces a detail text is made of: a heading, a labelled line, a table of names and values. */
import {
  BOLD,
  EMPTY_LINE,
  displayWidthOf,
  fit,
  line,
  text,
  wrap,
  type Segment,
  type StyledLine,
} from '../styled.js';

/** A blank line and a heading; nothing where there is nothing beneath it. */
export const section = (title: string, lines: readonly StyledLine[]): readonly StyledLine[] =>
  lines.length === 0 ? [] : [EMPTY_LINE, line(` ${title}`, BOLD), ...lines];

const LABEL = 9;

/** ` Before   s-1a2b3c · live`, wrapped beneath its own beginning. */
export const labelled = (label: string, content: StyledLine, width: number) =>
  wrap([text(' '), ...fit([text(label, 'muted')], LABEL), ...content], width, LABEL + 1);

export interface NamedValue {
  readonly name: string;
  readonly value: readonly Segment[];
  /** A sign in front of the name. */
  readonly sign?: Segment;
}

const WIDEST_NAME = 28;

/** Names in one column and values beside them, wrapped; longer names push their value to the right. */
export function table(rows: readonly NamedValue[], width: number): readonly StyledLine[] {
  const column = Math.min(
    WIDEST_NAME,
    Math.max(0, ...rows.map(({ name }) => displayWidthOf(name, WIDEST_NAME))),
  );
  return rows.flatMap(({ name, value, sign }) => {
    const shown = text(name, undefined, 200);
    const cell = displayWidthOf(name, WIDEST_NAME) < column ? fit([shown], column) : [shown];
    return wrap([text(' '), sign ?? text(' '), text(' '), ...cell, text('  '), ...value], width, 5);
  });
}
