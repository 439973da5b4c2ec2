import { describe, expect, it } from 'vitest';
import { harTimings } from '../../../src/har/timings.js';

describe('harTimings', () => {
  it('keeps ssl inside connect and out of the sum', () => {
    const { time, timings } = harTimings({
      blocked: 1,
      dns: 2,
      connect: 30,
      tls: 20,
      send: 3,
      wait: 40,
      receive: 5,
      total: 81,
    });
    expect(timings).toEqual({
      blocked: 1,
      dns: 2,
      connect: 30,
      ssl: 20,
      send: 3,
      wait: 40,
      receive: 5,
    });
    expect(time).toBe(81);
  });

  it('writes -1 for phases that did not happen on a reused connection', () => {
    const { time, timings } = harTimings({ send: 1, wait: 2, receive: 3 });
    expect(timings).toMatchObject({ blocked: -1, dns: -1, connect: -1, ssl: -1 });
    expect(time).toBe(6);
  });

  it.each([
    ['nothing was sent', { total: 7 }, { blocked: 7, send: 0, wait: 0, receive: 0 }],
    ['no head came', { blocked: 1, send: 2, total: 120_000 }, { wait: 119_997, receive: 0 }],
    ['the body broke off', { send: 1, wait: 2, total: 10 }, { receive: 7 }],
  ])('gives the time to the unfinished phase when %s', (_, phases, expected) => {
    const { time, timings } = harTimings(phases);
    expect(timings).toMatchObject(expected);
    expect(time).toBe(phases.total);
  });

  it('has only finite numbers, and ssl never above connect, whatever it is given', () => {
    const { time, timings } = harTimings({
      blocked: Number.NaN,
      connect: 1,
      tls: 5,
      send: -3,
      wait: Infinity,
      total: 2,
    });
    expect(timings.ssl).toBe(1);
    expect(Number.isFinite(time)).toBe(true);
    expect(Object.values(timings).every(Number.isFinite)).toBe(true);
  });

  it('adds up without the noise of fractions', () => {
    const { time } = harTimings({ send: 0.1, wait: 0.2, receive: 0.0004 });
    expect(time).toBe(0.3);
  });
});
