/**
 * How fast values are examined: decodes per second for each way in which Django writes a session, and the
 * slowest single value out of a hundred thousand that are damaged or made to be slow. CPU time of the
 * process, so that what else runs on the machine counts as little as can be.
 */
import { describe, it } from 'vitest';
import { examine } from '../../src/frameworks/django/examine.js';
import type { ExaminedValue } from '../../src/model/examination.js';
import type { KeyRing } from '../../src/model/keyring.js';
import type { EpochMs } from '../../src/model/time.js';
import { djangoVectors, keyRing, keysOf, type SessionVector } from '../support/django-vectors.js';
import { table } from './figures.js';
import { bombCases, fuzzCases, type FuzzCase } from '../support/fuzz-cases.js';

/** Milliseconds since the epoch. */
const NOW = 1_795_380_000_000 as EpochMs;
const SETTINGS = new Map<string, string>();

interface Prepared {
  readonly value: ExaminedValue;
  readonly keys: KeyRing;
}

const run = ({ value, keys }: Prepared): unknown => examine(value, keys, SETTINGS, { now: NOW });

/** Milliseconds of CPU that it takes. */
function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const print = (rows: readonly (readonly string[])[]): void => {
  process.stdout.write(`\n${table(rows)}\n\n`);
};

/** What the store holds or the cookie is. */
function valueOf({ stored, cookie_value }: SessionVector): ExaminedValue {
  const base64 = stored.value_base64 ?? stored.content_base64 ?? stored.cache?.content_base64;
  if (base64 !== undefined) return { kind: 'bytes', bytes: Buffer.from(base64, 'base64') };
  const text = stored.session_data ?? stored.content ?? stored.value ?? cookie_value ?? '';
  return { kind: 'text', text };
}

describe('decodes per second', () => {
  const ROUNDS = 15;
  const ROUND_MS = 60;

  it('by encoding', () => {
    const groups = new Map<string, Prepared[]>();
    for (const vector of djangoVectors.sessions) {
      if (vector.error !== undefined || vector.signature === 'bad') continue;
      const name = `${vector.scheme}, ${vector.serializer}`;
      const prepared = { value: valueOf(vector), keys: keysOf(vector) };
      groups.set(name, [...(groups.get(name) ?? []), prepared]);
    }
    const rows = [...groups].map(([name, values]) => {
      const rates = Array.from({ length: ROUNDS }, () => rateOf(values, ROUND_MS));
      return [name, String(values.length), Math.round(median(rates)).toLocaleString('en-US')];
    });
    print([['encoding', 'values', 'decodes/s'], ...rows.sort()]);
  });

  function rateOf(values: readonly Prepared[], forMs: number): number {
    let spentMs = 0;
    let count = 0;
    while (spentMs < forMs) {
      spentMs += cpuMs(() => {
        for (const value of values) run(value);
      });
      count += values.length;
    }
    return (count / spentMs) * 1000;
  }
});

describe('the slowest value', () => {
  const COUNT = 100_000;
  const SHOWN = 12;

  it('of those that are damaged, and of those that are made to be slow', () => {
    print([['slowest of 100,000 damaged values', 'ms'], ...slowest(fuzzCases(COUNT, 20_261_122))]);
    print([['slowest of those made to be slow', 'ms'], ...slowest(bombCases())]);
  });

  /** Those that take long are tried again: the collector's time may have fallen upon any. */
  function slowest(cases: Iterable<FuzzCase>): string[][] {
    const times: (readonly [how: string, ms: number])[] = [];
    for (const { how, value, secret } of cases) {
      const prepared = { value, keys: keyRing('another', 'third', secret) };
      const once = (): number => cpuMs(() => run(prepared));
      const first = once();
      const ms = first < 5 ? first : Math.min(first, once(), once());
      times.push([how, ms]);
    }
    return times
      .sort(([, a], [, b]) => b - a)
      .slice(0, SHOWN)
      .map(([how, ms]) => [how, ms.toFixed(1)]);
  }
});
