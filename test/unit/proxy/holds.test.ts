import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exchangeId } from '../../../src/model/ids.js';
import { Holds } from '../../../src/proxy/holds.js';

const id = exchangeId(1);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Holds', () => {
  it('lets a side go once it is released, and only that side', () => {
    const holds = new Holds();
    holds.begin(id);
    const gone: string[] = [];
    holds.hold(id, 'request', () => gone.push('request'));
    holds.hold(id, 'response', () => gone.push('response'));
    holds.release(id, 'response');
    expect(gone).toEqual(['response']);
    holds.release(id, 'response');
    holds.release(id, 'request');
    expect(gone).toEqual(['response', 'request']);
  });

  it('remembers a release that came first', () => {
    const holds = new Holds();
    holds.begin(id);
    holds.release(id, 'request');
    const go = vi.fn();
    holds.hold(id, 'request', go);
    expect(go).toHaveBeenCalledOnce();
  });

  it('holds nothing of an exchange that it does not know, or that is over', () => {
    const holds = new Holds();
    const go = vi.fn();
    holds.hold(id, 'request', go);
    expect(go).toHaveBeenCalledOnce();
    holds.begin(id);
    holds.hold(id, 'response', go);
    holds.end(id);
    holds.release(id, 'response');
    vi.runAllTimers();
    expect(go).toHaveBeenCalledOnce();
  });

  it('passes over a reader that says nothing', () => {
    const holds = new Holds(5000);
    holds.begin(id);
    const go = vi.fn();
    holds.hold(id, 'request', go);
    vi.advanceTimersByTime(4999);
    expect(go).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(go).toHaveBeenCalledOnce();
    holds.release(id, 'request');
    expect(go).toHaveBeenCalledOnce();
  });
});
