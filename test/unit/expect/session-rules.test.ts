import { describe, expect, it } from 'vitest';
import { checkExpectations } from '../../../src/expect/expectations.js';
import type { RuleResult } from '../../../src/expect/result.js';
import type { Identity } from '../../../src/model/identity.js';
import type { Observation } from '../../../src/model/observation.js';
import type { SessionSnapshot, SessionTransition } from '../../../src/model/session.js';
import type { EpochMs } from '../../../src/model/time.js';
import { observed, tag, unread } from '../../support/observed.js';
import { snapshot, user } from '../../support/snapshots.js';

const check = (rule: string, observations: readonly Observation[]): RuleResult => {
  const [result] = checkExpectations(observations, [rule]);
  if (result === undefined) throw new Error('no result');
  return result;
};

const ada = user('ada');
const before = (digit: string, identity?: Identity): SessionSnapshot =>
  snapshot({ tag: tag(digit), phase: 'before', ...(identity && { identity }) });
const after = (digit: string, identity?: Identity): SessionSnapshot =>
  snapshot({ tag: tag(digit), ...(identity && { identity }) });

const login = (from: string, to: string, more: Partial<SessionTransition> = {}): Observation =>
  observed({
    seq: 7,
    method: 'POST',
    target: '/login/',
    status: 302,
    session: {
      kinds: ['logged-in'],
      before: before(from),
      after: after(to, ada),
      actor: ada,
      ...more,
    },
  });

describe('login-rotates-session', () => {
  const rule = 'login-rotates-session';

  it('holds where the id is another, and where there was none before', () => {
    const fresh = observed({
      session: { kinds: ['created', 'logged-in'], after: after('b', ada), actor: ada },
    });
    expect(check(rule, [login('a', 'b'), fresh])).toMatchObject({ outcome: 'held', judged: 2 });
  });

  it('fails where the id stays, and names the exchange', () => {
    const result = check(rule, [observed(), login('a', 'a')]);
    expect(result).toMatchObject({ outcome: 'failed', judged: 1, violationCount: 1 });
    expect(result.violations).toEqual([
      {
        seq: 7,
        method: 'POST',
        target: '/login/',
        status: 302,
        user: 'ada',
        session: tag('a'),
        why: 'The session kept its id when ada logged in.',
        isCertain: true,
      },
    ]);
  });

  it('fails where the app takes over an id that the client brought along', () => {
    const brought = snapshot({ tag: tag('a'), state: 'missing' });
    const { violations } = check(rule, [
      login('a', 'a', { kinds: ['created', 'logged-in'], before: brought }),
    ]);
    expect(violations[0]?.why).toContain('which the client had brought along');
  });

  it('fails where the user is switched under one id', () => {
    const switched = login('a', 'a', { kinds: ['user-switched'] });
    expect(check(rule, [switched]).outcome).toBe('failed');
  });

  it('says whose login it may have been where requests ran side by side', () => {
    const { violations } = check(rule, [login('a', 'a', { concurrent: true })]);
    expect(violations[0]?.why).toContain('the login may have been theirs');
  });

  it('has nothing to check without a login', () => {
    const result = check(rule, [observed()]);
    expect(result).toMatchObject({ outcome: 'nothing-to-check', remark: 'no login was seen' });
    expect(check(`must ${rule}`, [observed()])).toMatchObject({
      outcome: 'failed',
      violations: [],
      remark: 'there had to be something to check; no login was seen',
    });
  });

  it('judges neither what could not be read nor a session in a cookie', () => {
    const unreadable = observed({ session: { before: unread(), after: after('a', ada) } });
    const notLookedAt = observed({ session: false });
    const inCookie = login('a', 'a', { after: snapshot({ tag: tag('a'), heldIn: 'cookie' }) });
    expect(check(rule, [unreadable, notLookedAt, inCookie])).toMatchObject({
      outcome: 'nothing-to-check',
      judged: 0,
      undecided: 3,
      remark: '3 exchanges could not be judged, the first because: There is no store to ask',
    });
  });
});

