import { describe, expect, it } from 'vitest';
import { Journal } from '../../../../src/journal/journal.js';
import { connectionId, sessionTag, type SessionTag } from '../../../../src/model/ids.js';
import type { Observation } from '../../../../src/model/observation.js';
import { widthOf } from '../../../../src/tui/styled.js';
import type { DetailOptions } from '../../../../src/tui/detail-row.js';
import { timelineRows } from '../../../../src/tui/view/timeline.js';
import { snapshot } from '../../../support/snapshots.js';
import { COUNTING, LOGGED_IN, observationOf, type Visit } from '../traffic.js';
import { inUtc, options, textOf } from './rows.js';

inUtc();

const FIRST = COUNTING(1).tag;
const SECOND = LOGGED_IN.tag;
const at = (seq: number, visit: Visit): Observation => observationOf(seq, connectionId(1), visit);
const idle = (seq: number) =>
  at(seq, { target: `/page/${seq}`, before: COUNTING(1), after: COUNTING(1) });

const LIFE: readonly Observation[] = [
  at(1, { target: '/', after: COUNTING(1) }),
  ...Array.from({ length: 14 }, (_, n) => idle(2 + n)),
  at(20, { target: '/count/', before: COUNTING(1), after: COUNTING(2) }),
  at(21, {
    method: 'POST',
    target: '/login/?next=/me/',
    status: 302,
    before: COUNTING(2),
    after: LOGGED_IN,
  }),
  at(22, { target: '/me/', before: LOGGED_IN, after: LOGGED_IN }),
  at(23, { method: 'POST', target: '/logout/', status: 302, before: LOGGED_IN }),
  at(24, { target: '/', after: snapshot({ tag: sessionTag('999999') }) }),
  at(25, { pending: true }),
];

/** The rows of a session as a journal with these exchanges holds it. */
function rowsFor(tag: SessionTag, life: readonly Observation[], wanted: DetailOptions) {
  const journal = new Journal();
  for (const observation of life) journal.append({ kind: 'observed', observation });
  const session = journal.session(tag);
  if (session === undefined) throw new Error(`no session ${tag}`);
  return timelineRows(session, journal, wanted);
}

describe('timelineRows', () => {
  it('tells what happened to a session, and where it went at the login', () => {
    expect(textOf(rowsFor(FIRST, LIFE, options()))).toMatchInlineSnapshot(`
      " Session  s-1a2b3c
       User     anonymous
       Seen in  17 exchanges

       What happened
         12:00:01  anonymous  GET / 200                         new session, +count
       ▸ 12:00:02  14 requests, nothing changed
         12:00:20  anonymous  GET /count/ 200                   count: 1 → 2
         12:00:21  ada        POST /login/?next=/me/ 302
                   → s-4d5e6f  logged in, id rotated, count: 2 → 6

       As last seen
       State    over; it went on as s-4d5e6f"
    `);
  });

  it('tells where a session came from, and how it ended', () => {
    expect(textOf(rowsFor(SECOND, LIFE, options()))).toMatchInlineSnapshot(`
      " Session  s-4d5e6f
       User     ada
       Seen in  3 exchanges

       What happened
         12:00:21  ada        POST /login/?next=/me/ 302
                   ← s-1a2b3c  logged in, id rotated, count: 2 → 6
         12:00:22  ada        GET /me/ 200                      nothing changed
         12:00:23  ada        POST /logout/ 302                 logged out, destroyed

       As last seen
       State    destroyed"
    `);
  });

  it('opens a run of exchanges in which nothing changed', () => {
    const key = `timeline/${FIRST}/2`;
    const rows = rowsFor(FIRST, LIFE, options({ turned: new Set([key]) }));
    expect(rows.find(({ fold }) => fold?.key === key)?.fold?.open).toBe(true);
    expect(textOf(rows)).toMatch(
      /▾ .*14 requests, nothing changed\n +12:00:02 +anonymous +GET \/page\/2 200\n/,
    );
  });

  it('leads from each row to its exchange', () => {
    const rows = rowsFor(FIRST, LIFE, options());
    const seqs = rows.flatMap(({ seq }) => seq ?? []);
    expect(new Set(seqs)).toEqual(new Set([1, 2, 20, 21]));
  });

  it('says when a session ran out, and when the app failed', () => {
    const expired = snapshot({ tag: FIRST, state: 'expired' });
    const outcome = { kind: 'server-failed', code: 'ECONNREFUSED', message: 'x' } as const;
    const text = textOf(
      rowsFor(
        FIRST,
        [
          at(1, { before: COUNTING(1), after: COUNTING(1), changes: { outcome } }),
          at(2, { before: COUNTING(1), after: expired }),
        ],
        options(),
      ),
    );
    expect(text).toContain('app failed: ECONNREFUSED');
    expect(text).toMatch(/expired {2}live → expired/);
    expect(text).toMatch(/As last seen\n State +expired/);
  });

  it('shows no value when masked', () => {
    const rows = rowsFor(FIRST, LIFE, options({ masked: true }));
    expect(textOf(rows)).toContain('count changed');
    expect(textOf(rows)).not.toContain('1 → 2');
  });

  it('shows the latest of very many, and earlier ones in steps', () => {
    const busy = Array.from({ length: 1000 }, (_, n) =>
      at(n + 1, { before: COUNTING(n), after: COUNTING(n + 1) }),
    );
    const rows = rowsFor(FIRST, busy, options());
    expect(rows.length).toBeLessThan(420);
    expect(textOf(rows)).toContain('▸ … 800 earlier');
    expect(textOf(rows)).toContain('count: 999 → 1000');
    const more = new Set([`timeline/${FIRST}+200`]);
    expect(textOf(rowsFor(FIRST, busy, options({ turned: more })))).toContain('600 earlier');
  });

  it.each([38, 44, 60, 100, 160])('fits in %i cells', (width) => {
    for (const { line } of rowsFor(FIRST, LIFE, options({ width }))) {
      expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
  });
});
