import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadText } from '../../../src/model/payload-text.js';
import { readMsgpack } from '../../../src/serializers/msgpack.js';

const textOf = (digits: string): string => {
  const read = readMsgpack(Buffer.from(digits.replaceAll(' ', ''), 'hex'));
  return read.kind === 'read' ? payloadText(read.payload) : read.reason;
};

describe('readMsgpack', () => {
  it.each([
    ['81 a5 636f756e74 06', '{"count": 6}'],
    ['80', '{}'],
    ['94 c0 c2 c3 7f', '[null, false, true, 127]'],
    [
      '98 cc ff cd ffff ce ffffffff cf ffffffffffffffff d0 80 d1 8000 d2 80000000 d3 8000000000000000',
      '[255, 65535, 4294967295, 18446744073709551615, -128, -32768, -2147483648, -9223372036854775808]',
    ],
    ['93 e0 ff 00', '[-32, -1, 0]'],
    ['92 ca 3fc00000 cb 8000000000000000', '[1.5, -0.0]'],
    ['93 d9 01 61 da 0001 62 db 00000001 63', '["a", "b", "c"]'],
    ['93 c4 01 00 c5 0001 61 c6 00000001 ff', "[b'\\x00', b'a', b'\\xff']"],
    ['92 dc 0001 01 dd 00000001 02', '[[1], [2]]'],
    ['92 de 0001 01 02 df 00000001 03 04', '[{1: 2}, {3: 4}]'],
    ['82 a1 61 01 a1 61 02', '{"a": 2}'],
    ['92 d4 05 61 c7 02 ff 6162', "[<msgpack.ExtType(5, b'a')>, <msgpack.ExtType(-1, b'ab')>]"],
  ])('reads %s as %s', (digits, text) => {
    expect(textOf(digits)).toBe(text);
  });

  it.each(['', 'c1', '81', '81 a1', 'a2 61', 'a1 ff', '01 01', 'd9 ff 61', 'dd ffffffff'])(
    'refuses %j',
    (digits) => {
      expect(textOf(digits)).toBe('malformed');
    },
  );

  it('gives up on depth without overflowing the stack', () => {
    expect(textOf('91'.repeat(100_000))).toBe('too-deep');
  });

  it('reads any bytes without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(['read', 'unreadable']).toContain(readMsgpack(bytes).kind);
      }),
      { numRuns: 1000 },
    );
  });
});
