/**
 * Standard output for a program whose reader may leave, as `head` does: then writing ends without an
 * error. Waits where the reader is slower than we are.
 */
import type { Writable } from 'node:stream';

export interface QuietWriter {
  /** False once nobody reads any more. */
  write(text: string): Promise<boolean>;
}

/** Takes over the stream's errors; others than that of a reader who left are thrown by `write`. */
export function quietWriter(stream: Writable): QuietWriter {
  let failure: NodeJS.ErrnoException | undefined;
  let wake: () => void = () => undefined;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure = error;
    wake();
  });
  stream.on('drain', () => {
    wake();
  });
  return {
    async write(text) {
      if (failure === undefined && !stream.write(text)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (failure !== undefined && failure.code !== 'EPIPE') throw failure;
      return failure === undefined;
    },
  };
}
