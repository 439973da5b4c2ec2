import { expect, it } from 'vitest';

import {
  connectionOptions,
  endsAtThisHop,
  forwardedTrailers,
} from '../../../src/http/hop-by-hop.js';

it('reads connection options from every Connection line', () => {
  expect(
    connectionOptions(['connection', 'close, X-A', 'X-B', '1', 'Connection', ' ,x-c,, Keep-Alive']),
  ).toEqual(new Set(['close', 'x-a', 'x-c', 'keep-alive']));
});

it('does not obey options that name what the recipient needs', () => {
  expect(
    connectionOptions(['Connection', 'Host, COOKIE, set-cookie, Content-Length, authorization, x']),
  ).toEqual(new Set(['x']));
});

it.each([
  ['connection', true],
  ['keep-alive', true],
  ['proxy-connection', true],
  ['te', true],
  ['transfer-encoding', true],
  ['upgrade', true],
  ['x-hop', true],
  ['host', false],
  ['trailer', false],
  ['proxy-authorization', false],
])('%s ends at this hop: %s', (name, ends) => {
  expect(endsAtThisHop(name, new Set(['x-hop']))).toBe(ends);
});

it('keeps trailers but for those that frame or route a message', () => {
  expect(
    forwardedTrailers(['X-Sum', '1', 'Content-Length', '5', 'HOST', 'b', 'x-sum', '2', 'TE', 'x']),
  ).toEqual([
    ['X-Sum', '1'],
    ['x-sum', '2'],
  ]);
});
