/**
 * The sequences of a Zstandard block (RFC 8878, section 3.1.1.3.2): how many literals to copy, and which
 * earlier bytes to repeat after them. Every sequence puts out three bytes or more, so the block's limit
 * bounds their number.
 */
import type { ByteInput } from './byte-input.js';
import type { Output } from './output.js';
import { BackwardBits } from './zstd-bits.js';
import { buildFseTable, FseState, readFseTable, singleSymbol, type FseTable } from './zstd-fse.js';

/** What a block leaves to the next one. */
export class SequenceMemory {
  /** By kind; absent before the first table has come. */
  readonly tables = new Map<Kind, FseTable>();
  /** The last three distances, latest first (section 3.1.2.5). */
  distances: readonly [number, number, number] = [1, 4, 8];
}

type Kind = keyof typeof KINDS;

/** Puts out the literals and matches of a block, `limit` bytes at most. */
export function runSequences(
  input: ByteInput,
  literals: Uint8Array,
  memory: SequenceMemory,
  out: Output,
  limit: number,
): void {
  const end = out.length + limit;
  let taken = 0;
  const take = (length: number): void => {
    if (taken + length > literals.length || out.length + length > end) throw tooLong();
    out.append(literals.subarray(taken, taken + length));
    taken += length;
  };
  for (const sequence of sequencesOf(input, memory)) {
    take(sequence.literals);
    if (out.length + sequence.length > end) throw tooLong();
    out.repeat(sequence.distance, sequence.length);
  }
  take(literals.length - taken);
}

const tooLong = (): RangeError => new RangeError('zstd block is too long');

interface Sequence {
  readonly literals: number;
  readonly distance: number;
  readonly length: number;
}

function* sequencesOf(input: ByteInput, memory: SequenceMemory): Generator<Sequence> {
  const count = sequenceCount(input);
  if (count === 0) return;
  const modes = input.byte();
  if ((modes & 3) !== 0) throw new RangeError('zstd sequences of another kind');
  const literalTable = tableOf('literals', modes >> 6, input, memory);
  const offsetTable = tableOf('offsets', (modes >> 4) & 3, input, memory);
  const matchTable = tableOf('matches', (modes >> 2) & 3, input, memory);
  const bits = new BackwardBits(input.rest());
  const literalState = new FseState(literalTable, bits);
  const offsetState = new FseState(offsetTable, bits);
  const matchState = new FseState(matchTable, bits);
  for (let left = count; left > 0; left -= 1) {
    const offset = 2 ** offsetState.symbol + bits.read(offsetState.symbol);
    const length = valueOf(KINDS.matches, matchState.symbol, bits);
    const literals = valueOf(KINDS.literals, literalState.symbol, bits);
    yield { literals, length, distance: distanceOf(offset, literals, memory) };
    if (left === 1) break;
    literalState.advance(bits);
    matchState.advance(bits);
    offsetState.advance(bits);
    if (bits.left < 0) throw new RangeError('zstd sequences end too early');
  }
  bits.expectEnd();
}

/** Section 3.1.1.3.2.1: one byte below 128, two below 255, else three. */
function sequenceCount(input: ByteInput): number {
  const first = input.byte();
  if (first < 128) return first;
  return first < 255 ? (first - 128) * 256 + input.byte() : input.littleEndian(2) + 0x7f00;
}

/** The four compression modes: predefined, one symbol, described here, the last one again. */
function tableOf(kind: Kind, mode: number, input: ByteInput, memory: SequenceMemory): FseTable {
  const table = mode === 3 ? memory.tables.get(kind) : newTable(kind, mode, input);
  if (table === undefined) throw new RangeError('zstd sequences lack a table');
  memory.tables.set(kind, table);
  return table;
}

function newTable(kind: Kind, mode: number, input: ByteInput): FseTable {
  const { standard, maxLog, maxSymbol } = KINDS[kind];
  if (mode === 0) return standard;
  if (mode === 1) {
    const symbol = input.byte();
    if (symbol > maxSymbol) throw new RangeError('zstd table has no such symbol');
    return singleSymbol(symbol);
  }
  const start = input.offset;
  const { table, size } = readFseTable(input.rest(), maxLog, maxSymbol);
  input.offset = start + size;
  return table;
}

/** Section 3.1.1.5: values of 1 to 3 stand for one of the last three distances. */
function distanceOf(offset: number, literals: number, memory: SequenceMemory): number {
  const [first, second, third] = memory.distances;
  const index = offset > 3 ? undefined : literals === 0 ? offset : offset - 1;
  if (index === 0) return first;
  if (index === 1) memory.distances = [second, first, third];
  else if (index === 2) memory.distances = [third, first, second];
  else memory.distances = [index === 3 ? first - 1 : offset - 3, first, second];
  return memory.distances[0];
}

interface Codes {
  /** Values of the codes, and how many bits are added to each. */
  readonly bases: readonly number[];
  readonly widths: readonly number[];
}

function valueOf({ bases, widths }: Codes, code: number, bits: BackwardBits): number {
  return (bases[code] ?? 0) + bits.read(widths[code] ?? 0);
}

/** Each value follows on the range of the one before. */
function codes(start: number, plain: number, widths: readonly number[]): Codes {
  const all = [...new Array<number>(plain).fill(0), ...widths];
  let next = start;
  const bases = all.map((width) => {
    next += 2 ** width;
    return next - 2 ** width;
  });
  return { bases, widths: all };
}

/** Runs of equal probabilities, as pairs of probability and how often. */
const runs = (...pairs: readonly (readonly [number, number])[]): number[] =>
  pairs.flatMap(([probability, count]) => new Array<number>(count).fill(probability));

/** Sections 3.1.1.3.2.1.1 (codes) and 3.1.1.3.2.2 (default distributions). */
const KINDS = {
  literals: {
    ...codes(0, 16, [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
    maxLog: 9,
    maxSymbol: 35,
    standard: buildFseTable(
      [4, 3, ...runs([2, 11], [1, 3], [2, 9]), 3, 2, ...runs([1, 5], [-1, 4])],
      6,
    ),
  },
  offsets: {
    maxLog: 8,
    maxSymbol: 31,
    standard: buildFseTable(runs([1, 6], [2, 3], [1, 15], [-1, 5]), 5),
  },
  matches: {
    ...codes(3, 32, [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
    maxLog: 9,
    maxSymbol: 52,
    standard: buildFseTable([1, 4, 3, ...runs([2, 6], [1, 37], [-1, 7])], 6),
  },
} as const;
