import { expect, it } from 'vitest';

import { type Marks, phasesOf } from '../../../src/capture/timings.js';

/** Plain numbers, as the unit says nothing here. */
const marks = (of: Record<string, number>): Marks => of;

it('tells all phases of a TLS connection apart', () => {
  expect(
    phasesOf(
      marks({
        'request-head': 0,
        'server-asked': 1,
        'lookup-done': 3,
        connected: 7,
        'secure-connected': 15,
        'request-sent': 31,
        'response-head': 63,
        'exchange-ended': 127,
      }),
      false,
    ),
  ).toEqual({
    blocked: 1,
    dns: 2,
    connect: 12,
    tls: 8,
    send: 16,
    wait: 32,
    receive: 64,
    total: 127,
  });
});

it('counts a connection from the moment it was asked for when there was nothing to look up', () => {
  expect(phasesOf(marks({ 'server-asked': 1, connected: 4, 'request-sent': 6 }), false)).toEqual({
    connect: 3,
    send: 2,
  });
});

it('has no connecting phases for a reused connection, whatever was seen before', () => {
  expect(
    phasesOf(marks({ 'server-asked': 5, 'lookup-done': 1, connected: 2, 'request-sent': 6 }), true),
  ).toEqual({ send: 1 });
});

it('leaves out what was not seen', () => {
  expect(phasesOf({}, false)).toEqual({});
});

it('has no negative wait for an app that answers early', () => {
  expect(phasesOf(marks({ 'request-sent': 9, 'response-head': 4 }), false)).toEqual({ wait: 0 });
});
