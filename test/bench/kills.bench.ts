/**
 * The program killed with `kill -9` at 300 random moments under traffic: how many of the 300 recordings are
 * valid and lack nothing that had ended more than a second before. Prints a table.
 * SESSIONSPY_BENCH_KILLS asks for another number, SESSIONSPY_BENCH_SEED repeats the moments of a run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { killUnderTraffic, startSizedApp, type KilledSpy } from '../support/killed-spy.js';
import { percentile, table } from './figures.js';

const KILLS = Number(process.env['SESSIONSPY_BENCH_KILLS'] ?? 300);
const SEED = Number(process.env['SESSIONSPY_BENCH_SEED'] ?? randomInt(1, 2 ** 31));
const AT_ONCE = 2;

const wrongWith = ({ faults, overdue }: KilledSpy): readonly string[] => [...faults, ...overdue];
/** Most are killed after more than a second, so that there is something to lack. */
const [LEAST_MS, MOST_MS] = [600, 3200];

/** Numbers from 0 up to 1 that a seed repeats (Park and Miller's generator). */
function randomFrom(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return (state - 1) / 2147483646;
  };
}

const isEarly = ({ hasFile, due }: KilledSpy): boolean => !hasFile && due === 0;

it(`${KILLS} kills`, { timeout: 1_500_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sessionspy-kills-'));
  const app = await startSizedApp();
  const results: KilledSpy[] = [];
  let next = 0;
  const killOneByOne = async (): Promise<void> => {
    while (results.filter(({ hasFile }) => hasFile).length < KILLS) {
      const ordinal = (next += 1);
      const random = randomFrom(SEED + ordinal * 7919);
      random();
      const har = join(folder, `${ordinal}.har`);
      const lifeMs = LEAST_MS + random() * (MOST_MS - LEAST_MS);
      const result = await killUnderTraffic(app, har, lifeMs, random);
      results.push(result);
      const [fault] = wrongWith(result);
      if (fault !== undefined) {
        process.stdout.write(`kill ${ordinal} after ${lifeMs.toFixed()} ms: ${fault}\n`);
      }
      rmSync(har, { force: true });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, killOneByOne));
  app.close();
  rmSync(folder, { recursive: true, force: true });
  const sum = (of: (result: KilledSpy) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  const rows = [
    ['kills', String(results.length)],
    ['before the first entry, nothing due', String(results.filter(isEarly).length)],
    [
      'whole and lacking nothing',
      String(results.filter((each) => each.hasFile && wrongWith(each).length === 0).length),
    ],
    ['exchanges due', String(sum(({ due }) => due))],
    ['exchanges recorded', String(sum(({ recorded }) => recorded))],
    [
      'recorded, median file',
      String(
        percentile(
          results.map(({ recorded }) => recorded),
          50,
        ),
      ),
    ],
  ];
  process.stdout.write(`\nSeed ${SEED}\n${table(rows)}\n`);
  expect(results.filter((each) => wrongWith(each).length > 0)).toEqual([]);
  expect(sum(({ due }) => due)).toBeGreaterThan(KILLS);
});
