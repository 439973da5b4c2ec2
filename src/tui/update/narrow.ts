/** To one user, session or connection, and back. */
import { userKeyOf } from '../../journal/user-rows.js';
import { identityLabel } from '../../model/identity.js';
import type { ConnectionId, SessionTag } from '../../model/ids.js';
import type { RowKey, Scope, TuiModel, View } from '../model.js';
import type { Source } from '../source.js';
import { notice } from './notice.js';
import { select, selectedKey, selectedSeq } from './cursor.js';

type Kind = keyof Scope;

/** Narrows to what the selected row belongs to; when it is narrowed to that already, widens again. */
export function narrow(model: TuiModel, to: Kind, source: Source): TuiModel {
  const found = scopeOfRow(model, to, source);
  if (found === undefined) {
    if (model.scope[to] !== undefined) return without(model, to);
    return notice(model, `This row belongs to no ${to}.`, 'warn');
  }
  if (model.scope[to] === found[to]) return without(model, to);
  const { [to]: _, ...others } = model.scope;
  return { ...model, scope: { ...others, ...found } };
}

/** What was narrowed last is widened again; then the filter goes. */
export function widenOnce(model: TuiModel): TuiModel {
  const last = Object.keys(model.scope).at(-1) as Kind | undefined;
  if (last !== undefined) return without(model, last);
  if (model.filter !== '') return { ...model, filter: '' };
  return model.view === 'requests' ? model : { ...model, view: 'requests' };
}

export const widen = (model: TuiModel): TuiModel => ({ ...model, scope: {}, filter: '' });

/** To one row of a view; where it is narrowed, filtered or paused away, that ends. */
export function goTo(model: TuiModel, view: View, key: RowKey, source: Source): TuiModel {
  const { tab, turned } = model.detail;
  const there: TuiModel = { ...model, view, detail: { tab, turned, cursor: 0, top: 0 } };
  const isThere = isListed(there, key, source);
  return select(isThere ? there : { ...widen(there), pausedAt: undefined }, key);
}

/** Whether the view in front lists a row of this key. */
export function isListed(model: TuiModel, key: RowKey, { lists }: Source): boolean {
  const list = lists.of(model);
  return list.at(list.indexOf(key)) === key;
}

/** From a row of the other views to its requests. */
export function openRow(model: TuiModel): TuiModel {
  const key = selectedKey(model);
  if (key === undefined || model.view === 'requests') return model;
  const kind = KINDS[model.view];
  const { [kind]: _, ...others } = model.scope;
  return {
    ...model,
    view: 'requests',
    following: true,
    scope: { ...others, [kind]: String(key) },
  };
}

const KINDS = { sessions: 'session', users: 'user', connections: 'connection' } as const;

function without(model: TuiModel, kind: Kind): TuiModel {
  const { [kind]: _, ...scope } = model.scope;
  return { ...model, scope };
}

function scopeOfRow(model: TuiModel, to: Kind, { journal }: Source): Scope | undefined {
  const seq = selectedSeq(model);
  const summary = seq === undefined ? undefined : journal.summary(seq);
  if (summary !== undefined) {
    const user = userKeyOf(summary);
    const session = summary.sessions.at(-1);
    if (to === 'connection') return { connection: summary.connection };
    if (to === 'user') return user === undefined ? undefined : { user };
    return session === undefined ? undefined : { session };
  }
  const key = selectedKey(model);
  if (key === undefined || model.view === 'requests') return undefined;
  if (KINDS[model.view] === to) return { [to]: key };
  if (model.view === 'sessions' && to === 'user') {
    const identity = journal.session(key as SessionTag)?.identity;
    if (identity === undefined) return undefined;
    const isNamed = identity.kind === 'authenticated';
    return { user: isNamed ? `authenticated ${identityLabel(identity)}` : identity.kind };
  }
  if (model.view !== 'connections') return undefined;
  const current = journal.connection(key as ConnectionId)?.identity.current;
  if (to === 'session') return current?.session && { session: current.session };
  if (current?.identity.kind !== 'authenticated') return undefined;
  return { user: `authenticated ${identityLabel(current.identity)}` };
}
