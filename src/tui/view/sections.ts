/** A heading over lines. The same for rows is in rows.ts. */
import { BOLD, EMPTY_LINE, line, type StyledLine } from '../styled.js';

/** A blank line and a heading; nothing where there is nothing beneath it. */
export const section = (title: string, lines: readonly StyledLine[]): readonly StyledLine[] =>
  lines.length === 0 ? [] : [EMPTY_LINE, line(` ${title}`, BOLD), ...lines];
