import { describe, expect, it } from 'vitest';

import { readParseError } from '../../../src/proxy/parse-error.js';

const error = (code: string, packet?: string, bytesParsed = packet?.length ?? 0): Error =>
  Object.assign(new Error('Parse Error'), {
    code,
    bytesParsed,
    ...(packet === undefined ? {} : { rawPacket: Buffer.from(packet, 'latin1') }),
  });

it.each(['ECONNRESET', 'EPIPE', 'ERR_HTTP_REQUEST_TIMEOUT', 'HPE_INVALID_EOF_STATE'])(
  'sees no fault of a request in %s',
  (code) => {
    expect(readParseError(error(code))).toBeUndefined();
  },
);

it.each([
  ['HPE_HEADER_OVERFLOW', 431],
  ['HPE_INVALID_METHOD', 400],
])('answers %s with %i', (code, status) => {
  expect(readParseError(error(code))).toMatchObject({ status, refusal: { code } });
});

describe('as much of the head is made out as there is', () => {
  const headOf = (packet: string, at?: number): unknown =>
    readParseError(error('HPE_INVALID_HEADER_TOKEN', packet, at))?.head;
  const UNKNOWN = { method: '', target: '', httpVersion: '', headers: [] };

  it('line and fields', () => {
    expect(
      headOf('GET /x HTTP/1.1\r\nHost: \xe9 \r\nBad Name: 1\r\nA:b\r\n\r\nA: content', 30),
    ).toEqual({
      method: 'GET',
      target: '/x',
      httpVersion: '1.1',
      headers: [
        ['Host', '\xe9'],
        ['A', 'b'],
      ],
    });
  });

  it('behind good requests in the same packet', () => {
    const good = 'GET /good HTTP/1.1\r\nHost: a\r\n\r\n';
    expect(headOf(`${good}GET /bad HTTP/1.1\r\nA B: 1\r\n\r\n`, good.length + 22)).toMatchObject({
      target: '/bad',
    });
  });

  it.each(['', '\x16\x03\x01', 'not http at all, I fear\r\n\r\n'])('nothing in %j', (packet) => {
    expect(headOf(packet)).toEqual(UNKNOWN);
  });

  it('nothing without a packet', () => {
    expect(readParseError(error('HPE_INVALID_METHOD'))?.head).toEqual(UNKNOWN);
  });
});
