/**
 * Zstandard's finite state entropy (RFC 8878, section 4.1): tables in which a state stands for a symbol
 * and says how many bits lead to the next state.
 */
import { ForwardBits, type BackwardBits } from './zstd-bits.js';

export interface FseTable {
  /** Bits of a state. */
  readonly log: number;
  readonly symbols: Uint8Array;
  /** Bits to read for the next state, and what to add to them. */
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

/** A table with one state, which takes no bits. */
export const singleSymbol = (symbol: number): FseTable => ({
  log: 0,
  symbols: Uint8Array.of(symbol),
  bits: Uint8Array.of(0),
  bases: Uint16Array.of(0),
});

/** Reads a table's description (section 4.1.1) and how many bytes it took. */
export function readFseTable(
  bytes: Uint8Array,
  maxLog: number,
  maxSymbol: number,
): { readonly table: FseTable; readonly size: number } {
  const input = new ForwardBits(bytes);
  const log = input.read(4) + 5;
  if (log > maxLog) throw new RangeError('zstd table is too fine');
  const probabilities: number[] = [];
  let left = 2 ** log;
  while (left > 0) {
    const probability = readProbability(input, left);
    left -= Math.abs(probability);
    probabilities.push(probability);
    if (probability === 0) {
      // "it is followed by a 2-bit repeat flag [...] If it is a 3, another 2-bit repeat flag follows"
      for (let repeat = 3; repeat === 3;) {
        repeat = input.read(2);
        for (let more = repeat; more > 0; more -= 1) probabilities.push(0);
      }
    }
    if (probabilities.length > maxSymbol + 1) throw new RangeError('zstd table has no such symbol');
  }
  if (left < 0) throw new RangeError('zstd table is overfull');
  return { table: buildFseTable(probabilities, log), size: input.bytesRead };
}

/** -1 stands for "less than 1". Small values are written in one bit less than large ones. */
function readProbability(input: ForwardBits, left: number): number {
  const count = 32 - Math.clz32(left + 1);
  const value = input.read(count);
  const [lowMask, saved] = [2 ** (count - 1) - 1, 2 ** count - 1 - (left + 1)];
  if ((value & lowMask) < saved) {
    input.unread(1);
    return (value & lowMask) - 1;
  }
  return (value > lowMask ? value - saved : value) - 1;
}

/** "From normalized distribution to decoding tables". */
export function buildFseTable(probabilities: readonly number[], log: number): FseTable {
  const size = 2 ** log;
  const symbols = new Uint8Array(size);
  const next = probabilities.map((probability) => Math.abs(probability));
  let high = size;
  for (const [symbol, probability] of probabilities.entries()) {
    if (probability === -1) symbols[(high -= 1)] = symbol;
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  for (const [symbol, probability] of probabilities.entries()) {
    for (let left = probability; left > 0; left -= 1) {
      symbols[position] = symbol;
      do position = (position + step) & (size - 1);
      while (position >= high);
    }
  }
  if (position !== 0) throw new RangeError('zstd table does not come out even');
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  for (const [state, symbol] of symbols.entries()) {
    const count = next[symbol] ?? 0;
    next[symbol] = count + 1;
    const width = log - (31 - Math.clz32(count));
    bits[state] = width;
    bases[state] = (count << width) - size;
  }
  return { log, symbols, bits, bases };
}

/** One walk through a table. */
export class FseState {
  readonly #table: FseTable;
  #state: number;

  constructor(table: FseTable, input: BackwardBits) {
    this.#table = table;
    this.#state = input.read(table.log);
  }

  get symbol(): number {
    return this.#table.symbols[this.#state] ?? 0;
  }

  advance(input: BackwardBits): void {
    const { bases, bits } = this.#table;
    this.#state = (bases[this.#state] ?? 0) + input.read(bits[this.#state] ?? 0);
  }
}
