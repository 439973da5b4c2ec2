/**
 * The literals of a Zstandard block (RFC 8878, section 3.1.1.3.1): stored, one byte repeated, or
 * Huffman-coded by a tree that comes with them or came before (section 4.2).
 */
import type { ByteInput } from './byte-input.js';
import { BackwardBits } from './zstd-bits.js';
import { FseState, readFseTable } from './zstd-fse.js';

/** By the next bits of the input: a symbol, and how many of the bits are its own. */
export interface HuffmanTable {
  readonly maxBits: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

interface Literals {
  readonly bytes: Uint8Array;
  /** For blocks that follow; undefined: none has come so far. */
  readonly tree: HuffmanTable | undefined;
}

/** Takes the literals section from a block, of which no more than `limit` may come. */
export function readLiterals(
  input: ByteInput,
  previous: HuffmanTable | undefined,
  limit: number,
): Literals {
  const first = input.peek();
  const [type, format] = [first & 3, (first >> 2) & 3];
  if (type === STORED || type === REPEATED) {
    const headerSize = [1, 2, 1, 3][format] ?? 1;
    const size = input.littleEndian(headerSize) >> (headerSize === 1 ? 3 : 4);
    check(size, limit);
    const bytes = type === STORED ? input.take(size) : new Uint8Array(size).fill(input.byte());
    return { bytes, tree: previous };
  }
  const [headerSize = 3, sizeBits = 10] =
    [
      [3, 10],
      [3, 10],
      [4, 14],
      [5, 18],
    ][format] ?? [];
  const header = Math.floor(input.littleEndian(headerSize) / 16);
  const size = header % 2 ** sizeBits;
  check(size, limit);
  const content = input.take(Math.floor(header / 2 ** sizeBits));
  const described = type === WITH_TREE ? readTree(content) : { tree: previous, size: 0 };
  if (described.tree === undefined) throw new RangeError('zstd literals lack their tree');
  const streams = content.subarray(described.size);
  const bytes = new Uint8Array(size);
  if (format === 0) decode(streams, described.tree, bytes);
  else decodeFour(streams, described.tree, bytes);
  return { bytes, tree: described.tree };
}

const STORED = 0;
const REPEATED = 1;
const WITH_TREE = 2;

function check(size: number, limit: number): void {
  if (size > limit) throw new RangeError('zstd block has too many literals');
}

/** Section 4.2.2: three sizes in front, then four streams that put out a quarter each. */
function decodeFour(bytes: Uint8Array, tree: HuffmanTable, out: Uint8Array): void {
  const quarter = Math.ceil(out.length / 4);
  let at = 6;
  for (const stream of [0, 1, 2, 3]) {
    const size = (bytes[stream * 2] ?? 0) | ((bytes[stream * 2 + 1] ?? 0) << 8);
    const end = stream === 3 ? bytes.length : at + size;
    if (end > bytes.length) throw new RangeError('zstd literals end too early');
    decode(bytes.subarray(at, end), tree, out.subarray(stream * quarter, (stream + 1) * quarter));
    at = end;
  }
}

function decode(bytes: Uint8Array, tree: HuffmanTable, out: Uint8Array): void {
  const input = new BackwardBits(bytes);
  for (let at = 0; at < out.length; at += 1) {
    const code = input.peek(tree.maxBits);
    out[at] = tree.symbols[code] ?? 0;
    input.skip(tree.bits[code] ?? 0);
  }
  input.expectEnd();
}

/** Section 4.2.1: the weights of all symbols but the last, four bits each or FSE-coded. */
function readTree(bytes: Uint8Array): { readonly tree: HuffmanTable; readonly size: number } {
  const header = bytes[0] ?? 0;
  const size = header < 128 ? header : Math.ceil((header - 127) / 2);
  const described = bytes.subarray(1, 1 + size);
  if (described.length < size) throw new RangeError('zstd tree ends too early');
  const weights =
    header < 128
      ? readWeights(described)
      : Array.from({ length: header - 127 }, (_, at) => {
          const pair = described[at >> 1] ?? 0;
          return at % 2 === 0 ? pair >> 4 : pair & 15;
        });
  return { tree: treeOf(weights), size: 1 + size };
}

/** Section 4.2.1.2: two states take turns until the bits are used up. */
function readWeights(bytes: Uint8Array): number[] {
  const { table, size } = readFseTable(bytes, 6, 255);
  const input = new BackwardBits(bytes.subarray(size));
  let [current, other] = [new FseState(table, input), new FseState(table, input)];
  const weights: number[] = [];
  while (input.left >= 0) {
    weights.push(current.symbol);
    current.advance(input);
    [current, other] = [other, current];
    if (weights.length > 255) throw new RangeError('zstd tree has too many weights');
  }
  weights.push(current.symbol);
  return weights;
}

/** Section 4.2.1.3: a symbol of weight w takes 2^(w-1) places; the last one all that are left. */
function treeOf(weights: readonly number[]): HuffmanTable {
  const sum = weights.reduce((total, weight) => total + places(weight), 0);
  const maxBits = 32 - Math.clz32(sum);
  const left = 2 ** maxBits - sum;
  if (sum === 0 || maxBits > 11 || (left & (left - 1)) !== 0 || weights.length > 255) {
    throw new RangeError('zstd tree does not come out even');
  }
  const all = [...weights, 32 - Math.clz32(left)];
  const symbols = new Uint8Array(2 ** maxBits);
  const bits = new Uint8Array(2 ** maxBits);
  let at = 0;
  for (let weight = 1; weight <= maxBits; weight += 1) {
    for (const [symbol, own] of all.entries()) {
      if (own !== weight) continue;
      symbols.fill(symbol, at, at + places(weight));
      bits.fill(maxBits + 1 - weight, at, at + places(weight));
      at += places(weight);
    }
  }
  return { maxBits, symbols, bits };
}

const places = (weight: number): number => (weight === 0 ? 0 : 2 ** (weight - 1));
