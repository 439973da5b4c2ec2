import { expect, it } from 'vitest';
import { progressText } from '../../../src/cli/reading-progress.js';
import type { ReadingProgress } from '../../../src/recording.js';

const progress = (more: Partial<ReadingProgress> = {}): ReadingProgress => ({
  file: 'out.har',
  bytesRead: 450,
  totalBytes: 1000,
  exchanges: 1,
  unusable: 0,
  state: 'reading',
  ...more,
});

it.each<[Partial<ReadingProgress>, string]>([
  [{}, 'reading out.har 45%'],
  [{ bytesRead: 1001 }, 'reading out.har 100%'],
  [{ totalBytes: undefined, bytesRead: 12_345_678 }, 'reading out.har 12 MB'],
  [{ state: 'done' }, 'out.har: 1 exchange'],
  [{ state: 'stopped', exchanges: 2 }, 'out.har: 2 exchanges'],
])('says how far a recording is read: %j', (more, text) => {
  expect(progressText(progress(more))).toBe(text);
});
