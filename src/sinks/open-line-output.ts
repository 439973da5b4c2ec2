/** Which kind of output a name stands for: what is there decides. */
import { stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { LineFile, type LineFileLimits } from './line-file.js';
import type { LineOutput } from './line-output.js';
import { LinePipe } from './line-pipe.js';
import { LineStream } from './line-stream.js';

/**
 * Prepares an output; nothing is written yet. `patienceMs`: how long a reader may take. Throws SpyError SPY_OUTPUT_UNWRITABLE.
 */
export async function openLineOutput(
  to: string | Writable,
  limits: LineFileLimits,
  patienceMs?: number,
): Promise<LineOutput> {
  if (typeof to !== 'string') {
    return new LineStream(to, to === process.stdout ? 'stdout' : 'the stream', patienceMs);
  }
  const found = await stat(to).catch(() => undefined);
  return found?.isFIFO() === true ? new LinePipe(to, patienceMs) : LineFile.open(to, limits);
}
