/** What every pane has: a title on a rule, heavy where the keys go, and exactly its number of rows. */
import { BOLD, EMPTY_LINE, fit, text, truncate, widthOf, type StyledLine } from '../styled.js';

export interface PaneTitle {
  readonly name: string;
  /** What stands beside the name: counts, the mode. */
  readonly notes: readonly string[];
}

/** `━━ Exchanges · 42 · following ━━━━`; the rule is heavy and the name bold in the focused pane. */
export function titleLine(title: PaneTitle, width: number, focused: boolean): StyledLine {
  const rule = focused ? '━' : '─';
  const tone = focused ? 'accent' : 'muted';
  const head: StyledLine = [
    text(`${rule} `, tone),
    text(title.name, focused ? BOLD : {}),
    ...title.notes.map((note) => text(` · ${note}`, 'muted')),
    text(' '),
  ];
  const rest = width - widthOf(head);
  return rest > 0 ? [...head, text(rule.repeat(rest), tone, rest)] : truncate(head, width);
}

/** The lines as a block of `height` rows of `width` cells. */
export const block = (
  lines: readonly StyledLine[],
  width: number,
  height: number,
): readonly StyledLine[] =>
  Array.from({ length: height }, (_, row) => fit(lines[row] ?? EMPTY_LINE, width));
