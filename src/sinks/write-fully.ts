/** Writing to a file at a position until every byte is there. */
import type { FileHandle } from 'node:fs/promises';

/** Bytes put together for one write: few calls, and never a copy of the whole. */
const CHUNK_BYTES = 4 << 20;

/**
 * Writes the buffers one after the other from `position` and gives the position after them. A full disk
 * first takes a part and says so, and only then fails: each short count is followed up.
 */
export async function writeFully(
  handle: FileHandle,
  buffers: readonly Uint8Array[],
  position: number,
): Promise<number> {
  let at = position;
  let chunk: Uint8Array[] = [];
  let chunkBytes = 0;
  const writeChunk = async (): Promise<void> => {
    let rest = Buffer.concat(chunk);
    while (rest.length > 0) {
      const { bytesWritten } = await handle.write(rest, 0, rest.length, at);
      at += bytesWritten;
      rest = rest.subarray(bytesWritten);
    }
    chunk = [];
    chunkBytes = 0;
  };
  for (const buffer of buffers) {
    chunk.push(buffer);
    chunkBytes += buffer.length;
    if (chunkBytes >= CHUNK_BYTES) await writeChunk();
  }
  await writeChunk();
  return at;
}
