import { expect, it } from 'vitest';
import { progressShare } from '../../../src/cli/reading-progress.js';
import type { ReadingProgress } from '../../../src/recording.js';

const progress = (more: Partial<ReadingProgress>): ReadingProgress => ({
  file: 'out.har',
  bytesRead: 450,
  totalBytes: 1000,
  exchanges: 12,
  unusable: 0,
  state: 'reading',
  ...more,
});

it.each([
  [{}, 0.45],
  [{ bytesRead: 0 }, 0],
  [{ bytesRead: 2000 }, 1],
  [{ totalBytes: undefined }, 0],
  [{ state: 'done' as const }, undefined],
  [{ state: 'stopped' as const }, undefined],
])('%j is read to %s', (more, share) => {
  expect(progressShare(progress(more))).toBe(share);
});
