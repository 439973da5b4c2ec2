/**
 * Lines of text with style, and their arithmetic in terminal cells. A Segment can only be made by
 * `text`, which sanitises; so whatever is drawn has passed the gate. Tones are meanings, not colours:
 * the screen chooses colours, or none at all, and no meaning may rest on a tone alone.
 */
import { clusterWidth, clustersOf, displayWidth } from './display-width.js';
import { sanitise, type SafeText } from './sanitise.js';

export type Tone = 'muted' | 'accent' | 'good' | 'warn' | 'bad';

export interface Style {
  readonly tone?: Tone;
  readonly bold?: boolean;
  readonly reverse?: boolean;
}

export interface Segment {
  readonly text: SafeText;
  readonly style: Style;
}

export type StyledLine = readonly Segment[];

const PLAIN: Style = {};
const TONES: Readonly<Record<Tone, Style>> = {
  muted: { tone: 'muted' },
  accent: { tone: 'accent' },
  good: { tone: 'good' },
  warn: { tone: 'warn' },
  bad: { tone: 'bad' },
};
export const BOLD: Style = { bold: true };

/** A segment of any text, made safe; a tone may stand for a whole style. */
export function text(raw: string, style: Style | Tone = PLAIN, maxLength?: number): Segment {
  return {
    text: sanitise(raw, maxLength),
    style: typeof style === 'string' ? TONES[style] : style,
  };
}

/** A line of one segment. */
export const line = (raw: string, style?: Style | Tone, maxLength?: number): StyledLine => [
  text(raw, style, maxLength),
];

export const EMPTY_LINE: StyledLine = [];

/** Cells that the line takes. */
export const widthOf = (styled: StyledLine): number =>
  styled.reduce((sum, segment) => sum + displayWidth(segment.text), 0);

/** The text alone. */
export const plainText = (styled: StyledLine): string =>
  styled.map((segment) => segment.text).join('');

/** The line in reverse video; tones are dropped, as they would colour its background. */
export const reversed = (styled: StyledLine): StyledLine =>
  styled.map(({ text: safe, style }) => ({
    text: safe,
    style: style.bold === true ? { bold: true, reverse: true } : { reverse: true },
  }));

/** At most `width` cells; what is cut off ends in `…`. */
export function truncate(styled: StyledLine, width: number): StyledLine {
  if (width <= 0) return EMPTY_LINE;
  if (widthOf(styled) <= width) return styled;
  const [head] = splitAt(styled, width - 1);
  return [...head, text('…', head.at(-1)?.style)];
}

/** Exactly `width` cells: cut or padded with spaces, which take no style but `reverse`. */
export function fit(
  styled: StyledLine,
  width: number,
  align: 'left' | 'right' = 'left',
): StyledLine {
  const cut = truncate(styled, width);
  const missing = width - widthOf(cut);
  if (missing <= 0) return cut;
  const padding = text(' '.repeat(missing));
  return align === 'left' ? [...cut, padding] : [padding, ...cut];
}

/**
 * The lines beneath one another that a long line becomes, broken at a space where one stands in the
 * second half; those after the first are indented. Takes time in proportion to the text.
 */
export function wrap(styled: StyledLine, width: number, indent = 0): readonly StyledLine[] {
  if (widthOf(styled) <= width) return [styled];
  const cells = cellsOf(styled);
  const margin = Math.min(indent, Math.max(0, width - 8));
  const lines: StyledLine[] = [];
  for (let start = 0; start < cells.length;) {
    const room = start === 0 ? width : width - margin;
    const end = breakAfter(cells, start, room);
    if (end === start) break; // not even one cluster fits
    const line = lineOf(cells.slice(start, end));
    lines.push(start === 0 ? line : [text(' '.repeat(margin)), ...line]);
    start = cells[end]?.cluster === ' ' ? end + 1 : end;
  }
  return lines;
}

interface StyledCluster {
  readonly cluster: string;
  readonly style: Style;
}

const cellsOf = (styled: StyledLine): readonly StyledCluster[] =>
  styled.flatMap(({ text: safe, style }) =>
    clustersOf(safe).map((cluster) => ({ cluster, style })),
  );

/** The index behind the last cluster of the line that begins at `start`. */
function breakAfter(cells: readonly StyledCluster[], start: number, room: number): number {
  let end = start;
  let taken = 0;
  let space: number | undefined;
  for (; end < cells.length; end += 1) {
    const { cluster } = cells[end] ?? { cluster: '' };
    if (cluster === ' ' && taken > room / 2) space = end;
    taken += clusterWidth(cluster);
    if (taken > room) return space ?? end;
  }
  return end;
}

/** Neighbours of one style become one segment. */
function lineOf(cells: readonly StyledCluster[]): StyledLine {
  const line: Segment[] = [];
  for (let start = 0; start < cells.length;) {
    const { style } = cells[start] ?? { style: PLAIN };
    let end = start;
    while (cells[end]?.style === style) end += 1;
    const run = cells.slice(start, end).map(({ cluster }) => cluster);
    line.push(text(run.join(''), style, Infinity));
    start = end;
  }
  return line;
}

/** What fits in `width` cells, and the rest; a wide cluster is never cut in two. */
function splitAt(styled: StyledLine, width: number): readonly [StyledLine, StyledLine] {
  const head: Segment[] = [];
  let room = width;
  for (const [index, segment] of styled.entries()) {
    const size = displayWidth(segment.text);
    if (size > room) {
      const [left, right] = splitText(segment.text, room);
      if (left !== '') head.push(text(left, segment.style, left.length));
      return [head, [text(right, segment.style, right.length), ...styled.slice(index + 1)]];
    }
    head.push(segment);
    room -= size;
  }
  return [head, EMPTY_LINE];
}

function splitText(safe: SafeText, width: number): readonly [string, string] {
  let taken = 0;
  let cells = 0;
  for (const cluster of clustersOf(safe)) {
    cells += clusterWidth(cluster);
    if (cells > width) break;
    taken += cluster.length;
  }
  return [safe.slice(0, taken), safe.slice(taken)];
}

/** Cells of a text once it is made safe; no more than `most` of its characters are looked at. */
export const displayWidthOf = (raw: string, most: number): number =>
  displayWidth(sanitise(raw, most));
