/** A full disk, for real: a file system of one megabyte. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../src/model/journal-event.js';
import { NdjsonSink } from '../../../src/sinks/ndjson-file.js';
import { linesOfType, readEvents } from '../../support/event-reading.js';
import { context, observation, request } from '../../unit/har/observation-fixture.js';

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

const observed = (seq: number): JournalEvent => ({
  kind: 'observed',
  observation: { ...observation({ request: request({ target: `/${'x'.repeat(50_000)}` }) }), seq },
});

const seqsOf = (path: string): number[] =>
  linesOfType(readEvents(readFileSync(path, 'utf8')), 'exchange').map(({ seq }) => seq);

describe.skipIf(!isMounted)('with a full disk', () => {
  it('every line stays whole, this is said once, and the lines go on when there is room', async () => {
    const path = join(folder, 'out.ndjson');
    const ballast = join(folder, 'ballast');
    const said: string[] = [];
    const sink = await NdjsonSink.open(path, {
      context: context(),
      run: { version: '1.0', target: 'http://localhost:8000', framework: 'auto', filter: null },
      intervalMs: 10,
      maxPendingBytes: 260_000,
      onProblem: (message) => void said.push(message),
    });
    sink.accept(observed(1));
    await sink.flush();
    writeFileSync(ballast, Buffer.alloc(850_000));
    for (let seq = 2; seq <= 9; seq += 1) {
      sink.accept(observed(seq));
      await sink.flush();
    }
    const before = seqsOf(path);
    expect(before.length).toBeLessThan(4);
    expect(said).toEqual([expect.stringMatching(/: the disk is full; it goes on by itself/)]);
    rmSync(ballast);
    await sink.flush();
    sink.accept(observed(10));
    await sink.close();
    const lines = readEvents(readFileSync(path, 'utf8'));
    const seqs = linesOfType(lines, 'exchange').map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
    expect(seqs.at(-1)).toBe(10);
    const lost = 10 - seqs.length;
    expect(lost).toBeGreaterThan(0);
    expect(said).toEqual([expect.anything(), expect.stringContaining(`${lost} event`)]);
    expect(lines.at(-1)).toMatchObject({ type: 'run-ended', unwritten: lost });
    rmSync(path);
  });

  it('an earlier file stays whole when not even the first line finds room', async () => {
    const path = join(folder, 'old.ndjson');
    writeFileSync(path, 'the old one');
    const ballast = join(folder, 'ballast');
    const sink = await NdjsonSink.open(path, {
      context: context(),
      run: { version: '1.0', target: 'http://localhost:8000', framework: 'auto', filter: null },
    });
    expect(() => {
      writeFileSync(ballast, Buffer.alloc(2_000_000));
    }).toThrow(/ENOSPC/);
    await sink.close();
    expect(readFileSync(path, 'utf8')).toBe('the old one');
    rmSync(ballast);
  });
});
