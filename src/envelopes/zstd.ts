/**
 * Zstandard frames (RFC 8878) as Python's `pyzstd` and `zstandard` write them; Node has a decoder since
 * 22.15 only. Whatever the bytes say, a block puts out 128 KiB at most, and all of it what is read of a
 * session. Checksums are skipped: a cache keeps what it was given. Dictionaries are not read.
 * Example: 28 b5 2f fd, 20 05 (one segment, 5 bytes), 29 00 00 "hello" (a last block, stored as it is).
 */
import { ByteInput } from './byte-input.js';
import { MAX_UNPACKED_BYTES, type Inflated } from './inflate.js';
import { Output } from './output.js';
import { readLiterals, type HuffmanTable } from './zstd-literals.js';
import { runSequences, SequenceMemory } from './zstd-sequences.js';

/** The first frame's content. */
export function decompressZstd(bytes: Uint8Array): Inflated {
  try {
    const input = new ByteInput(bytes, MAGIC_SIZE);
    if (contentSize(input) > MAX_UNPACKED_BYTES) return { kind: 'too-large' };
    const blocks = new BlockDecoder();
    for (let count = 1; count <= MAX_BLOCKS; count += 1) {
      const header = input.littleEndian(3);
      blocks.decode((header >> 1) & 3, header >> 3, input);
      if (blocks.out.length > MAX_UNPACKED_BYTES) return { kind: 'too-large' };
      const isLast = (header & 1) !== 0;
      if (isLast) return { kind: 'inflated', bytes: blocks.out.bytes() };
    }
    return { kind: 'broken' };
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'broken' };
    throw error;
  }
}

const MAGIC_SIZE = 4;
/** Section 3.1.1.2.4: also the most that one block puts out. */
const MAX_BLOCK_BYTES = 128 * 1024;
/** Far above what a writer needs, and little enough that blocks of nothing take no time. */
const MAX_BLOCKS = 4096;

/** Section 3.1.1.1: the frame header; 0 where it does not tell. */
function contentSize(input: ByteInput): number {
  const descriptor = input.byte();
  const [sizeFlag, isSingleSegment] = [descriptor >> 6, (descriptor & 0x20) !== 0];
  if ((descriptor & 0x08) !== 0) throw new RangeError('zstd frame of another kind');
  if (!isSingleSegment) input.skip(1); // the window: ours is all that was put out
  const dictionary = input.littleEndian([0, 1, 2, 4][descriptor & 3] ?? 0);
  if (dictionary !== 0) throw new RangeError('zstd frame needs a dictionary');
  const size = input.littleEndian([isSingleSegment ? 1 : 0, 2, 4, 8][sizeFlag] ?? 0);
  return sizeFlag === 1 ? size + 256 : size;
}

/** Section 3.1.1.2: blocks refer to what came before them, and to its tables. */
class BlockDecoder {
  readonly out = new Output();
  readonly #memory = new SequenceMemory();
  #tree: HuffmanTable | undefined;

  decode(type: number, size: number, input: ByteInput): void {
    if (size > MAX_BLOCK_BYTES) throw new RangeError('zstd block is too long');
    switch (type) {
      case STORED:
        this.out.append(input.take(size));
        return;
      case REPEATED:
        this.out.fill(input.byte(), size);
        return;
      case COMPRESSED: {
        const block = new ByteInput(input.take(size));
        const { bytes, tree } = readLiterals(block, this.#tree, MAX_BLOCK_BYTES);
        this.#tree = tree;
        runSequences(block, bytes, this.#memory, this.out, MAX_BLOCK_BYTES);
        return;
      }
      default:
        throw new RangeError('zstd block of an unknown type');
    }
  }
}

const STORED = 0;
const REPEATED = 1;
const COMPRESSED = 2;
