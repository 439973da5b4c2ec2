/** The rules about cookies, answers, access, content, and those in the language of filters. */
import { describe, expect, it } from 'vitest';
import { parseSetCookie } from '../../../src/cookies/set-cookie.js';
import { checkExpectations } from '../../../src/expect/expectations.js';
import type { RuleResult } from '../../../src/expect/result.js';
import type { SetCookie } from '../../../src/model/cookie.js';
import type { Identity } from '../../../src/model/identity.js';
import type { Observation } from '../../../src/model/observation.js';
import type { PayloadChange } from '../../../src/model/session.js';
import { observed, UNKNOWN, unread } from '../../support/observed.js';
import { payload, snapshot, user } from '../../support/snapshots.js';

type User = Identity & { readonly kind: 'authenticated' };

const check = (rule: string, ...observations: readonly Observation[]): RuleResult => {
  const [result] = checkExpectations(observations, [rule]);
  if (result === undefined) throw new Error('no result');
  return result;
};
const whyOf = (result: RuleResult): string | undefined => result.violations[0]?.why;

describe('rules about the session cookie', () => {
  const cookie = (text: string): SetCookie => parseSetCookie(text);
  const setting = (text: string): Observation =>
    observed({ session: { after: snapshot() }, set: [cookie('other=1'), cookie(text)] });

  it.each([
    ['session-cookie-httponly', 'sessionid=a; HttpOnly', 'sessionid=a; Secure', /without HttpOnly/],
    ['session-cookie-secure', 'sessionid=a; Secure', 'sessionid=a', /without Secure/],
    ['session-cookie-samesite', 'sessionid=a; SameSite=Strict', 'sessionid=a', /without SameSite/],
    [
      'session-cookie-samesite lax',
      'sessionid=a; SameSite=lax',
      'sessionid=a; SameSite=None',
      /=None/,
    ],
    [
      'session-cookie-samesite strict',
      'sessionid=a; SameSite=Strict',
      'sessionid=a; SameSite=Lax',
      /=Lax/,
    ],
    [
      'session-cookie-samesite none',
      'sessionid=a; SameSite=None',
      'sessionid=a; SameSite=Lax',
      /=Lax/,
    ],
  ])('%s holds for %s and fails for %s', (rule, right, wrong, why) => {
    expect(check(rule, setting(right))).toMatchObject({ outcome: 'held', judged: 1 });
    const result = check(rule, setting(right), setting(wrong));
    expect(result).toMatchObject({ outcome: 'failed', judged: 2, violationCount: 1 });
    expect(whyOf(result)).toMatch(why);
  });

  it('leaves deletions, other cookies and exchanges without a session alone', () => {
    const deleted = setting('sessionid=; Max-Age=0; expires=Fri, 01 Jan 2100 00:00:00 GMT');
    const expired = setting('sessionid=; expires=Thu, 01 Jan 1970 00:00:00 GMT');
    const foreign = observed({ set: [cookie('sessionid=a')] });
    const result = check('session-cookie-secure', deleted, expired, foreign, observed());
    expect(result).toMatchObject({
      outcome: 'nothing-to-check',
      remark: 'no session cookie was set',
    });
  });
});

