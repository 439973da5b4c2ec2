import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MessageInflater } from '../../../src/http/web-socket-inflate.js';
import { messageDeflater } from '../../support/web-socket-bytes.js';

const MIB = 1024 * 1024;
const words = fc.array(fc.constantFrom('user', 'message', '{"type":', '☃', ' '), {
  maxLength: 400,
});
const contents = fc.oneof(
  words.map((all) => Buffer.from(all.join(''))),
  fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
  fc.nat(100_000).map((size) => Buffer.alloc(size, 'abcdefgh')),
);

describe('messages', () => {
  it('that refer to those before them are inflated', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(contents, { maxLength: 6 }),
        fc.constantFrom(9, 11, 15),
        async (all, windowBits) => {
          const deflate = messageDeflater(windowBits);
          const inflater = new MessageInflater(true, MIB);
          for (const content of all) {
            const message = inflater.inflate(await deflate(content), false, MIB);
            expect(message?.isWhole).toBe(true);
            expect(Buffer.from(message!.bytes).equals(content)).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('that stand for themselves are inflated', async () => {
    const inflater = new MessageInflater(false, MIB);
    for (const content of ['first', 'first', 'second']) {
      const message = inflater.inflate(await messageDeflater()(Buffer.from(content)), false, MIB);
      expect(Buffer.from(message!.bytes).toString()).toBe(content);
    }
  });

  it('are inflated where they are written in several streams (RFC 7692 section 7.2.3.4)', () => {
    // The example there, the second stream holding more.
    const hello = Buffer.from('f348cdc9c9070000', 'hex');
    const inflater = new MessageInflater(false, MIB);
    expect(Buffer.from(inflater.inflate(hello, false, MIB)!.bytes).toString()).toBe('Hello');
    const two = Buffer.concat([hello.subarray(0, 7), deflateRawSync(', world'), Buffer.of(0)]);
    expect(Buffer.from(inflater.inflate(two, false, MIB)!.bytes).toString()).toBe('Hello, world');
  });
});

describe('a message that is too long', () => {
  it.each([
    ['zeros', Buffer.alloc(64 * MIB)],
    ['text', Buffer.from(Array.from({ length: 300_000 }, (_, i) => `line ${i}\n`).join(''))],
  ])('of %s gives its beginning, and is the last one', async (_name, content) => {
    const deflate = messageDeflater();
    const inflater = new MessageInflater(true, MIB);
    const { bytes, isWhole } = inflater.inflate(await deflate(content), false, 100_000)!;
    expect(isWhole).toBe(false);
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.length).toBeLessThanOrEqual(100_000);
    expect(Buffer.from(bytes).equals(content.subarray(0, bytes.length))).toBe(true);
    expect(inflater.isLost).toBe(true);
    expect(inflater.inflate(await deflate(Buffer.from('x')), false, 1000)).toBeUndefined();
  });

  it('gives its beginning where only that is at hand', async () => {
    const content = Buffer.from(Array.from({ length: 9000 }, (_, i) => `line ${i}\n`).join(''));
    const payload = (await messageDeflater()(content)).subarray(0, 5000);
    const { bytes, isWhole } = new MessageInflater(true, MIB).inflate(payload, true, 8000)!;
    expect(isWhole).toBe(false);
    expect(bytes.length).toBeGreaterThan(1000);
    expect(Buffer.from(bytes).equals(content.subarray(0, bytes.length))).toBe(true);
  });

  it('is none where it can be inflated for the sake of the next', async () => {
    const deflate = messageDeflater();
    const inflater = new MessageInflater(true, 100);
    const long = Buffer.alloc(MIB / 2, 'abc');
    expect(inflater.inflate(await deflate(long), false, 100)!.bytes.length).toBe(long.length);
    const next = inflater.inflate(await deflate(Buffer.from('abcabcabcabc')), false, 50);
    expect(Buffer.from(next!.bytes).toString()).toBe('abcabcabcabc');
  });
});

it('says that garbage is none, and throws for none', () => {
  expect(new MessageInflater(true, MIB).inflate(Buffer.from([7, 8, 9]), false, 9)).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array(), fc.boolean(), fc.nat(9999), (payload, isCut, room) => {
      const inflated = new MessageInflater(true, MIB).inflate(payload, isCut, room);
      expect(inflated === undefined || inflated.bytes.length <= MIB).toBe(true);
    }),
  );
});
