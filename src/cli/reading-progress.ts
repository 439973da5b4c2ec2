/** How far a recording has been read. Pure. */
import type { ReadingProgress } from '../recording.js';

/** Between 0 and 1, 0 where the size is not known; undefined once it has been read. */
export function progressShare(progress: ReadingProgress): number | undefined {
  const { bytesRead, totalBytes = 0, state } = progress;
  if (state !== 'reading') return undefined;
  return totalBytes === 0 ? 0 : Math.min(1, bytesRead / totalBytes);
}
