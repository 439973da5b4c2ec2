/**
 * The .xz container with LZMA2 inside (tukaani.org/xz/xz-file-format.txt, 1.2.1), as Python's
 * `lzma.compress` writes it; Node has no decoder of its own. Blocks with other filters are not read,
 * and checksums are not compared: a cache keeps what it was given.
 */
import { ByteInput } from './byte-input.js';
import type { Inflated } from './inflate.js';
import { LzmaDecoder, propertiesOf } from './lzma.js';
import { Output } from './output.js';

const STREAM_HEADER_SIZE = 12;
const LZMA2_FILTER = 0x21;
/** Of the content: unpacking takes ten times as long as Node takes for zlib. */
const MAX_UNPACKED_BYTES = 128 * 1024;
/** Blocks and dictionary resets; what Python writes has one. */
const MAX_SEGMENTS = 64;
/** Each may want its tables made anew. */
const MAX_CHUNKS = 512;

/** The first stream's content. */
export function decompressXz(bytes: Uint8Array): Inflated {
  const unpacked: Unpacked = { segments: [], chunks: 0 };
  try {
    const input = new ByteInput(bytes, STREAM_HEADER_SIZE);
    const checkSize = checkSizeOf(bytes[7] ?? 0);
    while (input.peek() !== 0) {
      blockHeader(input);
      const start = input.offset;
      if (!readChunks(input, unpacked)) return { kind: 'too-large' };
      input.skip(((start - input.offset) & 3) + checkSize);
    }
    return {
      kind: 'inflated',
      bytes: Buffer.concat(unpacked.segments.map((each) => each.bytes())),
    };
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'broken' };
    throw error;
  }
}

interface Unpacked {
  readonly segments: Output[];
  chunks: number;
}

/** Section 2.1.1.2: the check behind each block has 0, 4, 8, 16, 32 or 64 bytes. */
function checkSizeOf(flags: number): number {
  const type = flags & 0x0f;
  return type === 0 ? 0 : 4 * 2 ** Math.floor((type - 1) / 3);
}

/** Section 3.1: a block whose only filter is LZMA2; its sizes are optional. */
function blockHeader(input: ByteInput): void {
  const end = input.offset + (input.peek() + 1) * 4;
  input.skip(1);
  const flags = input.byte();
  for (const isPresent of [flags & 0x40, flags & 0x80]) if (isPresent !== 0) variableInteger(input);
  if ((flags & 0x03) !== 0 || input.byte() !== LZMA2_FILTER) {
    throw new RangeError('xz uses another filter than LZMA2');
  }
  input.skip(end - input.offset);
}

/** Section 1.2: seven bits a byte, the highest bit says that more follow. */
function variableInteger(input: ByteInput): void {
  while (input.byte() >= 0x80);
}

/**
 * The LZMA2 chunks of a block, each appended to the last segment; a new one begins where the
 * dictionary is reset. False where all come to more than is read.
 */
function readChunks(input: ByteInput, unpacked: Unpacked): boolean {
  const { segments } = unpacked;
  let out = newSegment(segments);
  let decoder: LzmaDecoder | undefined;
  let properties: ReturnType<typeof propertiesOf>;
  for (let control = input.byte(); control !== 0; control = input.byte()) {
    unpacked.chunks += 1;
    if (unpacked.chunks > MAX_CHUNKS) throw new RangeError('xz has too many chunks');
    const isPlain = control < 0x80;
    const reset = isPlain ? 0 : (control >> 5) & 3;
    if (control === 1 || reset === 3) {
      out = newSegment(segments);
      decoder = undefined;
    }
    const size = (isPlain ? 0 : (control & 0x1f) << 16) + input.bigEndian(2) + 1;
    if (totalLength(segments) + size > MAX_UNPACKED_BYTES) return false;
    if (isPlain) {
      out.append(input.take(size));
      continue;
    }
    const packedSize = input.bigEndian(2) + 1;
    if (reset >= 2) properties = propertiesOf(input.byte());
    if (properties === undefined) throw new RangeError('LZMA2 lacks its properties');
    if (reset >= 1) decoder = undefined;
    decoder ??= new LzmaDecoder(properties, out);
    decoder.decode(input.take(packedSize), size);
  }
  return true;
}

function newSegment(segments: Output[]): Output {
  const segment = new Output();
  if (segments.push(segment) > MAX_SEGMENTS) throw new RangeError('xz has too many parts');
  return segment;
}

const totalLength = (segments: readonly Output[]): number =>
  segments.reduce((sum, { length }) => sum + length, 0);
