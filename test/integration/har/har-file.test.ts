/** The recording on a real disk: whole at every turn, private, bounded, and honest about trouble. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SpyError } from '../../../src/errors.js';
import type { JournalEvent } from '../../../src/model/journal-event.js';
import { HarFileSink, type HarFileOptions } from '../../../src/sinks/har-file.js';
import { writeHar } from '../../../src/sinks/har-text.js';
import { harProblems } from '../../support/har-validity.js';
import { answer, context, observation } from '../../unit/har/observation-fixture.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessionspy-har-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const document = { context: context(), version: '1.0' };
const options = (more: Partial<HarFileOptions> = {}): HarFileOptions => ({
  ...document,
  intervalMs: 10,
  ...more,
});

const observed = (seq: number, body = 'x', settled = true): JournalEvent => ({
  kind: 'observed',
  observation: { ...answer('text/plain', body), seq, settled },
});

/** The sequence numbers of a file's entries, after it has been found valid. */
function seqsOf(path: string): number[] {
  const har = JSON.parse(readFileSync(path, 'utf8')) as {
    log: { entries: { _sessionspy: { seq: number } }[] };
  };
  expect(harProblems(har)).toEqual([]);
  return har.log.entries.map((entry) => entry._sessionspy.seq);
}

/** The error of an open that must fail. */
const failure = async (path: string): Promise<SpyError> => {
  const error: unknown = await HarFileSink.open(path, options()).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SpyError)) throw new Error('it should have failed with a SpyError');
  return error;
};

