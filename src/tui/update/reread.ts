/** Reading a session again from its store, at the user's wish: asked for, and shown once it is there. */
import { identityLabel } from '../../model/identity.js';
import type { SessionTag } from '../../model/ids.js';
import type { TuiEffect } from '../effect.js';
import type { TuiMessage } from '../message.js';
import type { TuiModel } from '../model.js';
import type { Source } from '../source.js';
import { selectedKey, selectedSeq } from './cursor.js';
import { showTab } from './detail.js';
import { notice } from './notice.js';

/** Of the selected exchange, or of the last one of the selected session. */
export function rereadAsked(
  model: TuiModel,
  { journal }: Source,
): readonly [TuiModel, readonly TuiEffect[]] {
  const key = selectedKey(model);
  const row = model.view === 'sessions' ? journal.session(key as SessionTag) : undefined;
  const seq = selectedSeq(model) ?? row?.exchanges.at(row.exchanges.length - 1);
  if (seq === undefined) {
    return [notice(model, 'Select a request or a session first.', 'warn'), []];
  }
  return [notice(model, 'reading the session from its store …'), [{ kind: 'reread', seq }]];
}

export function reread(
  model: TuiModel,
  { seq, snapshot }: TuiMessage & { kind: 'reread-done' },
): TuiModel {
  const { tag, state, identity } = snapshot;
  const said = notice(
    { ...model, detail: { ...model.detail, reread: { seq, snapshot } } },
    `${tag}: ${state}, ${identityLabel(identity)}`,
    state === 'live' ? 'good' : 'warn',
  );
  return model.view === 'requests' ? showTab(said, 'session') : said;
}
