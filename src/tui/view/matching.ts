/** Whether one row is among those that the filter lets through. */
import { filterable, filterOf } from '../lists/query.js';
import type { TuiModel } from '../model.js';
import type { Source } from '../source.js';

export function isMatch({ filter, marks }: TuiModel, seq: number, { journal }: Source): boolean {
  const summary = journal.summary(seq);
  const test = filterOf(filter);
  return summary !== undefined && test?.matches(filterable(journal, summary, marks)) === true;
}
