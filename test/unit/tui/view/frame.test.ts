import { describe, expect, it } from 'vitest';
import { sessionTag } from '../../../../src/model/ids.js';
import { problem } from '../../../../src/model/problem.js';
import type { EpochMs } from '../../../../src/model/time.js';
import { widthOf } from '../../../../src/tui/styled.js';
import { frame } from '../../../../src/tui/view/frame.js';
import { payload, snapshot, user } from '../../../support/snapshots.js';
import { COUNTING, LOGGED_IN, play, rowsOf, Traffic, UNREADABLE } from '../traffic.js';

const SIZES = [
  [40, 12],
  [80, 24],
  [120, 40],
  [160, 50],
] as const;

/** A login with rotation, a counter, an unreadable session, a user nobody proved, a logout. */
function story() {
  const traffic = new Traffic();
  const [first, second] = [traffic.open(), traffic.open('192.168.0.17')];
  traffic.visit(first, { before: COUNTING(5), after: COUNTING(6), target: '/counter/' });
  const login = { method: 'POST', target: '/accounts/login/', status: 302 };
  traffic.visit(first, { ...login, before: COUNTING(6), after: LOGGED_IN });
  traffic.visit(second, { target: '/me/', before: UNREADABLE, after: UNREADABLE });
  const bob = snapshot({
    tag: sessionTag('b0bb0b'),
    identity: { ...user('bob'), verified: false } as typeof LOGGED_IN.identity,
    payload: payload({ _auth_user_id: '3' }),
  });
  traffic.visit(second, { target: '/cart/', before: bob, after: bob });
  traffic.visit(first, { ...login, target: '/accounts/logout/', before: LOGGED_IN });
  return traffic;
}

