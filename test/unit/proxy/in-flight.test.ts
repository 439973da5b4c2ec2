import { expect, it } from 'vitest';

import { exchangeId } from '../../../src/model/ids.js';
import type { ProxyEvent } from '../../../src/model/proxy-event.js';
import type { EpochMs, MonoMs } from '../../../src/model/time.js';
import { InFlight } from '../../../src/proxy/in-flight.js';
import { connectionId } from '../../../src/model/ids.js';

const at = 0 as MonoMs;
const begin = (n: number): ProxyEvent => ({
  kind: 'request-head',
  ...{ id: exchangeId(n), at, connectionId: connectionId(1), ordinal: n, startedAt: 0 as EpochMs },
  head: { method: 'GET', target: '/', httpVersion: '1.1', headers: [] },
});
const respond = (n: number, status: number, type: string): ProxyEvent => ({
  kind: 'response-head',
  ...{ id: exchangeId(n), at, author: 'server' },
  head: { status, reason: '', httpVersion: '1.1', headers: [['Content-Type', type]] },
});
const end = (n: number): ProxyEvent => ({
  kind: 'exchange-ended',
  ...{ id: exchangeId(n), at, endedAt: 0 as EpochMs, outcome: { kind: 'completed' } },
});

function isQuietAfter(...events: ProxyEvent[]): boolean {
  const inFlight = new InFlight();
  for (const event of events) inFlight.observe(event);
  let quiet = false;
  inFlight.whenQuiet(() => {
    quiet = true;
  });
  return quiet;
}

it.each([
  ['nothing', [], true],
  ['a request', [begin(1)], false],
  ['a response head', [begin(1), respond(1, 200, 'text/html')], false],
  ['an end', [begin(1), end(1)], true],
  ['one of two ends', [begin(1), begin(2), end(1)], false],
  ['an event stream', [begin(1), respond(1, 200, 'text/event-stream')], true],
  ['an upgrade', [begin(1), respond(1, 101, '')], true],
])('after %s: quiet is %3$s', (_name, events, expected) => {
  expect(isQuietAfter(...events)).toBe(expected);
});

it('calls everybody who waits, once, when the last exchange ends', () => {
  const inFlight = new InFlight();
  inFlight.observe(begin(1));
  let calls = 0;
  for (let i = 0; i < 3; i += 1) inFlight.whenQuiet(() => (calls += 1));
  expect(calls).toBe(0);
  inFlight.observe(end(1));
  inFlight.observe(begin(2));
  inFlight.observe(end(2));
  expect(calls).toBe(3);
});
