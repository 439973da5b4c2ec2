/** Frames of WebSockets as bytes, written by the book (RFC 6455 section 5.2) and not by the code under test. */
import { promisify } from 'node:util';
import { constants, createDeflateRaw } from 'node:zlib';

export interface FrameFacts {
  readonly opcode: number;
  readonly payload: Uint8Array;
  /** Default: true. */
  readonly isFinal?: boolean;
  readonly isCompressed?: boolean;
  /** Masked with it; a client's frames must be. */
  readonly key?: Uint8Array;
}

export const KEY = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

export function frame({ opcode, payload, isFinal = true, isCompressed, key }: FrameFacts): Buffer {
  const first = (isFinal ? 0x80 : 0) | (isCompressed === true ? 0x40 : 0) | opcode;
  const mask = key === undefined ? 0 : 0x80;
  const masked = payload.map((byte, i) => byte ^ (key?.[i % 4] ?? 0));
  const { length } = payload;
  const size = Buffer.alloc(length < 126 ? 1 : length < 65_536 ? 3 : 9);
  size[0] = mask | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (size.length === 3) size.writeUInt16BE(length, 1);
  if (size.length === 9) size.writeBigUInt64BE(BigInt(length), 1);
  return Buffer.concat([Uint8Array.of(first), size, key ?? new Uint8Array(0), masked]);
}

export const text = (words: string, key?: Uint8Array): Buffer =>
  frame({ opcode: 1, payload: Buffer.from(words), ...(key === undefined ? {} : { key }) });

/** A compressor that goes on from message to message, as those with context takeover do. */
export function messageDeflater(windowBits = 15): (content: Uint8Array) => Promise<Buffer> {
  const deflate = createDeflateRaw({ windowBits });
  const pieces: Buffer[] = [];
  deflate.on('data', (piece: Buffer) => pieces.push(piece));
  const write = promisify((content: Uint8Array, done: () => void) => {
    deflate.write(content);
    deflate.flush(constants.Z_SYNC_FLUSH, done);
  });
  return async (content) => {
    await write(content);
    return Buffer.concat(pieces.splice(0)).subarray(0, -4);
  };
}

/** The pieces between these places. */
export function split(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort(
    (a, b) => a - b,
  );
  return [0, ...ends].map((start, i) => bytes.subarray(start, ends[i] ?? bytes.length));
}
