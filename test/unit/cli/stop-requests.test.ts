import { expect, it } from 'vitest';
import { stopRequests } from '../../../src/cli/stop-requests.js';

it('counts signals that come together as one request', () => {
  let now = 1000;
  const requests = stopRequests(() => now);
  const after = (ms: number): number => {
    now += ms;
    return requests();
  };
  expect([after(0), after(0), after(99)]).toEqual([1, 1, 1]);
  expect([after(100), after(1), after(5000)]).toEqual([2, 2, 3]);
});
