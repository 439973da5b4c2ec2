import { describe, expect, it } from 'vitest';
import { parseSetCookie } from '../../../../src/cookies/set-cookie.js';
import type { CookieReport } from '../../../../src/model/cookie.js';
import type { Identity } from '../../../../src/model/identity.js';
import { connectionId } from '../../../../src/model/ids.js';
import { problem, type ProblemCode } from '../../../../src/model/problem.js';
import type { SessionSnapshot } from '../../../../src/model/session.js';
import { detailRows } from '../../../../src/tui/view/detail-tabs.js';
import { snapshot } from '../../../support/snapshots.js';
import { COUNTING, LOGGED_IN, observationOf, UNREADABLE, type Visit } from '../traffic.js';
import { inUtc, options, textOf } from './rows.js';

inUtc();

const userTab = (visit: Visit, width = 90): string =>
  textOf(detailRows('user', observationOf(1, connectionId(1), visit), options({ width })));

/** `Cookie ok, Session ok, …` of a session that was found like this. */
function verdicts(changes: Partial<SessionSnapshot>): string {
  const text = userTab({ before: snapshot(changes), after: snapshot(changes) });
  const steps = /^ [+!?·] (\w+(?: as)?) +(ok|failed|unclear|none|not asked)/gm;
  return [...text.matchAll(steps)].map(([, name, verdict]) => `${name} ${verdict}`).join(', ');
}

const refused = (code: ProblemCode, kind: 'anonymous' | 'unknown' = 'anonymous') => {
  const because = problem('warning', code, `It is ${code}.`, 'Do something.');
  const identity: Identity = kind === 'anonymous' ? { kind } : { kind, because };
  return { identity, problems: [because] };
};

const ada = (changes: Partial<Identity & { kind: 'authenticated' }> = {}): Identity => ({
  kind: 'authenticated',
  userId: '1',
  name: 'ada',
  via: 'directory',
  verified: true,
  ...changes,
});

describe('the User tab', () => {
  it('tells the chain of evidence from the cookie to the person', () => {
    const identity = ada({ isStaff: true, groups: ['editors'], backend: 'ModelBackend' });
    const cookies = { sent: [{ name: 'sessionid', value: 'x' }], set: [], changes: [] };
    const side = { ...LOGGED_IN, identity };
    expect(userTab({ before: side, after: side, cookies })).toMatchInlineSnapshot(`
      " User     ada (user 1, staff, in editors; name from the user table)
       Named by s-4d5e6f as the response left it

       Evidence, step by step
       + Cookie    ok        sessionid was sent: where django keeps its session
       + Session   ok        found in a table, expires 2026-12-06 12:00:00
       + Signature ok        it fits a known secret
       + Content   ok        read as signing, json
       + Claim     ok        it names user 1, logged in by ModelBackend
       + User      ok        found in the user table: ada, staff, in editors
       + Password  ok        nothing in the user's row speaks against the session
       · Acting as none      nobody acts as another"
    `);
  });

  it('says whether the response set the cookie again or removed it', () => {
    const sent = [{ name: 'sessionid', value: 'x' }];
    const set = [parseSetCookie('sessionid=""; Max-Age=0; Path=/')];
    const report = (changes: CookieReport['changes']) =>
      userTab({ before: LOGGED_IN, cookies: { sent, set, changes } });
    expect(report([])).toContain('sessionid was sent, and set by the response');
    expect(report([{ kind: 'removed', name: 'sessionid' }])).toContain(
      'sessionid was sent, and removed by the response',
    );
  });

  it.each<[string, Partial<SessionSnapshot>, string]>([
    [
      'a user whom the session alone names',
      { identity: ada({ via: 'payload' }) },
      'Cookie ok, Session ok, Signature ok, Content ok, Claim ok, User not asked, Password not asked, Acting as none',
    ],
    [
      'a signed cookie',
      { heldIn: 'cookie', identity: ada() },
      'Cookie ok, Signature ok, Content ok, Claim ok, User ok, Password ok, Acting as none',
    ],
    [
      'a session that names nobody',
      {},
      'Cookie ok, Session ok, Signature ok, Content ok, Claim none, User not asked, Password not asked, Acting as not asked',
    ],
    [
      'a bad signature',
      {
        integrity: 'bad-signature',
        state: 'bad-signature',
        ...refused('bad-signature', 'unknown'),
      },
      'Cookie ok, Session ok, Signature failed, Content not asked, Claim not asked, User not asked, Password not asked, Acting as not asked',
    ],
    [
      'no secret',
      { integrity: 'no-key', identity: ada({ verified: false }) },
      'Cookie ok, Session ok, Signature unclear, Content ok, Claim ok, User ok, Password ok, Acting as none',
    ],
    [
      'a session that is not in the store',
      { state: 'missing', ...refused('session-not-in-store') },
      'Cookie ok, Session failed, Signature not asked, Content not asked, Claim not asked, User not asked, Password not asked, Acting as not asked',
    ],
    [
      'a user who is gone',
      refused('user-not-found'),
      'Cookie ok, Session ok, Signature ok, Content ok, Claim ok, User failed, Password not asked, Acting as not asked',
    ],
    [
      'a login by a backend that does not count',
      refused('backend-unknown'),
      'Cookie ok, Session ok, Signature ok, Content ok, Claim failed, User not asked, Password not asked, Acting as not asked',
    ],
    [
      'a password that changed',
      refused('session-hash-mismatch'),
      'Cookie ok, Session ok, Signature ok, Content ok, Claim ok, User ok, Password failed, Acting as not asked',
    ],
    [
      'a hash that may be of another key',
      refused('session-hash-mismatch', 'unknown'),
      'Cookie ok, Session ok, Signature ok, Content ok, Claim ok, User ok, Password failed, Acting as not asked',
    ],
    [
      'a user table that does not answer',
      { identity: ada({ via: 'payload' }), problems: refused('user-lookup-failed').problems },
      'Cookie ok, Session ok, Signature ok, Content ok, Claim ok, User unclear, Password not asked, Acting as none',
    ],
    [
      'an impersonation',
      {
        identity: ada({
          impersonation: { role: 'impersonator', userId: '9', name: 'root', by: 'django-hijack' },
        }),
      },
      'Cookie ok, Session ok, Signature ok, Content ok, Claim ok, User ok, Password ok, Acting as ok',
    ],
  ])('judges %s', (_name, changes, expected) => {
    expect(verdicts(changes)).toBe(expected);
  });

  it('says beneath the step that failed what is wrong and what to do', () => {
    expect(userTab({ before: UNREADABLE, after: UNREADABLE })).toMatch(
      /\? Session +unclear +the store did not answer\n +! error: The database is locked by another program.\n +Close the program/,
    );
  });

  it('names who logged out by what the request found', () => {
    expect(userTab({ before: LOGGED_IN })).toContain(
      'Named by s-4d5e6f as the request found it, before the logout',
    );
    expect(userTab({ before: LOGGED_IN, after: COUNTING(1) })).toContain('User     ada');
  });

  it('tells nobody from nothing known', () => {
    expect(userTab({})).toContain('· Cookie    none');
    expect(userTab({ pending: true })).toContain('The session is being read');
    const because = problem('note', 'unrecognised', 'No session has been seen yet.');
    const session = {
      kinds: [],
      changes: [],
      concurrent: false,
      actor: { kind: 'unknown', because },
    } as const;
    expect(userTab({ session })).toMatch(/\? Cookie +unclear[^]*No session has been seen yet/);
  });
});
