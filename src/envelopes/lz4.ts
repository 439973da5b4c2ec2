/**
 * LZ4 frames (lz4_Frame_format.md 1.6.3, lz4_Block_format.md) as Python's `lz4.frame` writes them.
 * Blocks may refer to what earlier ones put out, and are not kept from it where they say they do not.
 * Checksums are skipped: a cache keeps what it was given. Frames with a dictionary are not read.
 * Example: 04 22 4d 18, 60 40 82 (flags, block size, check), 05 00 00 80 "hello" (a block that is
 * stored as it is), 00 00 00 00 (end mark).
 */
import { ByteInput } from './byte-input.js';
import { MAX_UNPACKED_BYTES, type Inflated } from './inflate.js';
import { Output } from './output.js';

/** The first frame's content. */
export function decompressLz4(bytes: Uint8Array): Inflated {
  const out = new Output();
  try {
    const input = new ByteInput(bytes, MAGIC_SIZE);
    const { hasBlockChecksums, contentSize = 0 } = frameDescriptor(input);
    if (contentSize > MAX_UNPACKED_BYTES) return { kind: 'too-large' };
    for (let size = input.littleEndian(4); size !== END_MARK; size = input.littleEndian(4)) {
      const isStored = size >= STORED;
      const data = input.take(isStored ? size - STORED : size);
      const isWithin = isStored ? append(out, data) : decodeBlock(new ByteInput(data), out);
      if (!isWithin) return { kind: 'too-large' };
      if (hasBlockChecksums) input.skip(CHECKSUM_SIZE);
    }
    return { kind: 'inflated', bytes: out.bytes() };
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'broken' };
    throw error;
  }
}

const MAGIC_SIZE = 4;
const CHECKSUM_SIZE = 4;
const END_MARK = 0;
/** The highest bit of a block's size. */
const STORED = 2 ** 31;

interface FrameDescriptor {
  readonly hasBlockChecksums: boolean;
  readonly contentSize?: number;
}

/** "Frame Descriptor": flags, block size, then what the flags announce, and a byte to check them by. */
function frameDescriptor(input: ByteInput): FrameDescriptor {
  const flags = input.byte();
  const [version, hasDictionary] = [flags >> 6, (flags & 0x01) !== 0];
  if (version !== 1 || hasDictionary) throw new RangeError('LZ4 frame of another kind');
  input.skip(1);
  const contentSize = (flags & 0x08) === 0 ? {} : { contentSize: input.littleEndian(8) };
  input.skip(1);
  return { hasBlockChecksums: (flags & 0x10) !== 0, ...contentSize };
}

/** The sequences of a block; false where all comes to more than is read. */
function decodeBlock(input: ByteInput, out: Output): boolean {
  for (;;) {
    const token = input.byte();
    const literals = lengthOf(token >> 4, input);
    if (!append(out, input.take(literals))) return false;
    // "The last sequence contains only literals. The block ends right after them."
    if (input.left === 0) return true;
    const distance = input.littleEndian(2);
    const length = lengthOf(token & 0x0f, input) + SHORTEST_MATCH;
    if (out.length + length > MAX_UNPACKED_BYTES) return false;
    out.repeat(distance, length);
  }
}

const SHORTEST_MATCH = 4;

/** Four bits, and where all are set, bytes that are added up to the first that is not 255. */
function lengthOf(bits: number, input: ByteInput): number {
  let length = bits;
  if (bits < 15) return length;
  for (let more = 255; more === 255; length += more) more = input.byte();
  return length;
}

function append(out: Output, bytes: Uint8Array): boolean {
  if (out.length + bytes.length > MAX_UNPACKED_BYTES) return false;
  out.append(bytes);
  return true;
}
