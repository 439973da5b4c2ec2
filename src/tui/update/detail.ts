/** The text beside or behind the list: its cursor, its tabs, its folds. */
import { clampIndex, stepFrom, topFor } from '../list-window.js';
import type { Step } from '../message.js';
import { DETAIL_TABS, type DetailTab, type TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { DETAIL_HEADING_ROWS, layoutFor, regionOf } from '../view/layout.js';
import { around } from './around.js';
import { goTo } from './narrow.js';

export function moveInDetail(model: TuiModel, step: Step, source: Source): TuiModel {
  const view = viewOf(model, source);
  const cursor = clampIndex(stepFrom(model.detail.cursor, step, view), view.length);
  return { ...model, detail: { ...model.detail, cursor } };
}

export function turnTab(model: TuiModel, by: 1 | -1): TuiModel {
  return model.view === 'requests'
    ? showTab(model, around(DETAIL_TABS, model.detail.tab, by))
    : model;
}

export const showTab = (model: TuiModel, tab: DetailTab): TuiModel =>
  tab === model.detail.tab
    ? model
    : { ...model, detail: { ...model.detail, tab, cursor: 0, top: 0 } };

/** Folds or opens the node at the cursor; or goes to the exchange that the line names. */
export function fold(model: TuiModel, source: Source): TuiModel {
  const row = source.details.of(model, widthOf(model))[model.detail.cursor];
  if (row?.fold !== undefined) {
    const turned = new Set(model.detail.turned);
    if (!turned.delete(row.fold.key)) turned.add(row.fold.key);
    return { ...model, detail: { ...model.detail, turned } };
  }
  if (row?.tag !== undefined)
    return goTo({ ...model, focus: 'detail' }, 'sessions', row.tag, source);
  if (row?.seq === undefined) return model;
  return goTo({ ...model, focus: 'detail', following: false }, 'requests', row.seq, source);
}

/** Holds the cursor in the text and the text in its pane, after a resize or a shorter revision. */
export function settleDetail(model: TuiModel, source: Source): TuiModel {
  const { detail } = model;
  if (detail.cursor === 0 && detail.top === 0) return model;
  const view = viewOf(model, source);
  const cursor = clampIndex(detail.cursor, view.length);
  const top = topFor(detail.top, cursor, view);
  return cursor === detail.cursor && top === detail.top
    ? model
    : { ...model, detail: { ...detail, cursor, top } };
}

const widthOf = (model: TuiModel): number => regionOf(layoutFor(model), 'detail')?.width ?? 0;

function viewOf(model: TuiModel, source: Source) {
  const region = regionOf(layoutFor(model), 'detail');
  if (region === undefined) return { length: 0, height: 0 };
  return {
    length: source.details.of(model, region.width).length,
    height: Math.max(1, region.height - DETAIL_HEADING_ROWS),
  };
}
