/**
 * MessagePack (github.com/msgpack/msgpack, spec.md) as Python's msgpack unpacks it for django-redis'
 * MSGPackSerializer. Extension types are described, not interpreted. Bounded like every reader here.
 */
import type { Deserialized, PayloadEntry, PayloadValue } from '../model/payload.js';
import { floatValue, integerValue } from './numbers.js';
import { READ_LIMITS, ReadBudget, type ReadLimits } from './read-limits.js';
import { deserialized, Unreadable } from './unreadable.js';
import { utf8 } from './utf8.js';

/** Reads one value that takes all the bytes. */
export function readMsgpack(bytes: Uint8Array, limits: ReadLimits = READ_LIMITS): Deserialized {
  return deserialized(() => {
    const budget = new ReadBudget(limits, bytes.length);
    return { payload: new MsgpackReader(bytes, budget).document(), format: 'msgpack' };
  });
}

type Read = (reader: MsgpackReader) => PayloadValue;

/** First bytes from 0xc0 to 0xdf; below and above them the byte itself holds the length or value. */
const TYPES: ReadonlyMap<number, Read> = new Map<number, Read>([
  [0xc2, () => false],
  [0xc3, () => true],
  [0xc4, (reader) => reader.binary(reader.uint(1))],
  [0xc5, (reader) => reader.binary(reader.uint(2))],
  [0xc6, (reader) => reader.binary(reader.uint(4))],
  [0xc7, (reader) => reader.extension(reader.uint(1))],
  [0xc8, (reader) => reader.extension(reader.uint(2))],
  [0xc9, (reader) => reader.extension(reader.uint(4))],
  [0xca, (reader) => reader.float(4)],
  [0xcb, (reader) => reader.float(8)],
  [0xcc, (reader) => reader.uint(1)],
  [0xcd, (reader) => reader.uint(2)],
  [0xce, (reader) => reader.uint(4)],
  [0xcf, (reader) => reader.long(false)],
  [0xd0, (reader) => reader.int(1)],
  [0xd1, (reader) => reader.int(2)],
  [0xd2, (reader) => reader.int(4)],
  [0xd3, (reader) => reader.long(true)],
  [0xd4, (reader) => reader.extension(1)],
  [0xd5, (reader) => reader.extension(2)],
  [0xd6, (reader) => reader.extension(4)],
  [0xd7, (reader) => reader.extension(8)],
  [0xd8, (reader) => reader.extension(16)],
  [0xd9, (reader) => reader.text(reader.uint(1))],
  [0xda, (reader) => reader.text(reader.uint(2))],
  [0xdb, (reader) => reader.text(reader.uint(4))],
  [0xdc, (reader) => reader.array(reader.uint(2))],
  [0xdd, (reader) => reader.array(reader.uint(4))],
  [0xde, (reader) => reader.map(reader.uint(2))],
  [0xdf, (reader) => reader.map(reader.uint(4))],
]);

class MsgpackReader {
  readonly #bytes: Buffer;
  readonly #budget: ReadBudget;
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array, budget: ReadBudget) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#budget = budget;
  }

  document(): PayloadValue {
    const value = this.#value();
    if (this.#at < this.#bytes.length) this.#fail('bytes follow the value');
    return value;
  }

  binary(length: number): PayloadValue {
    this.#budget.spend(length);
    return { kind: 'bytes', bytes: Uint8Array.from(this.#take(length)) };
  }

  text(length: number): PayloadValue {
    this.#budget.spend(length);
    return utf8(this.#take(length)) ?? this.#fail('text is not UTF-8');
  }

  extension(length: number): PayloadValue {
    const code = this.int(1);
    return { kind: 'object', class: 'msgpack.ExtType', args: [code, this.binary(length)] };
  }

  uint(size: 1 | 2 | 4): number {
    return this.#take(size).readUIntBE(0, size);
  }

  int(size: 1 | 2 | 4): number {
    return this.#take(size).readIntBE(0, size);
  }

  float(size: 4 | 8): PayloadValue {
    const bytes = this.#take(size);
    return floatValue(size === 4 ? bytes.readFloatBE() : bytes.readDoubleBE());
  }

  long(signed: boolean): PayloadValue {
    // Digits of so many bits take their time.
    this.#budget.spend();
    const bytes = this.#take(8);
    return integerValue(String(signed ? bytes.readBigInt64BE() : bytes.readBigUInt64BE()));
  }

  array(length: number): PayloadValue {
    const items: PayloadValue[] = [];
    this.#inside(() => {
      while (items.length < length) items.push(this.#value());
    });
    return { kind: 'list', items };
  }

  map(length: number): PayloadValue {
    const entries: PayloadEntry[] = [];
    const positions = new Map<PayloadValue, number>();
    this.#inside(() => {
      for (let count = 0; count < length; count += 1) {
        const key = this.#value();
        const position = positions.get(key) ?? entries.length;
        positions.set(key, position);
        entries[position] = [key, this.#value()];
      }
    });
    return { kind: 'map', entries };
  }

  #value(): PayloadValue {
    this.#budget.spend();
    const first = this.uint(1);
    if (first < 0x80) return first;
    if (first < 0x90) return this.map(first & 0x0f);
    if (first < 0xa0) return this.array(first & 0x0f);
    if (first < 0xc0) return this.text(first & 0x1f);
    if (first >= 0xe0) return first - 0x100;
    if (first === 0xc0) return null;
    return TYPES.get(first)?.(this) ?? this.#fail('a type is not known');
  }

  #inside(read: () => void): void {
    this.#depth += 1;
    this.#budget.checkDepth(this.#depth);
    read();
    this.#depth -= 1;
  }

  #take(length: number): Buffer {
    if (length > this.#bytes.length - this.#at) this.#fail('it ends too early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #fail(what: string): never {
    throw new Unreadable('malformed', `The msgpack is broken at byte ${this.#at}: ${what}.`);
  }
}
