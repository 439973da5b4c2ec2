/**
 * LZMA decoding (LZMA specification, Igor Pavlov, 2015): literals, matches and repeated matches, chosen
 * by probabilities that depend on what came before. Keeps its state across the chunks of LZMA2. The
 * output is its own dictionary. Broken input is a RangeError.
 */
import { probabilities, RangeDecoder } from './lzma-range.js';
import type { Output } from './output.js';

/** How many literal-context bits (lc), literal-position bits (lp) and position bits (pb) are used. */
interface Properties {
  readonly lc: number;
  readonly lp: number;
  readonly pb: number;
}

/** The one byte that holds them; undefined where they are out of range for LZMA2. */
export function propertiesOf(byte: number): Properties | undefined {
  const [lc, lp, pb] = [byte % 9, Math.floor(byte / 9) % 5, Math.floor(byte / 45)];
  return pb > 4 || lc + lp > 4 ? undefined : { lc, lp, pb };
}

/** Lengths of matches: 2 to 9, 10 to 17, 18 to 273. */
class LengthDecoder {
  readonly #choice = probabilities(2);
  readonly #low = probabilities(16 * 8);
  readonly #middle = probabilities(16 * 8);
  readonly #high = probabilities(256);

  length(range: RangeDecoder, position: number): number {
    if (range.bit(this.#choice, 0) === 0) return 2 + range.tree(this.#low, position * 8, 3);
    if (range.bit(this.#choice, 1) === 0) return 10 + range.tree(this.#middle, position * 8, 3);
    return 18 + range.tree(this.#high, 0, 8);
  }
}

export class LzmaDecoder {
  readonly #properties: Properties;
  readonly #out: Output;
  readonly #literals: Uint16Array;
  readonly #isMatch = probabilities(12 * 16);
  readonly #isRepeat = probabilities(12);
  readonly #isRepeat0 = probabilities(12);
  readonly #isRepeat1 = probabilities(12);
  readonly #isRepeat2 = probabilities(12);
  readonly #isLongRepeat0 = probabilities(12 * 16);
  readonly #slots = probabilities(4 * 64);
  readonly #special = probabilities(128);
  readonly #align = probabilities(16);
  readonly #matchLength = new LengthDecoder();
  readonly #repeatLength = new LengthDecoder();
  #state = 0;
  /** The last four distances, latest first, each counted from 1. */
  #distances: [number, number, number, number] = [1, 1, 1, 1];

  constructor(properties: Properties, out: Output) {
    this.#properties = properties;
    this.#out = out;
    this.#literals = probabilities(0x300 << (properties.lc + properties.lp));
  }

  /** Decodes one chunk that unpacks to exactly `size` bytes. */
  decode(chunk: Uint8Array, size: number): void {
    const range = new RangeDecoder(chunk);
    const end = this.#out.length + size;
    while (this.#out.length < end) {
      const position = this.#out.length & ((1 << this.#properties.pb) - 1);
      if (range.bit(this.#isMatch, this.#state * 16 + position) === 0) this.#literal(range);
      else this.#copy(this.#match(range, position), end);
    }
  }

  #literal(range: RangeDecoder): void {
    const { lc, lp } = this.#properties;
    const place = this.#out.length & ((1 << lp) - 1);
    const base = 0x300 * ((place << lc) + (this.#out.back(1) >>> (8 - lc)));
    let node = 1;
    if (this.#state >= 7) {
      // After a match the byte that would have continued it guides the bits until they differ.
      let guide = this.#out.back(this.#distances[0]);
      while (node < 0x100) {
        const expected = (guide >>> 7) & 1;
        guide = (guide << 1) & 0xff;
        const bit = range.bit(this.#literals, base + ((1 + expected) << 8) + node);
        node = node * 2 + bit;
        if (bit !== expected) break;
      }
    }
    while (node < 0x100) node = node * 2 + range.bit(this.#literals, base + node);
    this.#out.push(node & 0xff);
    this.#state = this.#state < 4 ? 0 : this.#state - (this.#state < 10 ? 3 : 6);
  }

  /** Decodes which earlier bytes are repeated; returns how many. */
  #match(range: RangeDecoder, position: number): number {
    const wasLiteral = this.#state < 7;
    if (range.bit(this.#isRepeat, this.#state) === 0) {
      const length = this.#matchLength.length(range, position);
      const [first, second, third] = this.#distances;
      this.#distances = [this.#distance(range, length), first, second, third];
      this.#state = wasLiteral ? 7 : 10;
      return length;
    }
    if (range.bit(this.#isRepeat0, this.#state) === 1) {
      this.#recallDistance(range);
    } else if (range.bit(this.#isLongRepeat0, this.#state * 16 + position) === 0) {
      this.#state = wasLiteral ? 9 : 11;
      return 1;
    }
    this.#state = wasLiteral ? 8 : 11;
    return this.#repeatLength.length(range, position);
  }

  /** Moves one of the older distances to the front. */
  #recallDistance(range: RangeDecoder): void {
    const [first, second, third, fourth] = this.#distances;
    if (range.bit(this.#isRepeat1, this.#state) === 0) {
      this.#distances = [second, first, third, fourth];
    } else if (range.bit(this.#isRepeat2, this.#state) === 0) {
      this.#distances = [third, first, second, fourth];
    } else {
      this.#distances = [fourth, first, second, third];
    }
  }

  #distance(range: RangeDecoder, length: number): number {
    const slot = range.tree(this.#slots, Math.min(length - 2, 3) * 64, 6);
    if (slot < 4) return slot + 1;
    const bits = (slot >>> 1) - 1;
    const base = (2 + (slot & 1)) * 2 ** bits;
    if (slot < 14) return base + range.reverseTree(this.#special, base - slot, bits) + 1;
    return base + range.direct(bits - 4) * 16 + range.reverseTree(this.#align, 0, 4) + 1;
  }

  #copy(length: number, end: number): void {
    const [distance] = this.#distances;
    if (this.#out.length + length > end) throw new RangeError('LZMA match is too long');
    this.#out.repeat(distance, length);
  }
}
