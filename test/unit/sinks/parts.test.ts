import { describe, expect, it } from 'vitest';
import { outputTrouble } from '../../../src/sinks/output-error.js';
import { partPath } from '../../../src/sinks/part-path.js';
import { PendingParts } from '../../../src/sinks/pending-parts.js';
import { RecentSeqs } from '../../../src/sinks/recent-seqs.js';

const part = (bytes: number): Uint8Array => new Uint8Array(bytes);

describe('partPath', () => {
  it.each([
    ['out.har', 0, 'out.har'],
    ['out.har', 1, 'out.1.har'],
    ['/a.b/out', 2, '/a.b/out.2'],
    ['./x.tar.har', 10, './x.tar.10.har'],
  ])('%s, part %d, is %s', (path, number, expected) => {
    expect(partPath(path, number)).toBe(expected);
  });
});

describe('PendingParts', () => {
  it('keeps what waits and counts the newcomers that find no room', () => {
    const pending = new PendingParts(100);
    expect(pending.push(part(60))).toBe(true);
    expect(pending.push(part(60))).toBe(false);
    expect(pending.push(part(40))).toBe(true);
    expect(pending.lost).toBe(1);
    pending.drop(1);
    expect(pending.sizeBytes).toBe(40);
    expect(pending.push(part(60))).toBe(true);
    expect(pending.takeLost()).toBe(1);
    expect(pending.takeLost()).toBe(0);
  });

  it('takes a first one of any size', () => {
    expect(new PendingParts(10).push(part(1000))).toBe(true);
  });

  it('gives as many as fit, in order', () => {
    const pending = new PendingParts(1000);
    for (const bytes of [10, 20, 30]) pending.push(part(bytes));
    expect(pending.first(32).map(({ length }) => length)).toEqual([10, 20]);
    expect(pending.first(5)).toEqual([]);
    expect(pending.first(Infinity)).toHaveLength(3);
  });
});

describe('RecentSeqs', () => {
  it('knows what it has seen, within bounds', () => {
    const seqs = new RecentSeqs();
    expect(seqs.add(1)).toBe(true);
    expect(seqs.add(1)).toBe(false);
    for (let seq = 2; seq < 20_000; seq += 1) seqs.add(seq);
    expect(seqs.add(19_999)).toBe(false);
    expect(seqs.add(1)).toBe(true);
  });
});

describe('outputTrouble', () => {
  it.each(['ENOENT', 'ENOTDIR', 'EACCES', 'EROFS', 'ENOSPC', 'ENAMETOOLONG', 'EIO'])(
    'says what is wrong and what to do: %s',
    (code) => {
      const trouble = outputTrouble('/x/out.har', Object.assign(new Error('x'), { code }));
      expect(trouble.what).toMatch(/\w/);
      expect(trouble.remedy).toMatch(/choose|create|free/);
    },
  );
});
