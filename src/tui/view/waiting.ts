/** What stands where the exchanges will be while there are none: where to go, and who can log in. */
import type { Source, TuiModel } from '../model.js';
import { BOLD, EMPTY_LINE, line, text, wrap, type StyledLine } from '../styled.js';

const MARGIN = '  ';

/** The lines of the empty state, wrapped to `width`. */
export function waitingLines(
  model: TuiModel,
  { journal, info }: Source,
  width: number,
): readonly StyledLine[] {
  const lines: StyledLine[] = [EMPTY_LINE];
  if (model.connections.selected !== 'all') {
    lines.push([text(`${MARGIN}No request on this connection yet.`)]);
  } else if (journal.lastSeq === 0) {
    lines.push([
      text(`${MARGIN}Waiting for the first request: open `),
      text(info.url, BOLD),
      text(' in a browser'),
    ]);
    const hints = info.hints ?? [];
    if (hints.length > 0) lines.push(EMPTY_LINE, ...hints.map((hint) => line(MARGIN + hint)));
  }
  return lines.flatMap((styled) => wrap(styled, width, MARGIN.length));
}
