/** The mouse, for those who asked for it: a click selects, the wheel moves. */
import type { TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { DETAIL_HEADING_ROWS, layoutFor, LIST_HEADING_ROWS, type Region } from '../view/layout.js';
import { moveInList, select } from './cursor.js';
import { moveInDetail } from './detail.js';

interface Point {
  readonly column: number;
  readonly row: number;
}

const regionAt = (model: TuiModel, { column, row }: Point): Region | undefined =>
  layoutFor(model).regions.find(
    ({ left, top, width, height }) =>
      column >= left && column < left + width && row >= top && row < top + height,
  );

export function click(model: TuiModel, point: Point, source: Source): TuiModel {
  const region = regionAt(model, point);
  if (region === undefined || isCovered(model)) return model;
  const row = point.row - region.top;
  if (region.pane === 'detail') {
    const cursor = Math.max(0, model.detail.top + row - DETAIL_HEADING_ROWS);
    return { ...model, focus: 'detail', following: false, detail: { ...model.detail, cursor } };
  }
  const focused: TuiModel = { ...model, focus: 'list' };
  if (row < LIST_HEADING_ROWS) return focused;
  const list = source.lists.of(model);
  const { topKey } = model.lists[model.view];
  const top = topKey === undefined ? 0 : Math.max(0, list.indexOf(topKey));
  const key = list.at(top + row - LIST_HEADING_ROWS);
  return key === undefined ? focused : select({ ...focused, following: false }, key);
}

/** Something else is in front of the panes. */
const isCovered = ({ helpOpen, prompt, menu }: TuiModel): boolean =>
  helpOpen || prompt !== undefined || menu !== undefined;

const ROWS_PER_NOTCH = 3;

export function wheel(model: TuiModel, turn: Point & { by: 1 | -1 }, source: Source): TuiModel {
  const region = regionAt(model, turn);
  if (region === undefined || isCovered(model)) return model;
  const step = { unit: 'row', count: turn.by } as const;
  let next = model;
  for (let notch = 0; notch < ROWS_PER_NOTCH; notch += 1) {
    next =
      region.pane === 'detail' ? moveInDetail(next, step, source) : moveInList(next, step, source);
  }
  return next;
}
