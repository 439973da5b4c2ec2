/** What every pane has: a title on a rule, heavy where the keys go, and exactly its number of rows. */
import {
  BOLD,
  EMPTY_LINE,
  fit,
  text,
  truncate,
  widthOf,
  type Segment,
  type StyledLine,
} from '../styled.js';

export interface PaneTab {
  readonly label: string;
  /** The key that opens it, where there is one. */
  readonly key?: string;
  readonly isOpen: boolean;
}

/** `━ [1 Requests] 2 Sessions · 42 · following ━━━━`: the open tab bracketed, and bold with the focus. */
export function tabsLine(
  tabs: readonly PaneTab[],
  notes: readonly Segment[],
  width: number,
  focused: boolean,
): StyledLine {
  const words = tabs.map(({ label, key, isOpen }) => {
    const name = key === undefined ? label : `${key} ${label}`;
    return isOpen ? text(`[${name}]`, focused ? BOLD : {}) : text(` ${name} `, 'muted');
  });
  const head = notes.flatMap((note) => [text(' · ', 'muted'), note]);
  return ruled([...words, ...head], width, focused);
}

/** `━ x12 · GET /me/ ━━━━`. */
export const titleLine = (title: StyledLine, width: number, focused: boolean): StyledLine =>
  ruled(title, width, focused);

function ruled(content: StyledLine, width: number, focused: boolean): StyledLine {
  const rule = focused ? '━' : '─';
  const tone = focused ? 'accent' : 'muted';
  const head = truncate([text(`${rule} `, tone), ...content, text(' ')], width);
  const rest = width - widthOf(head);
  return rest > 0 ? [...head, text(rule.repeat(rest), tone, rest)] : head;
}

/** The lines as a block of `height` rows of `width` cells. */
export const block = (
  lines: readonly StyledLine[],
  width: number,
  height: number,
): readonly StyledLine[] =>
  Array.from({ length: height }, (_, row) => fit(lines[row] ?? EMPTY_LINE, width));
