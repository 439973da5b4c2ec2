/** What stands where the rows will be while there are none: where to go, who can log in, what hides them. */
import type { TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { BOLD, EMPTY_LINE, line, text, wrap, type StyledLine } from '../styled.js';

const MARGIN = '  ';

/** The lines of the empty state, wrapped to `width`. */
export function waitingLines(
  model: TuiModel,
  source: Source,
  width: number,
): readonly StyledLine[] {
  return [EMPTY_LINE, ...linesFor(model, source)].flatMap((styled) =>
    wrap(styled, width, MARGIN.length),
  );
}

function linesFor(model: TuiModel, { journal, info, lists }: Source): readonly StyledLine[] {
  const isNarrowed = model.filter !== '' || Object.keys(model.scope).length > 0;
  if (isNarrowed && lists.progress(model) !== undefined) return [line(`${MARGIN}Searching …`)];
  if (isNarrowed) {
    return [line(`${MARGIN}None of the ${model.view} fits. Esc widens again, W shows everything.`)];
  }
  if (journal.lastSeq > 0) return [line(`${MARGIN}${NONE[model.view]}`)];
  const hints = info.hints ?? [];
  const said = hints.length === 0 ? [] : [EMPTY_LINE, ...hints.map((hint) => line(MARGIN + hint))];
  if (info.target === undefined) {
    const isReading = info.progress?.() !== undefined;
    return [
      line(`${MARGIN}${isReading ? 'Reading' : 'There is no exchange in'} ${info.title}`),
      ...said,
    ];
  }
  const where = [
    text(`${MARGIN}Waiting for the first request: open `),
    text(info.title, BOLD),
    text(' in a browser'),
  ];
  return [where, ...said];
}

const NONE: Readonly<Record<TuiModel['view'], string>> = {
  requests: 'Nothing since it was cleared.',
  sessions: 'No request has carried a session yet.',
  users: 'Nobody has been recognised yet.',
  connections: 'No connection is held.',
};
