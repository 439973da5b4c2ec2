import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { Clock, EpochMs, MonoMs } from '../../../src/model/time.js';
import { type Awaited, Deadlines } from '../../../src/proxy/deadlines.js';

let nowMs = 0;
const clock: Clock = { now: () => nowMs as EpochMs, mono: () => nowMs as MonoMs };

beforeEach(() => {
  nowMs = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

function advance(ms: number): void {
  for (let passed = 0; passed < ms; passed += 10) {
    nowMs += 10;
    vi.advanceTimersByTime(10);
  }
}

interface Watched extends Awaited {
  lastProgressAt: number;
  isServersTurn: boolean;
  expired: number;
}

const watched = (): Watched => ({
  lastProgressAt: nowMs,
  isServersTurn: true,
  expired: 0,
  expire() {
    this.expired += 1;
  },
});

it('expires what has waited for the app too long, once', () => {
  const deadlines = new Deadlines(1000, clock);
  const one = watched();
  deadlines.watch(one);
  advance(990);
  expect(one.expired).toBe(0);
  advance(200);
  expect(one.expired).toBe(1);
  advance(5000);
  expect(one.expired).toBe(1);
});

it('counts from the last progress', () => {
  const deadlines = new Deadlines(1000, clock);
  const one = watched();
  deadlines.watch(one);
  advance(900);
  one.lastProgressAt = nowMs;
  advance(900);
  expect(one.expired).toBe(0);
  advance(300);
  expect(one.expired).toBe(1);
});

it('does not count while it is the turn of the client', () => {
  const deadlines = new Deadlines(1000, clock);
  const one = watched();
  one.isServersTurn = false;
  deadlines.watch(one);
  advance(10_000);
  expect(one.expired).toBe(0);
});

it('leaves alone what was released, and has no timer when nothing is watched', () => {
  const deadlines = new Deadlines(1000, clock);
  const one = watched();
  deadlines.watch(one);
  deadlines.release(one);
  advance(5000);
  expect(one.expired).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

it('has no limit at 0', () => {
  const deadlines = new Deadlines(0, clock);
  deadlines.watch(watched());
  expect(vi.getTimerCount()).toBe(0);
});
