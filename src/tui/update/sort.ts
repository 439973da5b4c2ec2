/** The order of the view in front, by the column of that place in its menu. */
import { ascendsFirst, sortableColumns } from '../lists/sort-values.js';
import type { TuiModel } from '../model.js';

/** The same column again turns the order; undefined: as they came. */
export function sort(model: TuiModel, index: number | undefined): TuiModel {
  const { [model.view]: known, ...others } = model.sorts;
  const closed = { ...model, menu: undefined };
  if (index === undefined) return { ...closed, sorts: others };
  const column = sortableColumns(model.view)[index];
  if (column === undefined) return model;
  const descending = known?.column === column ? !known.descending : !ascendsFirst(column);
  return { ...closed, sorts: { ...others, [model.view]: { column, descending } } };
}
