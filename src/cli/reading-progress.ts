/** How far a recording has been read, in a few words. Pure. */
import type { ReadingProgress } from '../recording.js';
import { sanitise } from '../tui/sanitise.js';

/** `reading out.har 45%`; in MB where the size is not known; `out.har: 1204 exchanges` at the end. */
export function progressText(progress: ReadingProgress): string {
  const { bytesRead, totalBytes, state, exchanges } = progress;
  const file = sanitise(progress.file);
  if (state !== 'reading') return `${file}: ${exchanges} exchange${exchanges === 1 ? '' : 's'}`;
  const part =
    totalBytes === undefined || totalBytes === 0
      ? `${Math.floor(bytesRead / 1e6)} MB`
      : `${Math.min(100, Math.floor((100 * bytesRead) / totalBytes))}%`;
  return `reading ${file} ${part}`;
}
