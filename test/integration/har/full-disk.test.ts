/** A full disk, for real: a file system of one megabyte. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HarFileSink } from '../../../src/sinks/har-file.js';
import { writeHar } from '../../../src/sinks/har-text.js';
import { harProblems } from '../../support/har-validity.js';
import { answer, context } from '../../unit/har/observation-fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'sessionspy-full-'));

/** Whether this user may mount; elsewhere the tests are skipped by name. */
const isMounted = ((): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

afterAll(() => {
  if (isMounted) execFileSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
});

const seqsOf = (path: string): number[] => {
  const har = JSON.parse(readFileSync(path, 'utf8')) as {
    log: { entries: { _sessionspy: { seq: number } }[] };
  };
  expect(harProblems(har)).toEqual([]);
  return har.log.entries.map((entry) => entry._sessionspy.seq);
};

const observed = (seq: number, size: number) => ({
  kind: 'observed' as const,
  observation: { ...answer('text/plain', 'x '.repeat(size / 2)), seq },
});

describe.skipIf(!isMounted)('with a full disk', () => {
  it('keeps what is recorded, says so once, and goes on when there is room', async () => {
    const path = join(folder, 'out.har');
    const ballast = join(folder, 'ballast');
    const said: string[] = [];
    const sink = await HarFileSink.open(path, {
      context: context(),
      version: '1.0',
      intervalMs: 10,
      onProblem: (message) => void said.push(message),
    });
    sink.accept(observed(1, 50_000));
    await sink.flush();
    writeFileSync(ballast, Buffer.alloc(700_000));
    for (let seq = 2; seq <= 5; seq += 1) {
      sink.accept(observed(seq, 50_000));
      await sink.flush();
    }
    expect(said).toEqual([
      expect.stringMatching(/has stopped: the disk is full; it goes on by itself/),
    ]);
    const before = seqsOf(path);
    expect(before[0]).toBe(1);
    expect(before.length).toBeLessThan(5);
    rmSync(ballast);
    await sink.flush();
    expect(seqsOf(path)).toEqual([1, 2, 3, 4, 5]);
    expect(said).toEqual([
      expect.anything(),
      expect.stringMatching(/goes on; no exchange could not/),
    ]);
    await sink.close();
    rmSync(path);
  });

  it('leaves an earlier file whole when the first write fails', async () => {
    const path = join(folder, 'old.har');
    writeFileSync(path, 'the old one');
    const sink = await HarFileSink.open(path, { context: context(), version: '1.0' });
    sink.accept(observed(1, 900_000));
    sink.accept(observed(2, 900_000));
    await sink.close();
    expect(readFileSync(path, 'utf8')).toBe('the old one');
    const huge = [1, 2].map((seq) => observed(seq, 900_000).observation);
    await expect(
      writeHar(path, { observations: huge, pages: [] }, { context: context(), version: '1.0' }),
    ).rejects.toThrow(/the disk is full; free some room/);
    expect(readFileSync(path, 'utf8')).toBe('the old one');
    rmSync(path);
  });
});
