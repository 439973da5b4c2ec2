/** What is opened in the user's pager. */
import type { TuiEffect } from '../effect.js';
import type { TuiModel } from '../model.js';
import { pagerText } from '../pager-text.js';
import type { Source } from '../source.js';
import { selectedSeq } from './cursor.js';
import { notice } from './notice.js';

/** The request in its own tab, else the response. */
export function pageContent(
  model: TuiModel,
  { journal }: Source,
): readonly [TuiModel, readonly TuiEffect[]] {
  if (model.masked) return [notice(model, 'Secrets are masked: x shows them.', 'warn'), []];
  const seq = selectedSeq(model);
  const exchange = seq === undefined ? undefined : journal.get(seq)?.exchange;
  if (exchange === undefined) return [notice(model, 'Select an exchange first (1).', 'warn'), []];
  const side = model.detail.tab === 'request' ? 'request' : 'response';
  const message = exchange[side];
  if (message === undefined || message.content.sizeBytes === 0) {
    return [notice(model, `The ${side} has no content.`, 'warn'), []];
  }
  return [model, [{ kind: 'page', text: pagerText(exchange, side) }]];
}
