/** The cursor of a list, held by key: it stays on its row while others come and go. */
import { clampIndex, stepFrom, topFor, type ListView } from '../list-window.js';
import type { RowList } from '../lists/row-list.js';
import type { Step } from '../message.js';
import type { ListCursor, RowKey, TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { layoutFor, LIST_HEADING_ROWS, regionOf } from '../view/layout.js';

/** Rows of the list that can be seen. */
export const listHeight = (model: TuiModel): number =>
  Math.max(1, (regionOf(layoutFor(model), 'list')?.height ?? 0) - LIST_HEADING_ROWS);

/** The selected row of the view in front. */
export const selectedKey = (model: TuiModel): RowKey | undefined =>
  model.lists[model.view].selected;

/** The exchange that is selected in the requests. */
export function selectedSeq(model: TuiModel): number | undefined {
  const key = model.lists.requests.selected;
  return model.view === 'requests' && typeof key === 'number' ? key : undefined;
}

/** Another cursor in the view in front; another row's detail begins at its top. */
export function withCursor(model: TuiModel, cursor: ListCursor): TuiModel {
  const known = model.lists[model.view];
  const isSame =
    known.selected === cursor.selected &&
    known.topKey === cursor.topKey &&
    known.index === cursor.index;
  if (isSame) return model;
  const moved = { ...model, lists: { ...model.lists, [model.view]: cursor } };
  if (known.selected === cursor.selected) return moved;
  const { tab, turned } = model.detail;
  return { ...moved, detail: { tab, turned, cursor: 0, top: 0 } };
}

export const select = (model: TuiModel, selected: RowKey | undefined): TuiModel =>
  withCursor(model, { ...model.lists[model.view], selected });

/** Moves the cursor. To the end of the requests: follow from there on. Away from it: stop following. */
export function moveInList(model: TuiModel, step: Step, source: Source): TuiModel {
  const list = source.lists.of(model);
  const selected = selectedKey(model);
  if (selected === undefined) return model;
  const view: ListView = { length: list.length, height: listHeight(model) };
  const from = placeOf(model.lists[model.view], list);
  const index = clampIndex(stepFrom(from, step, view), view.length);
  const moved = select(model, list.at(index));
  if (model.view !== 'requests') return moved;
  const atEnd = index === list.length - 1;
  return { ...moved, following: step.unit === 'end' || (model.following && atEnd) };
}

/** Whether the cursor goes to each new exchange right now. */
export const isFollowing = (model: TuiModel): boolean =>
  model.following &&
  model.view === 'requests' &&
  model.focus === 'list' &&
  model.sorts.requests === undefined;

/** Brings the cursor to a row that is there, and the window to the cursor. */
export function settleList(model: TuiModel, source: Source): TuiModel {
  const list = source.lists.of(model);
  const cursor = model.lists[model.view];
  const selected = settled(model, cursor, list);
  if (selected === undefined) {
    return withCursor(model, { selected: undefined, topKey: undefined, index: 0 });
  }
  const view = { length: list.length, height: listHeight(model) };
  const index = Math.max(0, list.indexOf(selected));
  const top = cursor.topKey === undefined ? 0 : list.indexOf(cursor.topKey);
  // The first row in sight may have gone: the window then moves no more than it must.
  const from = top === -1 ? index - Math.floor(view.height / 2) : top;
  return withCursor(model, { selected, topKey: list.at(topFor(from, index, view)), index });
}

/** Where the selected row stands; when it has gone, where it was. */
function placeOf({ selected, index }: ListCursor, list: RowList): number {
  const place = selected === undefined ? -1 : list.indexOf(selected);
  return place === -1 ? index : place;
}

function settled(model: TuiModel, cursor: ListCursor, list: RowList): RowKey | undefined {
  const { selected } = cursor;
  const last = list.at(list.length - 1);
  const isFirstLook = selected === undefined;
  if (isFollowing(model)) return last;
  if (isFirstLook) return model.view === 'requests' ? last : list.at(0);
  return list.at(placeOf(cursor, list)) ?? last;
}
