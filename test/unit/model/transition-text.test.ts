import { describe, expect, it } from 'vitest';
import { ANONYMOUS } from '../../../src/model/identity.js';
import { sessionTag } from '../../../src/model/ids.js';
import type { SessionSnapshot } from '../../../src/model/session.js';
import {
  transitionEvents,
  transitionSummary,
  transitionText,
} from '../../../src/model/transition-text.js';
import { transitionOf } from '../../../src/session/transition.js';
import { payload, snapshot, user } from '../../support/snapshots.js';

const between = (before?: SessionSnapshot, after?: SessionSnapshot) =>
  transitionOf({ ...(before && { before }), ...(after && { after }), withoutSession: ANONYMOUS });

const first = sessionTag('1a2b3c');
const second = sessionTag('4d5e6f');
const counting = (count: number) => snapshot({ tag: first, payload: payload({ count }) });
const ada = snapshot({
  tag: second,
  identity: user('ada'),
  payload: payload({ count: 5, _auth_user_id: '1', _auth_user_hash: 'c0ffee' }),
});
const bob = snapshot({
  tag: sessionTag('b0b'),
  identity: user('bob'),
  payload: payload({ _auth_user_id: '2' }),
});

describe('transitionText', () => {
  it.each([
    ['nothing changed', between(counting(5), counting(5)), '', ''],
    ['no session at all', between(), '', ''],
    ['a value changed', between(counting(5), counting(6)), 'count: 5 → 6', 'count: 5 → 6'],
    [
      'a session appeared',
      between(undefined, counting(1)),
      'session created s-1a2b3c, +count',
      'new session, +count',
    ],
    [
      'a login that rotates the id',
      between(counting(5), ada),
      'logged in as ada, session rotated s-1a2b3c → s-4d5e6f, +_auth_user_id +_auth_user_hash',
      'logged in, id rotated',
    ],
    [
      'a logout that destroys the session',
      between(ada, undefined),
      'logged out ada, session destroyed',
      'logged out, destroyed',
    ],
    [
      'another user',
      between(ada, bob),
      'switched from ada to bob, session replaced s-4d5e6f → s-b0b, ' +
        '-count, _auth_user_id: "1" → "2", -_auth_user_hash',
      'user switched, session replaced, -count',
    ],
    [
      'an expiry',
      between(ada, snapshot({ tag: second, state: 'expired' })),
      /session expired/,
      /expired/,
    ],
  ])('%s', (_name, transition, line, summary) => {
    if (typeof line === 'string') expect(transitionText(transition)).toBe(line);
    else expect(transitionText(transition)).toMatch(line);
    if (typeof summary === 'string') expect(transitionSummary(transition)).toBe(summary);
    else expect(transitionSummary(transition)).toMatch(summary);
  });

  it('says that a change was made while other requests were in flight', () => {
    const after = { ...counting(6), concurrent: true };
    expect(transitionText(between(counting(5), after))).toBe('count: 5 → 6, concurrent');
    expect(transitionText(between(after, after))).toBe('');
  });

  it.each(['_auth_user_hash', 'api_token', 'PASSWORD', 'client_secret', '_csrftoken', 'apiKey'])(
    'never shows the value of %s',
    (key) => {
      const side = (value: string) => snapshot({ payload: payload({ [key]: value }) });
      const transition = between(side('hunter2'), side('correct horse'));
      expect(transitionText(transition)).toBe(`${key} changed`);
      expect(transitionSummary(transition)).toBe(`${key} changed`);
    },
  );

  it.each(['count', '_auth_user_id', 'cart', 'author'])('takes %s for no secret', (key) => {
    const side = (value: string) => snapshot({ payload: payload({ [key]: value }) });
    expect(transitionText(between(side('a'), side('b')))).toBe(`${key}: "a" → "b"`);
  });

  it('shows no container, as a secret may lie deeper in it', () => {
    const set = (item: string) =>
      snapshot({ payload: payload({ tags: { kind: 'set', items: [item] } }) });
    expect(transitionText(between(set('a'), set('b')))).toBe('tags changed');
  });

  it('shows no value below a secret name', () => {
    const side = (token: string) =>
      snapshot({ payload: payload({ tokens: { kind: 'list', items: [token] } }) });
    expect(transitionText(between(side('a'), side('b')))).toBe('tokens.0 changed');
  });

  it('names six changes and counts the rest', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, index]));
    const text = transitionText(between(snapshot(), snapshot({ payload: payload(many) })));
    expect(text).toBe('+k0 +k1 +k2 +k3 +k4 +k5, and 14 more');
  });

  it('quotes odd keys and cuts long keys and values', () => {
    const side = (value: string) => snapshot({ payload: payload({ 'a\u001b b': value }) });
    const text = transitionText(between(side('x'.repeat(5000)), side('y')));
    expect(text.startsWith('"a\\u001b b": "xxx')).toBe(true);
    expect(text.length).toBeLessThan(100);
  });
});

describe('transitionSummary', () => {
  it('shows no value when values are hidden', () => {
    expect(transitionSummary(between(counting(5), counting(6)), true)).toBe('count changed');
  });
});

describe('transitionEvents', () => {
  it('leaves the changed keys out', () => {
    expect(transitionEvents(between(counting(5), ada))).toBe(
      'logged in as ada, session rotated s-1a2b3c → s-4d5e6f',
    );
    expect(transitionEvents(between(counting(5), counting(6)))).toBe('');
  });
});
