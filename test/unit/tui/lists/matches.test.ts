import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_SEQS, runOf, type SeqList } from '../../../../src/journal/seq-list.js';
import { userKeyOf } from '../../../../src/journal/user-rows.js';
import type { ConnectionId } from '../../../../src/model/ids.js';
import type { Summary } from '../../../../src/model/summary.js';
import { Matches } from '../../../../src/tui/lists/matches.js';
import { COUNTING, LOGGED_IN, Traffic, UNREADABLE, type Visit } from '../traffic.js';

const isWanted = ({ status }: Summary): boolean => (status ?? 0) >= 400;

const SIDES = [undefined, COUNTING(1), LOGGED_IN, UNREADABLE];

interface Deed {
  readonly op: 'visit' | 'revise' | 'work' | 'look';
  readonly at: number;
  readonly isMatch: boolean;
}

const visitOf = ({ at, isMatch }: Deed): Visit => {
  const after = SIDES[at % SIDES.length];
  return { status: isMatch ? 404 : 200, ...(after && { after }) };
};

/** A journal with a search over it that follows it, as Lists does. */
class Searched {
  readonly traffic: Traffic;
  readonly #open: readonly ConnectionId[];
  readonly #of = new Map<number, ConnectionId>();
  matches: Matches | undefined;

  constructor(limit: number) {
    this.traffic = new Traffic(limit);
    this.#open = [this.traffic.open(), this.traffic.open()];
    this.traffic.journal.subscribe((event) => {
      if (event.kind !== 'observed') return;
      const summary = this.traffic.journal.summary(event.observation.seq);
      if (summary !== undefined) this.matches?.revise(summary);
      this.matches?.dropBefore(this.traffic.journal.firstSeq);
    });
  }

  begin(): Matches {
    const { journal } = this.traffic;
    const base = runOf(journal.firstSeq, journal.lastSeq);
    this.matches = new Matches(journal, base, isWanted);
    return this.matches;
  }

  carryOut(deed: Deed): void {
    const { journal } = this.traffic;
    const connection = this.#open[deed.at % 2];
    if (connection === undefined) return;
    if (deed.op === 'visit')
      this.#of.set(this.traffic.visit(connection, visitOf(deed)), connection);
    if (deed.op === 'work') this.matches?.work(-1);
    if (deed.op !== 'revise') return;
    const seq = 1 + (deed.at % Math.max(1, journal.lastSeq));
    const own = this.#of.get(seq);
    if (own !== undefined) this.traffic.revise(seq, own, visitOf(deed));
  }

  /** What a search that looks at everything anew would find. */
  get expected(): readonly Summary[] {
    const { journal } = this.traffic;
    const found: Summary[] = [];
    for (let seq = journal.firstSeq; seq <= journal.lastSeq; seq += 1) {
      const summary = journal.summary(seq);
      if (summary !== undefined && isWanted(summary)) found.push(summary);
    }
    return found;
  }
}

const seqsOf = (list: SeqList): readonly (number | undefined)[] =>
  Array.from({ length: list.length }, (_, index) => list.at(index));

const deeds = (max: number): fc.Arbitrary<readonly Deed[]> =>
  fc.array(
    fc.record({
      op: fc.constantFrom(...(['visit', 'visit', 'visit', 'revise', 'revise', 'work'] as const)),
      at: fc.nat({ max: 5000 }),
      isMatch: fc.boolean(),
    }),
    { maxLength: max },
  );

describe('Matches', () => {
  it('finds what a naive filter finds, through any traffic before and after, and tallies it', () => {
    fc.assert(
      fc.property(
        deeds(200),
        deeds(60),
        fc.integer({ min: 1, max: 150 }),
        (before, after, limit) => {
          const searched = new Searched(limit);
          before.forEach((deed) => {
            searched.carryOut(deed);
          });
          searched.begin();
          after.forEach((deed) => {
            searched.carryOut(deed);
          });
          const { matches, expected } = searched;
          if (matches === undefined) throw new Error('there is no search');
          while (matches.work(-1));
          expect(seqsOf(matches)).toEqual(expected.map(({ seq }) => seq));
          for (const [index, { seq }] of expected.entries()) {
            expect(matches.indexOf(seq)).toBe(index);
          }
          for (let seq = 0; seq <= searched.traffic.journal.lastSeq + 1; seq += 7) {
            expect(matches.indexOf(seq)).toBe(expected.filter((one) => one.seq < seq).length);
          }
          expect([matches.at(-1), matches.at(matches.length)]).toEqual([undefined, undefined]);
          expect(new Set(matches.sessions.values())).toEqual(
            new Set(expected.flatMap(({ sessions }) => sessions)),
          );
          expect(new Set(matches.users.values())).toEqual(
            new Set(expected.flatMap((summary) => userKeyOf(summary) ?? [])),
          );
          expect(new Set(matches.connections.values())).toEqual(
            new Set(expected.map(({ connection }) => connection)),
          );
          expect(matches.progress).toBeUndefined();
        },
      ),
    );
  });

  it('tells of each match that comes, goes or changes, so that another list can keep up', () => {
    fc.assert(
      fc.property(deeds(80), fc.integer({ min: 1, max: 30 }), (all, limit) => {
        const searched = new Searched(limit);
        const matches = searched.begin();
        const kept = new Set<number>();
        matches.onChange = (seq, isMatch) => {
          if (isMatch) kept.add(seq);
          else kept.delete(seq);
        };
        all.forEach((deed) => {
          searched.carryOut(deed);
        });
        expect([...kept].sort((a, b) => a - b)).toEqual(searched.expected.map(({ seq }) => seq));
      }),
    );
  });

  describe('in slices', () => {
    afterEach(() => {
      vi.restoreAllMocks();
    });

    it('has the newest first, and says how much is done', () => {
      const searched = new Searched(100_000);
      for (let at = 0; at < 1000; at += 1) searched.carryOut({ op: 'visit', at, isMatch: true });
      const matches = searched.begin();
      expect([matches.length, matches.progress]).toEqual([0, 0]);
      expect(matches.work(-1)).toBe(true);
      expect(matches.at(matches.length - 1)).toBe(1000);
      const done = matches.progress;
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThan(0.2);
      while (matches.work(-1));
      expect([matches.length, matches.progress]).toEqual([1000, undefined]);
    });

    it('stops at the clock', () => {
      const searched = new Searched(100_000);
      for (let at = 0; at < 1000; at += 1) searched.carryOut({ op: 'visit', at, isMatch: true });
      const matches = searched.begin();
      let now = 0;
      vi.spyOn(performance, 'now').mockImplementation(() => (now += 1));
      expect(matches.work(5)).toBe(true);
      expect(matches.length).toBeLessThan(1000);
    });
  });

  it('finds an exchange that joins a group late, below all that was searched', () => {
    const traffic = new Traffic();
    const connection = traffic.open();
    traffic.visit(connection, { pending: true });
    traffic.visit(connection, { after: LOGGED_IN, status: 404 });
    const { journal } = traffic;
    const base = journal.user('authenticated ada')?.exchanges ?? EMPTY_SEQS;
    const matches = new Matches(journal, base, isWanted);
    expect(matches.work(5)).toBe(false);
    traffic.revise(1, connection, { after: LOGGED_IN, status: 500 });
    const summary = journal.summary(1);
    if (summary !== undefined) matches.revise(summary);
    expect(seqsOf(matches)).toEqual([1, 2]);
  });
});