describe('no-5xx', () => {
  it('says who answered', () => {
    const ours = observed({ seq: 2, status: 502 });
    const response = ours.exchange.response && {
      ...ours.exchange.response,
      author: 'sessionspy' as const,
    };
    const failed: Observation = {
      ...ours,
      exchange: {
        ...ours.exchange,
        ...(response && { response }),
        outcome: { kind: 'server-failed', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED.' },
      },
    };
    const result = check('no-5xx', observed({ status: 404 }), observed({ status: 503 }), failed);
    expect(result).toMatchObject({ outcome: 'failed', judged: 3, violationCount: 2 });
    expect(result.violations.map(({ why }) => why)).toEqual([
      'The app answered 503.',
      "sessionspy answered 502 in the app's place: connect ECONNREFUSED.",
    ]);
  });

  it('has nothing to say of exchanges without an answer', () => {
    const { response: _, ...left } = observed().exchange;
    const aborted = { ...observed(), exchange: { ...left, outcome: { kind: 'client-aborted' } } };
    const broken = {
      ...observed(),
      exchange: { ...left, outcome: { kind: 'server-failed', code: 'X', message: 'broke off' } },
    };
    const result = check('no-5xx', aborted as Observation, broken as Observation);
    expect(result).toMatchObject({ outcome: 'nothing-to-check', judged: 0, undecided: 1 });
  });
});

describe('rules about who may', () => {
  const by = (actor: Identity, target = '/admin/users/?page=2'): Observation =>
    observed({ target, session: { actor } });
  const grace = (changes: Partial<User>): User => ({
    ...(user('grace') as User),
    ...changes,
  });

  it.each([
    ['only ada on /admin/*', user('ada')],
    ['only "ada" | grace on /admin/*', user('grace')],
    ['only user:ada|anonymous on /admin/users/', { kind: 'anonymous' } as const],
    ['only #grace on ~^/ADMIN/', grace({})],
    ['only authenticated on *', user('ada')],
    ['only staff|superuser on /admin/*', grace({ isSuperuser: true })],
    ['only group:"the editors" on /admin/*', grace({ groups: ['the editors'] })],
    ['anonymous on /admin/*', { kind: 'anonymous' } as const],
  ])('%s lets through whom it names', (rule, actor) => {
    expect(check(rule, by(actor))).toMatchObject({ outcome: 'held', judged: 1 });
  });

  it.each([
    ['only ada on /admin/*', user('Ada'), 'Only ada may, and this was Ada.'],
    [
      'only ada on /admin/*',
      { kind: 'anonymous' } as const,
      'Only ada may, and this was anonymous.',
    ],
    ['only staff on /admin/*', grace({ isStaff: false }), 'Only staff may, and this was grace.'],
    [
      'only user:staff on /admin/*',
      grace({ isStaff: true }),
      'Only user:staff may, and this was grace.',
    ],
    ['only group:a on /admin/*', grace({ groups: ['b'] }), 'Only group:a may, and this was grace.'],
    ['anonymous on /admin/*', user('ada'), 'Only anonymous may, and this was ada.'],
  ])('%s fails for another user as a fact', (rule, actor, why) => {
    const result = check(rule, by(actor));
    expect(result).toMatchObject({ outcome: 'failed', violations: [{ why, isCertain: true }] });
  });

  it.each([
    ['only ada on /admin/*', UNKNOWN, /the user is not known: There is no store to ask\.$/],
    ['anonymous on /admin/*', UNKNOWN, /the user is not known/],
    ['only staff on /admin/*', user('ada'), /whether ada is staff is not known/],
    ['only group:a on /admin/*', user('ada'), /the groups of ada are not known/],
    [
      'only ada on /admin/*',
      grace({ verified: false, name: 'ada' }),
      /nothing proves that this is ada/,
    ],
  ])('%s fails where it cannot be known, and says so', (rule, actor, why) => {
    const result = check(rule, by(actor));
    expect(result).toMatchObject({ outcome: 'failed', violations: [{ isCertain: false }] });
    expect(whyOf(result)).toMatch(why);
  });

  it('needs a name to compare with, and both sides of an impersonation', () => {
    const { name: _, ...nameless } = grace({ userId: '3' });
    expect(whyOf(check('only ada on *', by(nameless)))).toMatch(/the name of user #3 is not known/);
    const acting = grace({
      impersonation: { role: 'impersonator', userId: '1', name: 'root', by: 'django-hijack' },
    });
    expect(whyOf(check('only grace on *', by(acting)))).toMatch(/this was root as grace/);
    expect(check('only grace|root on *', by(acting)).outcome).toBe('held');
    expect(check('only staff on *', by({ ...acting, isStaff: true }))).toMatchObject({
      violations: [{ isCertain: false }],
    });
  });

  it('fails for a session that was not looked at', () => {
    const result = check('only ada on *', observed({ session: false }));
    expect(result.violations).toMatchObject([{ user: 'unknown', isCertain: false }]);
  });

  it('does not speak of other paths', () => {
    const result = check(
      'only ada on /admin/*',
      by(user('eve'), '/adm'),
      by(user('eve'), '/?/admin/'),
    );
    expect(result).toMatchObject({
      outcome: 'nothing-to-check',
      remark: 'nothing came on /admin/*',
    });
    expect(check('only ada on /admin', by(user('eve'), '/admin/')).outcome).toBe(
      'nothing-to-check',
    );
    expect(check('only ada on /admin', by(user('eve'), 'http://a/admin?x')).outcome).toBe('failed');
  });
});

describe('rules about what sessions hold', () => {
  const cart = payload({
    cart: payload({ items: { kind: 'list', items: [payload({ card: '4' })] } }),
  });
  const holding = observed({ session: { before: snapshot({ payload: cart }), after: snapshot() } });

  it.each(['cart', 'cart.items', 'cart.items.0.card'])('finds %s, before or after', (key) => {
    expect(check(`session never contains ${key}`, holding)).toMatchObject({
      outcome: 'failed',
      violations: [{ why: `The session holds ${key}.` }],
    });
  });

  it.each(['car', 'cart.item', 'items', 'cart.items.1.card'])('does not find %s', (key) => {
    expect(check(`session never contains ${key}`, holding).outcome).toBe('held');
  });

  it('finds keys with dots in their names, in numbers and in objects', () => {
    const odd = payload({
      'a.b': { kind: 'map', entries: [[7, 'x']] },
      c: { kind: 'object', class: 'shop.Cart', state: payload({ pin: 1 }) },
    });
    const session = observed({ session: { after: snapshot({ payload: odd }) } });
    for (const key of ['a.b', 'a.b.7', 'c.pin']) {
      expect(check(`session never contains ${key}`, session).outcome).toBe('failed');
    }
  });

  it('goes by changes where a recording holds one side alone', () => {
    const recorded = (change: PayloadChange): Observation =>
      observed({
        session: {
          before: unread({ state: 'live', identity: user('a') }),
          after: snapshot(),
          changes: [change],
        },
      });
    const removed = recorded({ op: 'removed', path: ['cart'], before: payload({ card: '4' }) });
    expect(check('session never contains cart.card', removed).outcome).toBe('failed');
    expect(check('session never contains cart', removed).outcome).toBe('failed');
    expect(check('session never contains cart.pin', removed).outcome).toBe('held');
  });

  it('measures the data as JSON', () => {
    const session = observed({ session: { after: snapshot({ payload: payload({ a: 'ä' }) }) } });
    expect(check('max-session-size 10', session).outcome).toBe('held');
    const result = check('max-session-size 9b', session);
    expect(whyOf(result)).toBe('The session takes 10 bytes as JSON, 1 more than it may.');
  });

  it.each(['max-session-size 4k', 'session never contains cart'])(
    '%s tells no session from one that could not be read',
    (rule) => {
      expect(check(rule, observed())).toMatchObject({
        outcome: 'nothing-to-check',
        undecided: 0,
        remark: 'no session was read',
      });
      const result = check(rule, observed({ session: { after: unread() } }));
      expect(result).toMatchObject({ outcome: 'nothing-to-check', undecided: 1 });
      expect(result.remark).toBe('1 exchange could not be judged: There is no store to ask');
    },
  );
});

describe('rules in the language of filters', () => {
  const ok = observed({ seq: 1, target: '/a', session: { actor: user('ada') } });
  const lost = observed({ seq: 2, target: '/b', status: 404, session: { actor: user('ada') } });

  it.each([
    ['none(status:5xx)', 'held'],
    ['none(status:404)', 'failed'],
    ['all(user:ada)', 'held'],
    ['all(path:/a)', 'failed'],
    ['some(path:/b)', 'held'],
    ['some(path:/c)', 'failed'],
    ['count(user:ada) = 2', 'held'],
    ['count(user:ada) == 1', 'failed'],
    ['count(user:ada) <= 1', 'failed'],
    ['count(user:ada) < 3', 'held'],
    ['count(user:ada) >= 3', 'failed'],
    ['count (path:"/a") > 0', 'held'],
    ['every(path:/a) is status:200', 'held'],
    ['every(path:~^/(a|b)$) is status:200', 'failed'],
    ['every(path:/c) is status:200', 'nothing-to-check'],
  ])('%s: %s', (rule, outcome) => {
    expect(check(rule, ok, lost).outcome).toBe(outcome);
  });

  it('names the exchanges that were too many, and says what was lacking', () => {
    const many = check('count(user:ada) < 2', ok, lost);
    expect(many.violations).toMatchObject([
      { seq: 2, why: 'It is number 2 of those that match user:ada; at most 1 may.' },
    ]);
    const few = check('count(status:404) > 1', ok, lost);
    expect(few).toMatchObject({
      violations: [],
      remark: '1 match status:404, and at least 2 must',
    });
  });

  it('is not met by nothing where something had to come', () => {
    expect(check('some(event:login)')).toMatchObject({
      outcome: 'failed',
      remark: 'none matches event:login, and at least 1 must',
    });
    expect(check('none(event:login)').outcome).toBe('nothing-to-check');
  });

  it('says where a user was not known', () => {
    const unknown = observed({ target: '/a', session: { actor: UNKNOWN } });
    expect(check('every(path:/a) is user:ada', unknown).violations).toMatchObject([
      {
        why: 'It does not match user:ada. The user is not known: There is no store to ask.',
        isCertain: false,
      },
    ]);
    expect(check('all(status:404)', unknown).violations).toMatchObject([{ isCertain: true }]);
  });
});