describe('logout-destroys-session', () => {
  const rule = 'logout-destroys-session';
  const logout = (more: Partial<SessionTransition>, seq = 7): Observation =>
    observed({
      seq,
      session: { kinds: ['logged-out'], before: before('a', ada), actor: ada, ...more },
    });
  const at = (ms: number): { startedAt: EpochMs } => ({
    startedAt: (1_700_000_000_000 + ms) as EpochMs,
  });

  it('holds where the session is gone or another', () => {
    const gone = logout({ kinds: ['logged-out', 'destroyed'] });
    const other = logout({ after: after('b') });
    expect(check(rule, [gone, other])).toMatchObject({ outcome: 'held', judged: 2 });
  });

  it('fails where the session goes on under the same id', () => {
    const { outcome, violations } = check(rule, [logout({ after: after('a') })]);
    expect(outcome).toBe('failed');
    expect(violations[0]?.why).toBe('The session goes on under the same id after the logout.');
  });

  it('fails where the session still works after its cookie was deleted', () => {
    const later = observed({
      seq: 9,
      session: { before: before('a', ada), after: after('a', ada), actor: ada },
      changes: at(500),
    });
    const result = check(rule, [logout({ kinds: ['logged-out', 'destroyed'] }), later]);
    expect(result).toMatchObject({ outcome: 'failed', judged: 2, violationCount: 1 });
    expect(result.violations[0]?.why).toBe(
      'The session still names ada, though #7 had logged it out.',
    );
  });

  it('does not hold against a request that it had begun before, nor against a new login', () => {
    const gone = logout({ kinds: ['logged-out', 'destroyed'] });
    const during = observed({ session: { before: before('a', ada), actor: ada }, changes: at(5) });
    const again = login('a', 'a');
    const then = observed({ session: { before: before('a', ada), actor: ada }, changes: at(900) });
    expect(check(rule, [gone, during]).outcome).toBe('held');
    expect(check(rule, [gone, again, then]).outcome).toBe('held');
  });

  it('cannot tell where requests ran side by side', () => {
    const aside = logout({ after: after('a'), concurrent: true });
    expect(check(rule, [aside])).toMatchObject({ outcome: 'nothing-to-check', undecided: 1 });
    const gone = logout({ kinds: ['logged-out', 'destroyed'] });
    const reused = observed({
      session: { before: snapshot({ tag: tag('a'), identity: ada, concurrent: true }), actor: ada },
      changes: at(500),
    });
    expect(check(rule, [gone, reused])).toMatchObject({ outcome: 'held', undecided: 1 });
  });

  it('says that a session in a cookie cannot be taken back', () => {
    const inCookie = snapshot({ tag: tag('a'), identity: ada, heldIn: 'cookie' });
    const { outcome, remark } = check(rule, [logout({ before: inCookie })]);
    expect(outcome).toBe('nothing-to-check');
    expect(remark).toContain('copies of it stay valid');
  });
});

describe('no-cross-user-session', () => {
  const rule = 'no-cross-user-session';
  const visit = (seq: number, digit: string, identity: Identity): Observation =>
    observed({
      seq,
      session: { before: before(digit, identity), after: after(digit, identity), actor: identity },
    });

  it('holds while each session is of one user', () => {
    const visits = [visit(1, 'a', ada), visit(2, 'b', user('grace')), visit(3, 'a', ada)];
    expect(check(rule, visits)).toMatchObject({ outcome: 'held', judged: 3 });
  });

  it('fails where a session comes to name another, once for each change', () => {
    const grace = user('grace');
    const { violationCount, violations } = check(rule, [
      visit(1, 'a', ada),
      visit(2, 'a', grace),
      visit(3, 'a', grace),
    ]);
    expect(violationCount).toBe(1);
    expect(violations[0]).toMatchObject({
      seq: 2,
      why: 'The session names grace; it named ada as late as #1.',
    });
  });

  it('takes one who acts as another for the same person', () => {
    const hijacked: Identity = {
      ...(user('grace') as Identity & { kind: 'authenticated' }),
      impersonation: { role: 'impersonator', userId: 'ada', by: 'django-hijack' },
    };
    expect(check(rule, [visit(1, 'a', ada), visit(2, 'a', hijacked)]).outcome).toBe('held');
  });

  it('judges neither unknown users nor sessions that the app would not accept', () => {
    const forged = snapshot({ tag: tag('a'), state: 'bad-signature', identity: user('grace') });
    const result = check(rule, [
      visit(1, 'a', ada),
      observed({ session: { before: forged, actor: user('grace') } }),
      observed({ session: { before: unread({ tag: tag('a') }) } }),
    ]);
    expect(result).toMatchObject({ outcome: 'held', judged: 1, undecided: 1 });
  });
});