describe('the frame', () => {
  it.each(SIZES)('fills %i by %i exactly, in every pane, tab and mode', (columns, rows) => {
    const { source } = story();
    const walks = [
      [],
      ['esc'],
      ['enter'],
      ['enter', 'enter'],
      ['?'],
      ['x', 'enter', '2'],
      ['k', '5'],
    ];
    for (const keys of walks) {
      const lines = frame(play(source, [columns, rows], keys), source);
      expect(lines).toHaveLength(rows);
      expect(new Set(lines.map(widthOf))).toEqual(new Set([columns]));
    }
  });

  it('says what happened to each session, in words', () => {
    const { source } = story();
    const screen = rowsOf(play(source, [160, 50]), source);
    const rowWith = (path: string) => screen.find((row) => row.includes(path)) ?? '';
    expect(rowWith('/counter/')).toMatch(/anonymous +s-1a2b3c GET +\/counter\/ +200 +count: 5 → 6/);
    expect(rowWith('/accounts/login/')).toMatch(/ada +s-4d5e6f POST .* 302 +logged in, id rotated/);
    expect(rowWith(' /me/')).toMatch(/unknown .* store locked/);
    expect(screen.join('\n')).toMatch(/bob\* +s-b0bb0b GET +\/cart\//);
    expect(screen.join('\n')).toMatch(
      /ada +s-4d5e6f POST +\/accounts\/log.* logged out, destroyed/,
    );
  });

  it('shows each connection with its user, session, framework, count and last request', () => {
    const { source } = story();
    const screen = rowsOf(play(source, [160, 50]), source).join('\n');
    expect(screen).toMatch(/all +everyone +– +– +5 /);
    expect(screen).toMatch(/c1 +anonymous \+1 +– +django +3 302 POST \/accounts\/lo/);
    expect(screen).toMatch(/c2 +bob\* \+1|c2 +bob\*/);
  });

  it('marks selection and focus without colour', () => {
    const { source } = story();
    const screen = rowsOf(play(source, [80, 24], ['k']), source);
    expect(screen.filter((row) => row.startsWith('▸'))).toHaveLength(2);
    expect(screen.some((row) => row.startsWith('━ Exchanges'))).toBe(true);
    expect(screen.some((row) => row.startsWith('─ Connections'))).toBe(true);
    const selected = frame(play(source, [80, 24], ['k']), source).filter((styled) =>
      styled.every((segment) => segment.style.reverse === true),
    );
    expect(selected).toHaveLength(1);
  });

  it('says where to go while nothing has come', () => {
    const { source } = new Traffic();
    const screen = rowsOf(play(source, [80, 24]), source).join('\n');
    expect(screen).toContain(
      'Waiting for the first request: open http://127.0.0.1:9000 in a browser',
    );
    expect(screen).toContain('Log in as ada with the password lovelace.');
  });

  it('says what it needs when it is too small', () => {
    const { source } = story();
    expect(rowsOf(play(source, [39, 5]), source)[0]).toBe(
      'too small: 40x12 needed; q quits       ',
    );
  });

  it('lists every key and the problems in the help', () => {
    const traffic = story();
    const problems = [problem('error', 'store-missing', 'No file db.sqlite3.', 'Pass --store.')];
    const status = { hasSecret: false, problems, lost: 0 };
    traffic.journal.append({ kind: 'status', at: 0 as EpochMs, status });
    const screen = rowsOf(play(traffic.source, [100, 50], ['?']), traffic.source).join('\n');
    expect(screen).toContain('! error: No file db.sqlite3.');
    expect(screen).toContain('Pass --store.');
    expect(screen).toContain('hide or show cookie values');
  });
});

describe('the header', () => {
  const headerWith = (
    status: Parameters<Traffic['journal']['append']>[0] & { kind: 'status' },
    columns: number,
  ) => {
    const traffic = story();
    traffic.journal.append(status);
    return rowsOf(play(traffic.source, [columns, 24]), traffic.source).slice(0, 2);
  };
  const at = 0 as EpochMs;
  const good = {
    framework: 'django',
    store: 'sqlite db.sqlite3',
    hasSecret: true,
    problems: [],
    lost: 0,
  };

  it('says where traffic goes and what is known', () => {
    const [route, state] = headerWith({ kind: 'status', at, status: good }, 100);
    expect(route).toMatch(
      /^ sessionspy {2}http:\/\/127.0.0.1:9000 → localhost:8000 +2 connections · 5 requests $/,
    );
    expect(state?.trimEnd()).toBe(' django · sqlite db.sqlite3 · secret known');
  });

  it('says what is missing, lost and wrong', () => {
    const locked = problem('error', 'store-locked', 'The store is locked.');
    const status = { hasSecret: false, problems: [locked], lost: 3 };
    const [, state] = headerWith({ kind: 'status', at, status }, 140);
    expect(state).toContain(
      'no framework seen yet · no store · no secret: nothing can be verified',
    );
    expect(state).toContain('! 3 records lost');
    expect(state).toContain('! The store is locked. (?)');
  });

  it('counts problems when there are several, or no room for the one', () => {
    const locked = problem('error', 'store-locked', 'The store is locked.'.repeat(5));
    const [, one] = headerWith({ kind: 'status', at, status: { ...good, problems: [locked] } }, 80);
    expect(one).toContain('! 1 problem (?)');
    const problems = [locked, locked];
    const [, two] = headerWith({ kind: 'status', at, status: { ...good, problems } }, 160);
    expect(two).toContain('! 2 problems (?)');
  });

  it('keeps the addresses whole where the counts have no room', () => {
    const [route] = headerWith({ kind: 'status', at, status: good }, 40);
    expect(route).toBe(' http://127.0.0.1:9000 → localhost:8000 ');
  });
});

describe('100,000 exchanges', () => {
  it('cost no more look-ups per repaint than there are rows on the screen', () => {
    const traffic = new Traffic();
    for (let opened = 0; opened < 1000; opened += 1) {
      const connection = traffic.open();
      for (let count = 0; count < 100; count += 1) traffic.visit(connection);
    }
    let lookUps = 0;
    const { journal, connections, info } = traffic.source;
    const counting = new Proxy(journal, {
      get: (target, property) => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== 'function') return member;
        lookUps += 1;
        return member.bind(target) as unknown;
      },
    });
    const source = { journal: counting, connections, info };
    for (const keys of [
      [],
      ['g'],
      ['pageup', 'pageup'],
      ['esc', 'G', 'enter', 'k'],
      ['F', 'enter'],
    ]) {
      const model = play(source, [160, 50], keys);
      lookUps = 0;
      rowsOf(model, source);
      expect(lookUps).toBeGreaterThan(0);
      expect(lookUps).toBeLessThan(3 * 50);
    }
  });
});
