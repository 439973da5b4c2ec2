/** From match to match and from mark to mark. */
import type { TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { moveInList, select, selectedSeq } from './cursor.js';
import { goTo, isListed } from './narrow.js';
import { notice } from './notice.js';

/** The next exchange that the filter matches; without a filter the next row. */
export function nextMatch(model: TuiModel, by: 1 | -1, source: Source): TuiModel {
  const seq = selectedSeq(model);
  if (model.filter === '' || !model.showAll || seq === undefined) {
    return moveInList(model, { unit: 'row', count: by }, source);
  }
  const matches = source.lists.matches(model);
  const index = matches.indexOf(seq);
  const isOnMatch = matches.at(index) === seq;
  const next = matches.at(by === -1 ? index - 1 : isOnMatch ? index + 1 : index);
  const { pausedAt = Infinity } = model;
  if (next === undefined || next > pausedAt)
    return notice(model, `No ${by === 1 ? 'later' : 'earlier'} match.`, 'warn');
  return select({ ...model, following: false }, next);
}

/** The next marked exchange among those that are listed, and round again. */
export function nextMark(model: TuiModel, by: 1 | -1, source: Source): TuiModel {
  if (model.marks.size === 0) return notice(model, 'Nothing is marked; m marks.', 'warn');
  const seq = selectedSeq(model);
  const there: TuiModel = { ...model, view: 'requests', following: false };
  const listed = [...model.marks].filter((mark) => isListed(there, mark, source));
  const marks = listed.sort((a, b) => (a - b) * by);
  const next = marks.find((mark) => (mark - (seq ?? 0)) * by > 0) ?? marks[0];
  if (next === undefined) return notice(model, 'Nothing that is listed is marked.', 'warn');
  return goTo(there, 'requests', next, source);
}

export function toggleMark(model: TuiModel): TuiModel {
  const seq = selectedSeq(model);
  if (seq === undefined) return model;
  const marks = new Set(model.marks);
  if (!marks.delete(seq)) marks.add(seq);
  return { ...model, marks };
}
