import { describe, expect, it } from 'vitest';
import { ANONYMOUS, type Identity } from '../../../src/model/identity.js';
import { sessionTag } from '../../../src/model/ids.js';
import { problem } from '../../../src/model/problem.js';
import type { SessionSnapshot } from '../../../src/model/session.js';
import { transitionOf } from '../../../src/session/transition.js';
import { payload, snapshot, user } from '../../support/snapshots.js';

const other = sessionTag('bbbbbb');
const unknown: Identity = {
  kind: 'unknown',
  because: problem('error', 'store-unreachable', 'The store is down.'),
};
const between = (before?: SessionSnapshot, after?: SessionSnapshot) =>
  transitionOf({
    ...(before && { before }),
    ...(after && { after }),
    withoutSession: ANONYMOUS,
  });

describe('transitionOf', () => {
  it('says nothing where there is no session at all, and takes the given identity', () => {
    expect(between()).toMatchObject({ kinds: [], actor: ANONYMOUS });
    const transition = transitionOf({ withoutSession: unknown });
    expect(transition.actor).toBe(unknown);
  });

  it('created: a session where there was none', () => {
    const transition = between(undefined, snapshot({ payload: payload({ count: 1 }) }));
    expect(transition.kinds).toEqual(['created']);
    expect(transition.changes).toEqual([{ op: 'added', path: ['count'], after: 1 }]);
  });

  it('created and logged in: a login without an earlier session', () => {
    const transition = between(undefined, snapshot({ identity: user('ada') }));
    expect(transition.kinds).toEqual(['created', 'logged-in']);
    expect(transition.actor).toMatchObject({ name: 'ada' });
  });

  it('changed: the same id with other content', () => {
    const before = snapshot({ payload: payload({ count: 5 }) });
    const transition = between(before, snapshot({ payload: payload({ count: 6 }) }));
    expect(transition.kinds).toEqual(['changed']);
    expect(transition.changes).toEqual([{ op: 'changed', path: ['count'], before: 5, after: 6 }]);
  });

  it('nothing: the same id with the same content', () => {
    expect(between(snapshot(), snapshot()).kinds).toEqual([]);
  });

  it('rotated and logged in: a login that keeps what the anonymous session held', () => {
    const before = snapshot({ payload: payload({ count: 5 }) });
    const after = snapshot({
      tag: other,
      identity: user('ada'),
      payload: payload({ count: 5, _auth_user_id: '1' }),
    });
    const transition = between(before, after);
    expect(transition.kinds).toEqual(['rotated', 'logged-in']);
    expect(transition.actor).toMatchObject({ name: 'ada' });
  });

  it('logged in without rotation: fixation is not hidden', () => {
    const transition = between(snapshot(), snapshot({ identity: user('ada') }));
    expect(transition.kinds).toEqual(['logged-in']);
  });

  it('rotated alone: the id of a password change', () => {
    const before = snapshot({ identity: user('ada'), payload: payload({ hash: 'x' }) });
    const after = snapshot({ tag: other, identity: user('ada'), payload: payload({ hash: 'y' }) });
    expect(between(before, after).kinds).toEqual(['rotated']);
  });

  it('user-switched: another user, the old session flushed', () => {
    const before = snapshot({ identity: user('ada'), payload: payload({ cart: 1 }) });
    const after = snapshot({ tag: other, identity: user('grace') });
    const transition = between(before, after);
    expect(transition.kinds).toEqual(['destroyed', 'created', 'user-switched']);
    expect(transition.actor).toMatchObject({ name: 'grace' });
  });

  it('logged out and destroyed: the actor is the user who logged out', () => {
    const before = snapshot({ identity: user('ada'), payload: payload({ cart: 1 }) });
    const transition = between(before);
    expect(transition.kinds).toEqual(['logged-out', 'destroyed']);
    expect(transition.actor).toMatchObject({ name: 'ada' });
    expect(transition.changes).toEqual([{ op: 'removed', path: ['cart'], before: 1 }]);
  });

  it('logged out into a new empty session, as old Django did', () => {
    const transition = between(snapshot({ identity: user('ada') }), snapshot({ tag: other }));
    expect(transition.kinds).toEqual(['destroyed', 'created', 'logged-out']);
    expect(transition.actor).toMatchObject({ name: 'ada' });
  });

  it('expired: a session that was live and is past its time', () => {
    const transition = between(snapshot({ identity: user('ada') }), snapshot({ state: 'expired' }));
    expect(transition.kinds).toEqual(['expired']);
    expect(transition.actor).toEqual(ANONYMOUS);
  });

  it('destroyed: the row went away under the cookie', () => {
    const { payload: _gone, ...rest } = snapshot({ state: 'missing' });
    const transition = between(snapshot(), rest);
    expect(transition.kinds).toEqual(['destroyed']);
  });

  it('claims nothing when a side could not be read', () => {
    const { payload: _unread, ...rest } = snapshot({ state: 'unreadable', identity: unknown });
    const transition = between(snapshot({ identity: user('ada') }), rest);
    expect(transition).toMatchObject({ kinds: [], changes: [], actor: unknown });
  });

  it('compares content that fails its signature, and names nobody', () => {
    const side = (count: number) =>
      snapshot({ state: 'bad-signature', identity: unknown, payload: payload({ count }) });
    const transition = between(side(1), side(2));
    expect(transition.kinds).toEqual(['changed']);
    expect(transition.actor).toBe(unknown);
  });

  it('is concurrent when either side is', () => {
    expect(between(snapshot({ concurrent: true }), snapshot()).concurrent).toBe(true);
  });
});
