import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  WebSocketFrames,
  type FrameHead,
  type FrameReader,
} from '../../../src/http/web-socket-frames.js';
import { frame, KEY, split, text, type FrameFacts } from '../../support/web-socket-bytes.js';

/** Writes down what is told; wants so many bytes of each frame. */
class Notes implements FrameReader {
  readonly frames: { head: FrameHead; payload: Buffer; isOver: boolean }[] = [];
  readonly #wanted: number;

  constructor(wanted = Infinity) {
    this.#wanted = wanted;
  }

  begin(head: FrameHead): number {
    this.frames.push({ head, payload: Buffer.alloc(0), isOver: false });
    return Math.min(head.length, this.#wanted);
  }

  payload(bytes: Uint8Array): void {
    const last = this.frames.at(-1)!;
    last.payload = Buffer.concat([last.payload, bytes]);
  }

  end(): void {
    this.frames.at(-1)!.isOver = true;
  }
}

function readAll(pieces: readonly Uint8Array[], rules = {}, wanted?: number) {
  const notes = new Notes(wanted);
  const frames = new WebSocketFrames({ isMasked: false, mayCompress: false, ...rules }, notes);
  for (const piece of pieces) frames.read(piece);
  return { frames: notes.frames, fault: frames.fault };
}

const OPCODES = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const payloads = fc.uint8Array({ maxLength: 300 });
const sizes = fc.constantFrom(0, 1, 124, 125, 126, 127, 65_535, 65_536, 70_000);
const large = sizes.map((size) => new Uint8Array(size).map((_, i) => i));
/** A message in fragments, control frames between them. */
const messages = fc
  .record({
    opcode: fc.constantFrom(1, 2),
    isCompressed: fc.boolean(),
    parts: fc.array(fc.oneof({ arbitrary: payloads, weight: 9 }, large), {
      minLength: 1,
      maxLength: 4,
    }),
    controls: fc.array(
      fc.option(fc.tuple(fc.constantFrom(9, 10), fc.uint8Array({ maxLength: 125 }))),
      { minLength: 4, maxLength: 4 },
    ),
  })
  .map(({ opcode, isCompressed, parts, controls }) =>
    parts.flatMap((payload, i): FrameFacts[] => [
      {
        opcode: i === 0 ? opcode : 0,
        payload,
        isFinal: i === parts.length - 1,
        isCompressed: i === 0 && isCompressed,
      },
      ...(controls[i] ? [{ opcode: controls[i][0], payload: controls[i][1] }] : []),
    ]),
  );
const streams = fc.record({
  facts: fc.array(messages, { maxLength: 4 }).map((all) => all.flat()),
  places: fc.array(fc.nat(100_000), { maxLength: 20 }),
  key: fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 }), { nil: undefined }),
});

const encoded = (facts: readonly FrameFacts[], key: Uint8Array | undefined): Buffer =>
  Buffer.concat(facts.map((one) => frame(key === undefined ? one : { ...one, key })));

describe('frames', () => {
  it('are the same however their bytes are split, masked or not', () => {
    fc.assert(
      fc.property(streams, ({ facts, places, key }) => {
        const pieces = split(encoded(facts, key), places);
        const before = pieces.map(latin1);
        const read = readAll(pieces, { isMasked: key !== undefined, mayCompress: true });
        expect(read.fault).toBeUndefined();
        expect(
          read.frames.map(({ head, payload, isOver }) => [
            ...[head.kind, head.length, latin1(payload), isOver],
          ]),
        ).toEqual(
          facts.map(({ opcode, payload }) => [
            Object.entries(OPCODES).find(([, code]) => code === opcode)?.[0],
            payload.length,
            latin1(payload),
            true,
          ]),
        );
        expect(
          read.frames.flatMap(({ head }) =>
            head.isControl ? [] : [[head.isFinal, head.isCompressed]],
          ),
        ).toEqual(
          facts
            .filter(({ opcode }) => opcode < 8)
            .map(({ isFinal, isCompressed }) => [isFinal, isCompressed]),
        );
        // It looks on.
        expect(pieces.map(latin1)).toEqual(before);
      }),
    );
  });

  it('are read byte by byte', () => {
    const bytes = Buffer.concat([text('Hello', KEY), text('x'.repeat(200), KEY)]);
    const { frames } = readAll(split(bytes, [...bytes.keys()]), { isMasked: true });
    expect(frames.map(({ payload }) => payload.toString())).toEqual(['Hello', 'x'.repeat(200)]);
  });

  it('hand over as much of the payload as is wanted, unmasked', () => {
    const bytes = Buffer.concat([text('Hello, world', KEY), text('again', KEY)]);
    const { frames } = readAll(split(bytes, [8, 9, 13]), { isMasked: true }, 6);
    expect(frames.map(({ payload }) => payload.toString())).toEqual(['Hello,', 'again']);
  });

  it('are read as the example of RFC 6455 section 5.7 has them', () => {
    const bytes = Buffer.from('818537fa213d7f9f4d5158', 'hex');
    expect(readAll([bytes], { isMasked: true }).frames[0]!.payload.toString()).toBe('Hello');
  });
});

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('what is no WebSocket', () => {
  it.each([
    ['a reserved bit', bytes(0xa1, 0), 'has a reserved bit set'],
    ['HTTP', Buffer.from('HTTP/1.1 200 OK'), 'is a close that is fragmented'],
    ['an opcode nobody knows', bytes(0x83, 0), 'has the unknown opcode 3'],
    ['a fragmented ping', bytes(0x09, 0), 'is a ping that is fragmented'],
    ['a long pong', bytes(0x8a, 126), 'is a pong of more than 125 bytes'],
    ['half a close code', bytes(0x88, 1), 'is a close with half a code'],
    [
      'compression that was not agreed on',
      bytes(0xc1, 0),
      'is compressed, which was not agreed on',
    ],
    ['a masked frame of a server', text('Hi', KEY), 'is masked'],
    ['a continuation of nothing', bytes(0x80, 0), 'continues no message'],
    ['a message in a message', bytes(0x01, 0, 0x81, 0), 'begins a message within another'],
    [
      'a length that no frame has',
      bytes(0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255),
      'is longer than any frame can be',
    ],
  ])('%s is said to be none', (_name, garbage, fault) => {
    expect(readAll([garbage, text('more')]).fault).toBe(fault);
    expect(readAll(split(garbage, [...garbage.keys()])).fault).toBe(fault);
  });

  it('a client that does not mask is found out', () => {
    expect(readAll([text('Hi')], { isMasked: true }).fault).toBe('is not masked');
  });

  it('a compressed continuation is found out', () => {
    const garbage = bytes(0x41, 0, 0xc0, 0);
    expect(readAll([garbage], { mayCompress: true }).fault).toBe(
      'is compressed and continues a message',
    );
  });

  it('nothing is read after a fault', () => {
    expect(readAll([bytes(0x83, 0), text('Hi')]).frames).toEqual([]);
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), fc.boolean(), (pieces, isMasked) => {
        readAll(pieces, { isMasked, mayCompress: true });
      }),
    );
  });
});
