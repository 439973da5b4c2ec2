/** Saving what is listed as a HAR file. */
import type { TuiEffect } from '../effect.js';
import type { RowList } from '../lists/row-list.js';
import type { TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { notice } from './notice.js';

/** What the requests list, by number: an order by a column asks for a search of its own. */
const listed = (model: TuiModel, { lists }: Source): RowList =>
  lists.of({ ...model, showAll: false, sorts: {} }, 'requests');

/** Every exchange that the requests list, whichever view is in front; ascending. */
export function listedSeqs(model: TuiModel, source: Source): readonly number[] {
  const list = listed(model, source);
  const seqs: number[] = [];
  for (let index = 0; index < list.length; index += 1) {
    const seq = list.at(index);
    if (typeof seq === 'number') seqs.push(seq);
  }
  return seqs;
}

/** A name that tells which traffic it is: by the time of the first exchange. */
export function suggestedFile(model: TuiModel, source: Source): string {
  const first = listed(model, source).at(0);
  const summary = typeof first === 'number' ? source.journal.summary(first) : undefined;
  if (summary === undefined) return 'sessionspy.har';
  const stamp = new Date(summary.startedAt).toISOString().slice(0, 19).replaceAll(/[:T]/g, '-');
  return `sessionspy-${stamp}.har`;
}

export function saveHar(
  model: TuiModel,
  path: string,
  source: Source,
): readonly [TuiModel, readonly TuiEffect[]] {
  const file = path.trim();
  if (file === '') return [notice(model, 'Say where to save: a file name.', 'bad'), []];
  if (source.lists.progress({ ...model, view: 'requests', sorts: {} }) !== undefined) {
    return [notice(model, 'The filter is still looking; save once it is done.', 'warn'), []];
  }
  const seqs = listedSeqs(model, source);
  if (seqs.length === 0)
    return [notice(model, 'Nothing is listed, so nothing is saved.', 'warn'), []];
  return [
    notice(model, `saving ${seqs.length} exchanges to ${file} …`),
    [{ kind: 'save-har', path: file, seqs }],
  ];
}
