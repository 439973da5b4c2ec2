/**
 * Styled lines as blessed's cells: one attribute number and one character each. Nothing passes through
 * blessed's content parser, so neither its tags nor escape sequences mean anything here; and as a last
 * guard no character below space is ever put into a cell.
 */
import { clusterWidth, clustersOf, isSimple } from '../display-width.js';
import { COLOURS } from '../palette.js';
import type { Style, StyledLine } from '../styled.js';

export type Cell = [attribute: number, character: string];
export interface CellLine {
  readonly length: number;
  readonly [column: number]: Cell;
  dirty: boolean;
}

const DEFAULT_COLOUR = 0x1ff;
const BOLD = 1;
const REVERSE = 8;

/** blessed's packing: flags, foreground and background in nine bits each. */
export function attributeOf({ tone, bold, reverse }: Style, colour: boolean): number {
  const flags = (bold === true ? BOLD : 0) | (reverse === true ? REVERSE : 0);
  const foreground = tone === undefined || !colour ? DEFAULT_COLOUR : COLOURS[tone];
  return (flags << 18) | (foreground << 9) | DEFAULT_COLOUR;
}

/** Writes a line into a row of cells, and blanks what is left of the row. */
export function writeCells(row: CellLine, line: StyledLine, colour: boolean): void {
  let column = 0;
  for (const segment of line) {
    const attribute = attributeOf(segment.style, colour);
    if (isSimple(segment.text)) {
      // Nearly all text is: a cell for each character, and none that needs to be looked up.
      const end = Math.min(row.length, column + segment.text.length);
      for (let at = 0; column < end; at += 1, column += 1) {
        put(row, column, attribute, segment.text.charAt(at));
      }
      continue;
    }
    for (const cluster of clustersOf(segment.text)) {
      const width = clusterWidth(cluster);
      if (column + width > row.length) break;
      put(row, column, attribute, cluster < ' ' ? '?' : cluster);
      // blessed skips the cell behind a wide character; it holds a space.
      if (width === 2) put(row, column + 1, attribute, ' ');
      column += width;
    }
  }
  const blank = attributeOf({}, colour);
  for (; column < row.length; column += 1) put(row, column, blank, ' ');
}

function put(row: CellLine, column: number, attribute: number, character: string): void {
  const cell = row[column];
  if (cell === undefined || (cell[0] === attribute && cell[1] === character)) return;
  cell[0] = attribute;
  cell[1] = character;
  row.dirty = true;
}
