/**
 * The observations of the journal within a bound of bytes. The latest are objects; older ones are packed
 * in blocks, and unpacked when they are asked for. Of each row there is a summary, at hand at once.
 * When it is too much, the oldest contents go first; the rows are for the caller to evict.
 */
import type { Observation } from '../model/observation.js';
import { summaryOf, type Summary } from '../model/summary.js';
import { LooseRows } from './loose-rows.js';
import {
  blockBytesOf,
  contentBytesOf,
  newSpace,
  packBlock,
  unpackBlock,
  withoutContents,
  type PackedBlock,
} from './packed-block.js';
import { RecentlyUnpacked } from './recently-unpacked.js';
import { SummaryTable } from './summary-table.js';

const MIB = 1 << 20;
const LOOSE = { rows: 64, bytes: 4 * MIB, blockRows: 32, blockBytes: MIB };
/** Neighbours are asked for one after another; a filtered list shows rows of many blocks again and again. */
const UNPACKED_BLOCKS = { most: 4, bytes: 4 * MIB };
const UNPACKED_ROWS = { most: 256, bytes: 4 * MIB };

/** Places in the table: 1 for an object, from 2 on the block's number. */
const IS_LOOSE = 1;
const FIRST_BLOCK = 2;

interface HeldBlock {
  packed: PackedBlock;
  /** How many of its rows are still its own; the others were evicted or are loose again. */
  rows: number;
}

export class RecordStore {
  readonly #maxBytes: number;
  readonly #table = new SummaryTable();
  readonly #loose: LooseRows;
  readonly #blocks = new Map<number, HeldBlock>();
  readonly #space = newSpace();
  readonly #unpacked = new RecentlyUnpacked<readonly Observation[]>(UNPACKED_BLOCKS);
  readonly #unpackedRows = new RecentlyUnpacked<Observation>(UNPACKED_ROWS);
  #blockBytes = 0;
  #nextBlock = FIRST_BLOCK;
  /** Blocks before it have no contents any more. */
  #firstWithContents = FIRST_BLOCK;

  /** `maxBytes`: what `isOverfull` goes by. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#loose = new LooseRows({ ...LOOSE, bytes: Math.min(LOOSE.bytes, maxBytes / 4) });
  }

  /** Rows held. */
  get size(): number {
    return this.#table.size;
  }

  /** What they take, estimated for objects and exact for the rest; blocks unpacked to be read aside. */
  get bytes(): number {
    return this.#loose.bytes + this.#blockBytes + this.#table.bytes;
  }

  has(seq: number): boolean {
    return this.#table.place(seq) !== 0;
  }

  summary(seq: number): Summary | undefined {
    return this.#table.get(seq);
  }

  /** As it was put, but for contents given up since. */
  get(seq: number): Observation | undefined {
    const place = this.#table.place(seq);
    if (place === IS_LOOSE) return this.#loose.get(seq);
    const known = this.#unpackedRows.get(seq);
    if (known !== undefined) return known;
    const block = this.#blocks.get(place)?.packed;
    if (block === undefined) return undefined;
    const rows = this.#unpacked.get(place) ?? this.#unpack(place, block);
    const row = rows[block.seqs.indexOf(seq)];
    if (row !== undefined) {
      this.#unpackedRows.keep(seq, row, block.unpackedBytes / block.seqs.length);
    }
    return row;
  }

  /** Adds a row, or a revision of one. */
  put(observation: Observation, summary: Summary = summaryOf(observation)): void {
    const { seq } = observation;
    const place = this.#table.place(seq);
    this.#leaveBlock(place);
    this.#unpackedRows.forget(seq);
    this.#table.set(summary, IS_LOOSE);
    this.#loose.set(observation);
    for (;;) {
      const taken = this.#loose.takeBlock();
      if (taken.length === 0) return;
      this.#pack(taken);
    }
  }

  evict(seq: number): void {
    const place = this.#table.place(seq);
    if (place === IS_LOOSE) this.#loose.delete(seq);
    else this.#leaveBlock(place);
    this.#unpackedRows.forget(seq);
    this.#table.delete(seq);
  }

  /** Gives up contents as far as needed; whether it is too much nevertheless. `besides`: held elsewhere. */
  isOverfull(besides = 0): boolean {
    const maxBytes = this.#maxBytes - besides;
    for (; this.bytes > maxBytes; this.#firstWithContents += 1) {
      if (this.#firstWithContents >= this.#nextBlock) return true;
      this.#dropContents(this.#firstWithContents);
    }
    return false;
  }

  #pack(observations: readonly Observation[]): void {
    const packed = packBlock(observations, this.#space);
    const place = this.#nextBlock;
    this.#nextBlock += 1;
    this.#blocks.set(place, { packed, rows: observations.length });
    this.#blockBytes += blockBytesOf(packed);
    for (const { seq } of observations) this.#table.setPlace(seq, place);
  }

  #unpack(place: number, block: PackedBlock): readonly Observation[] {
    const rows = unpackBlock(block);
    this.#unpacked.keep(place, rows, block.unpackedBytes);
    return rows;
  }

  #dropContents(place: number): void {
    const block = this.#blocks.get(place);
    if (block === undefined || contentBytesOf(block.packed) === 0) return;
    this.#blockBytes -= contentBytesOf(block.packed);
    block.packed = withoutContents(block.packed);
    this.#unpacked.forget(place);
    for (const seq of block.packed.seqs) this.#unpackedRows.forget(seq);
  }

  /** One row less; with the last one goes the block. */
  #leaveBlock(place: number): void {
    const block = this.#blocks.get(place);
    if (block === undefined) return;
    block.rows -= 1;
    if (block.rows > 0) return;
    this.#blocks.delete(place);
    this.#unpacked.forget(place);
    this.#blockBytes -= blockBytesOf(block.packed);
  }
}
