import { describe, expect, it } from 'vitest';
import type { OptionName } from '../../../src/config/options.js';
import { resolveConfig, valuesOf, type RawLayer } from '../../../src/config/resolve.js';
import { SpyError } from '../../../src/errors.js';

const layer = (where: string, values: Partial<Record<OptionName, string[]>>): RawLayer =>
  new Map(
    Object.entries(values).map(([name, texts]) => [
      name as OptionName, // the keys of the record
      { texts, where: `${where} ${name}` },
    ]),
  );

const errorOf = (action: () => unknown): SpyError => {
  try {
    action();
  } catch (error) {
    if (error instanceof SpyError) return error;
  }
  throw new Error('no SpyError');
};

describe('resolving', () => {
  it('takes each value from the first layer that has it, and remembers which', () => {
    const resolved = resolveConfig({
      flag: layer('flag', { timeout: ['5s'] }),
      environment: layer('env', { timeout: ['6s'], target: ['a:1'] }),
      file: layer('file', { timeout: ['7s'], target: ['b:1'], har: ['x.har'] }),
      discovered: layer('settings.py:3', { har: ['y.har'], cookieName: ['sid'] }),
    });
    expect(resolved.timeout).toEqual({ value: 5000, from: 'flag', where: 'flag timeout' });
    expect(resolved.target).toEqual({ value: 'a:1', from: 'environment', where: 'env target' });
    expect(resolved.har).toEqual({ value: 'x.har', from: 'file', where: 'file har' });
    expect(resolved.cookieName).toMatchObject({ value: 'sid', from: 'discovered' });
    expect(resolved.maxBody).toEqual({ value: 262_144, from: 'default', where: 'default' });
  });

  it('replaces lists as a whole and keeps their order', () => {
    const resolved = resolveConfig({
      flag: layer('flag', { store: ['sqlite:b', 'file:a'] }),
      file: layer('file', { store: ['cookie'] }),
    });
    expect(resolved.store.value).toEqual(['sqlite:b', 'file:a']);
    expect(resolved.secret.value).toEqual([]);
  });

  it('says where a wrong value stands and how to write it', () => {
    const byFile = errorOf(() =>
      resolveConfig({ file: layer('sessionspy.config.json:2', { timeout: ['soon'] }) }),
    );
    expect(byFile.code).toBe('SPY_CONFIG');
    expect(byFile.message).toBe(
      'sessionspy.config.json:2 timeout "soon" is not a duration above zero and below 25 days: write 500ms, 30s, 2m or 1h.',
    );
    const byFlag = errorOf(() => resolveConfig({ flag: layer('', { listen: [':9000'] }) }));
    expect(byFlag.code).toBe('SPY_USAGE');
  });

  it('does not let a single value be given twice', () => {
    const error = errorOf(() => resolveConfig({ flag: layer('flag', { har: ['a', 'b'] }) }));
    expect(error.message).toBe('flag har is given 2 times: give it once.');
  });

  it('never repeats what may hold a secret', () => {
    const error = errorOf(() =>
      resolveConfig({ flag: layer('flag', { secret: ['', 'hunter2'] }) }),
    );
    expect(error.message).not.toContain('hunter2');
  });

  it('makes a whole configuration of nothing', () => {
    expect(valuesOf(resolveConfig({}))).toMatchObject({
      target: undefined,
      framework: 'auto',
      discover: true,
      redact: 'safe',
      timeout: 120_000,
      store: [],
    });
  });
});
