import { describe, expect, it } from 'vitest';
import {
  parseChoice,
  parseCount,
  parseDuration,
  parseEpochSeconds,
  parsePositiveSize,
  parseSeconds,
  parseSize,
  parseSwitch,
  parseText,
} from '../../../src/config/option-values.js';
import type { Parsed } from '../../../src/config/parsed.js';

const valueOf = <Value>(result: Parsed<Value>): Value | string =>
  result.ok ? result.value : result.fault;

describe('a size', () => {
  it.each([
    ['256k', 262_144],
    ['256KB', 262_144],
    ['1 MiB', 1_048_576],
    ['1.5k', 1536],
    ['0', 0],
    ['4096', 4096],
    ['2G', 2 * 1024 ** 3],
  ])('%s is %d bytes', (text, bytes) => {
    expect(valueOf(parseSize(text))).toBe(bytes);
  });
  it.each(['', 'k', '-1', '1.2.3k', '12x', '99999999999999999999'])('%j is none', (text) => {
    expect(valueOf(parseSize(text))).toMatch(/not a size: .*256k/);
  });
  it('may have to be above zero', () => {
    expect(valueOf(parsePositiveSize('20k'))).toBe(20_480);
    expect(valueOf(parsePositiveSize('0'))).toMatch(/too small: .*256M/);
    expect(valueOf(parsePositiveSize('x'))).toMatch(/not a size/);
  });
});

describe('seconds and moments', () => {
  it.each([
    ['0', 0],
    ['1209600', 1_209_600],
    [' 1.5 ', 1.5],
  ])('%s seconds are %d', (text, seconds) => {
    expect(valueOf(parseSeconds(text))).toBe(seconds);
  });

  it.each(['', '-1', '2w', '1e3', 'Infinity'])('%j are none', (text) => {
    expect(valueOf(parseSeconds(text))).toMatch(/not a number of seconds/);
  });

  it.each([
    ['1795379482', 1_795_379_482],
    ['1795379482.25', 1_795_379_482.25],
    ['-1', -1],
  ])('%s is a moment', (text, seconds) => {
    expect(valueOf(parseEpochSeconds(text))).toBe(seconds);
  });

  it.each(['', 'now', '2026-11-22', '99999999999999'])('%j is none', (text) => {
    expect(valueOf(parseEpochSeconds(text))).toMatch(/no moment/);
  });
});

describe('a duration', () => {
  it.each([
    ['120s', 120_000],
    ['500ms', 500],
    ['120', 120_000],
    ['1.5s', 1500],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('%s is %d milliseconds', (text, milliseconds) => {
    expect(valueOf(parseDuration(text))).toBe(milliseconds);
  });
  it.each(['', '0', 's', '-1s', '1 day', '600h', 'soon'])('%j is none', (text) => {
    expect(valueOf(parseDuration(text))).toMatch(/not a duration .*30s/);
  });
});

it('takes the usual words for yes and no, and nothing else', () => {
  expect(['true', 'YES', 'on', '1'].map((text) => valueOf(parseSwitch(text)))).toEqual(
    Array<boolean>(4).fill(true),
  );
  expect(['false', 'No', 'off', '0'].map((text) => valueOf(parseSwitch(text)))).toEqual(
    Array<boolean>(4).fill(false),
  );
  expect(valueOf(parseSwitch('maybe'))).toContain('write true or false');
});

it('takes whole numbers above zero for counts', () => {
  expect(valueOf(parseCount('100000'))).toBe(100_000);
  for (const text of ['0', '-1', '1.5', '1e3', '']) {
    expect(valueOf(parseCount(text))).toContain('whole number');
  }
});

it('takes a choice in any case and names the choices otherwise', () => {
  expect(valueOf(parseChoice(['safe', 'strict', 'off'])('Strict'))).toBe('strict');
  expect(valueOf(parseChoice(['safe', 'strict', 'off'])('none'))).toContain('safe, strict or off');
});

it('does not take nothing for a text', () => {
  expect(valueOf(parseText(' a '))).toBe(' a ');
  expect(valueOf(parseText('  '))).toContain('is empty');
});
