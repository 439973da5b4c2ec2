/** How far the detail's text is scrolled. Its length depends on the width, so the view counts it. */
import { clampTop, stepFrom } from './list-window.js';
import type { Step } from './message.js';
import type { Source, TuiModel } from './model.js';
import { detailText } from './view/detail.js';
import { DETAIL_HEADING_ROWS, layoutFor, regionOf } from './view/layout.js';

/** Scrolls; a text has no cursor, so the end is the last page. */
export function moveInDetail(model: TuiModel, step: Step, source: Source): TuiModel {
  const view = textView(model, source);
  const top = clampTop(stepFrom(model.detail.top, step, view), view);
  return { ...model, detail: { ...model.detail, top } };
}

/** Holds the text in its pane after a resize or a new revision that is shorter. */
export function settleDetail(model: TuiModel, source: Source): TuiModel {
  if (model.detail.top === 0) return model;
  const top = clampTop(model.detail.top, textView(model, source));
  return top === model.detail.top ? model : { ...model, detail: { ...model.detail, top } };
}

function textView(model: TuiModel, source: Source) {
  const region = regionOf(layoutFor(model), 'detail');
  if (region === undefined) return { length: 0, height: 0 };
  return {
    length: detailText(model, source, region.width).length,
    height: Math.max(1, region.height - DETAIL_HEADING_ROWS),
  };
}