describe('HarFileSink', () => {
  it('writes settled exchanges once, in the order they settled', async () => {
    const path = join(folder, 'out.har');
    const sink = await HarFileSink.open(path, options());
    sink.accept(observed(2, 'x', false));
    sink.accept(observed(1));
    sink.accept({
      kind: 'status',
      at: 0 as never,
      status: { hasSecret: false, problems: [], lost: 0 },
    });
    await sink.flush();
    expect(seqsOf(path)).toEqual([1]);
    sink.accept(observed(3));
    sink.accept(observed(2));
    sink.accept(observed(3));
    await sink.flush();
    expect(seqsOf(path)).toEqual([1, 3, 2]);
    await sink.close();
    expect(seqsOf(path)).toEqual([1, 3, 2]);
  });

  it('stays whole over many turns of its two files', async () => {
    const path = join(folder, 'out.har');
    const sink = await HarFileSink.open(path, options());
    for (let seq = 1; seq <= 25; seq += 1) {
      sink.accept(observed(seq, `é${seq}`));
      if (seq % 3 !== 0) await sink.flush();
      if (existsSync(path)) expect(seqsOf(path).length).toBeGreaterThan(0);
    }
    await sink.close();
    expect(seqsOf(path)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  });

  it('writes by itself a few times a second', async () => {
    const path = join(folder, 'out.har');
    const sink = await HarFileSink.open(path, options());
    sink.accept(observed(1));
    await expect.poll(() => existsSync(path)).toBe(true);
    expect(seqsOf(path)).toEqual([1]);
    await sink.close();
  });

  it('replaces an earlier recording only when it has something better', async () => {
    const path = join(folder, 'out.har');
    writeFileSync(path, 'the old one');
    const sink = await HarFileSink.open(path, options());
    expect(readFileSync(path, 'utf8')).toBe('the old one');
    sink.accept(observed(1));
    await sink.flush();
    expect(seqsOf(path)).toEqual([1]);
    await sink.close();
  });

  it('leaves a valid file of its owner alone, and nothing else', async () => {
    const path = join(folder, 'out.har');
    const sink = await HarFileSink.open(path, options());
    await Promise.all([sink.close(), sink.close()]);
    await sink.flush();
    sink.accept(observed(1));
    expect(seqsOf(path)).toEqual([]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(path).nlink).toBe(1);
    expect(readdirSync(folder)).toEqual(['out.har']);
  });

  it('writes at close what has not settled, marked as such', async () => {
    const path = join(folder, 'out.har');
    const sink = await HarFileSink.open(path, options());
    sink.accept({
      kind: 'observed',
      observation: { ...observation({ outcome: { kind: 'in-progress' } }), settled: false },
    });
    await sink.close();
    expect(seqsOf(path)).toEqual([1]);
    expect(readFileSync(path, 'utf8')).toContain('"outcome":"in-progress"');
  });

  it('goes on in another file when one is full', async () => {
    const path = join(folder, 'out.har');
    const sink = await HarFileSink.open(path, options({ maxFileBytes: 5000 }));
    for (let seq = 1; seq <= 6; seq += 1) sink.accept(observed(seq, 'x'.repeat(1000)));
    sink.accept(observed(7, 'y'.repeat(9000)));
    sink.accept(observed(8));
    await sink.close();
    const names = readdirSync(folder).sort();
    expect(names).toContain('out.1.har');
    const all = names
      .sort((a, b) => Number(/\d+/.exec(a)?.[0] ?? 0) - Number(/\d+/.exec(b)?.[0] ?? 0))
      .flatMap((name) => seqsOf(join(folder, name)));
    expect(all).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('does not meet another run that records to the same path', async () => {
    const path = join(folder, 'out.har');
    const [one, two] = [
      await HarFileSink.open(path, options()),
      await HarFileSink.open(path, options()),
    ];
    one.accept(observed(1));
    two.accept(observed(2));
    await one.flush();
    await two.flush();
    expect(seqsOf(path)).toEqual([2]);
    await one.close();
    await two.close();
    expect(readdirSync(folder)).toEqual(['out.har']);
  });

  it('removes what a killed run left, and nothing of a run that lives', async () => {
    const host = hostname()
      .replace(/[^\w-]/g, '_')
      .slice(0, 40);
    const stale = `.out.har.sessionspy-${host}-4194999-0011aabb.a`;
    const living = `.out.har.sessionspy-${host}-${process.pid}-0011aabb.b`;
    const foreign = '.out.har.sessionspy-elsewhere--1-0011aabb.a';
    for (const name of [stale, living, foreign]) writeFileSync(join(folder, name), '');
    const sink = await HarFileSink.open(join(folder, 'out.har'), options());
    await sink.close();
    expect(readdirSync(folder).sort()).toEqual([living, foreign, 'out.har'].sort());
  });

  it('goes on in another file when its work files are removed', async () => {
    const path = join(folder, 'out.har');
    const sink = await HarFileSink.open(path, options());
    sink.accept(observed(1));
    await sink.flush();
    for (const name of readdirSync(folder)) if (name.startsWith('.')) rmSync(join(folder, name));
    sink.accept(observed(2));
    await sink.close();
    expect(seqsOf(path)).toEqual([1]);
    expect(seqsOf(join(folder, 'out.1.har'))).toEqual([2]);
  });

  it('says once that it cannot write, loses nothing it has room for, and goes on', async () => {
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    const path = join(inner, 'out.har');
    const said: string[] = [];
    const sink = await HarFileSink.open(
      path,
      options({ onProblem: (text) => void said.push(text) }),
    );
    rmSync(inner, { recursive: true });
    sink.accept(observed(1));
    await sink.flush();
    sink.accept(observed(2));
    await sink.flush();
    expect(said).toEqual([expect.stringMatching(/has stopped: the folder .* does not exist/)]);
    mkdirSync(inner);
    await sink.flush();
    expect(seqsOf(path)).toEqual([1, 2]);
    expect(said[1]).toMatch(/goes on; no exchange could not be kept|goes on/);
    await sink.close();
  });

  it('bounds what waits and says at the end how much is missing', async () => {
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    const said: string[] = [];
    const rules = options({ maxPendingBytes: 3000, onProblem: (text) => void said.push(text) });
    const sink = await HarFileSink.open(join(inner, 'out.har'), rules);
    rmSync(inner, { recursive: true });
    for (let seq = 1; seq <= 10; seq += 1) sink.accept(observed(seq, 'x'.repeat(500)));
    await sink.close();
    expect(said.at(-1)).toMatch(/lacks 10 exchanges/);
  });
});

describe('an output that cannot be written', () => {
  it('is named with what to do: a missing folder', async () => {
    const error = await failure(join(folder, 'no', 'out.har'));
    expect(error.code).toBe('SPY_OUTPUT_UNWRITABLE');
    expect(error.exitCode).toBe(6);
    expect(error.message).toMatch(
      /^Cannot write .*: the folder .* does not exist; create it or .*\.$/,
    );
  });

  it('is named with what to do: a folder', async () => {
    expect((await failure(folder)).message).toMatch(/it is a folder; give the name of a file/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is named with what to do: a device, which stays what it is', async () => {
    expect((await failure('/dev/null')).message).toMatch(/not a regular file/);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('is named with what to do: a name that is too long', async () => {
    expect((await failure(join(folder, 'x'.repeat(300)))).message).toMatch(/too long/);
  });

  it.skipIf(process.getuid?.() === 0)('is named with what to do: no permission', async () => {
    chmodSync(folder, 0o500);
    const { message } = await failure(join(folder, 'out.har'));
    chmodSync(folder, 0o700);
    expect(message).toMatch(/no permission/);
  });

  it('follows a link to the file it means', async () => {
    const real = join(folder, 'real.har');
    writeFileSync(real, 'old');
    symlinkSync(real, join(folder, 'out.har'));
    const sink = await HarFileSink.open(join(folder, 'out.har'), options());
    sink.accept(observed(1));
    await sink.close();
    expect(lstatSync(join(folder, 'out.har')).isSymbolicLink()).toBe(true);
    expect(seqsOf(real)).toEqual([1]);
  });
});

describe('writeHar', () => {
  const some = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...answer('text/plain', 'x'.repeat(20_000)),
      seq: index + 1,
    }));

  it('writes what it is given, in order, for its owner alone', async () => {
    const path = join(folder, 'some.har');
    await writeHar(path, some(120), document);
    expect(seqsOf(path)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['some.har']);
  });

  it('writes a valid file of nothing', async () => {
    await writeHar(join(folder, 'none.har'), [], document);
    expect(seqsOf(join(folder, 'none.har'))).toEqual([]);
  });

  it('leaves the old file and no work file when it fails', async () => {
    const path = join(folder, 'some.har');
    writeFileSync(path, 'old');
    const failing = (function* () {
      yield observation();
      throw new Error('gone');
    })();
    await expect(writeHar(path, failing, document)).rejects.toThrow(SpyError);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['some.har']);
  });

  it('fails with one sentence where it cannot write', async () => {
    await expect(writeHar(join(folder, 'no', 'x.har'), [], document)).rejects.toThrow(
      /^Cannot write .* does not exist; create it or choose another place\.$/,
    );
  });
});
