/** The recording on a real disk: whole at every turn, private, bounded, and honest about trouble. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SpyError } from '../../../src/errors.js';
import { pageId } from '../../../src/model/ids.js';
import type { JournalEvent } from '../../../src/model/journal-event.js';
import type { Observation } from '../../../src/model/observation.js';
import type { Page } from '../../../src/model/page.js';
import type { EpochMs } from '../../../src/model/time.js';
import { HarFileSink, type HarFileOptions } from '../../../src/sinks/har-file.js';
import { writeHar, type Chosen } from '../../../src/sinks/har-text.js';
import { harProblems } from '../../support/har-validity.js';
import { answer, context, observation, START } from '../../unit/har/observation-fixture.js';

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

describe('pages', () => {
  const page = (ordinal: number, title: string): Page => ({
    id: pageId(ordinal),
    title,
    startedAt: (START + ordinal) as EpochMs,
  });
  const started = (of: Page): JournalEvent => ({ kind: 'page-started', page: of });
  const on = (seq: number, ordinal: number | undefined, body = 'x'): Observation => ({
    ...answer('text/plain', body),
    seq,
    ...(ordinal === undefined ? {} : { page: pageId(ordinal) }),
  });
  const observedOn = (...parts: Parameters<typeof on>): JournalEvent => ({
    kind: 'observed',
    observation: on(...parts),
  });
  interface Log {
    readonly pages: readonly { readonly id: string; readonly title: string }[];
    readonly entries: readonly { readonly pageref?: string }[];
  }
  const logOf = (path: string): Log => {
    const har = JSON.parse(readFileSync(path, 'utf8')) as { log: Log };
    expect(harProblems(har)).toEqual([]);
    return har.log;
  };
  const idsOf = (log: Log): string[] => log.pages.map(({ id }) => id);

  it('grow behind the entries that name them, in the order they began', async () => {
    const path = join(folder, 'out.har');
    const sink = await HarFileSink.open(path, options());
    sink.accept(observedOn(1, undefined));
    await sink.flush();
    expect(logOf(path)).toMatchObject({ pages: [] });
    for (const [ordinal, title] of ['first', 'nothing asked', 'third'].entries()) {
      sink.accept(started(page(ordinal + 1, title)));
    }
    sink.accept(observedOn(2, 3));
    await sink.flush();
    expect(idsOf(logOf(path))).toEqual(['page_3']);
    sink.accept(observedOn(3, 1));
    sink.accept(observedOn(4, 99));
    await sink.close();
    const log = logOf(path);
    expect(log.pages).toMatchObject([
      { id: 'page_1', title: 'first' },
      { id: 'page_3', title: 'third' },
    ]);
    const refs = log.entries.map(({ pageref }) => pageref);
    expect(refs).toEqual([undefined, 'page_3', 'page_1', undefined]);
  });

  it('are in each file that has entries of theirs', async () => {
    const path = join(folder, 'out.har');
    const sink = await HarFileSink.open(path, options({ maxFileBytes: 5000 }));
    for (const ordinal of [1, 2]) sink.accept(started(page(ordinal, 'a step')));
    sink.accept(observedOn(1, 1));
    sink.accept(observedOn(2, 2, 'x'.repeat(9000)));
    await sink.close();
    expect(idsOf(logOf(path))).toEqual(['page_1']);
    expect(idsOf(logOf(join(folder, 'out.1.har')))).toEqual(['page_2']);
  });

  it('have no secret in their titles, also one that was learnt later', async () => {
    const path = join(folder, 'out.har');
    const secret = 'tk-4f9a2b7c1d8e';
    const sink = await HarFileSink.open(path, options({ context: context() }));
    sink.accept(started(page(1, `asks with ${secret}`)));
    sink.accept(started(page(2, 'https://a.example/?token=another-9d8c7b6a')));
    sink.accept(observedOn(1, 1));
    await sink.flush();
    const observation = on(2, 2);
    const { exchange } = observation;
    const headers = [['Authorization', `Bearer ${secret}`]] as const;
    sink.accept({
      kind: 'observed',
      observation: {
        ...observation,
        exchange: { ...exchange, request: { ...exchange.request, headers } },
      },
    });
    await sink.close();
    const titles = logOf(path).pages.map(({ title }) => title);
    expect(titles).toEqual([
      expect.stringMatching(/^asks with ‹redacted:v-/),
      expect.stringMatching(/^https:\/\/a\.example\/\?token=%E2/),
    ]);
    expect(readFileSync(path, 'utf8')).not.toMatch(/tk-4f9a|another-9d8c/);
  });

  it('are written with chosen exchanges as far as these name them', async () => {
    const path = join(folder, 'some.har');
    const pages = [page(1, 'first'), page(2, 'second')];
    const observations = [on(1, 2), on(2, undefined), on(3, 7)];
    await writeHar(path, { observations, pages }, document);
    expect(idsOf(logOf(path))).toEqual(['page_2']);
  });
});

describe('a recording that is divided', () => {
  it('goes on in the next file after a time, and leaves none without entries', async () => {
    let now = 1000;
    const path = join(folder, 'out.har');
    const sink = await HarFileSink.open(path, options({ maxFileMs: 60_000, now: () => now }));
    for (const [seq, at] of [1000, 60_999, 61_000, 500_000, 559_999].entries()) {
      now = at;
      sink.accept(observed(seq + 1));
      await sink.flush();
    }
    now = 900_000;
    await sink.close();
    expect(readdirSync(folder).sort()).toEqual(['out.1.har', 'out.2.har', 'out.har']);
    const files = ['out.har', 'out.1.har', 'out.2.har'].map((name) => seqsOf(join(folder, name)));
    expect(files).toEqual([[1, 2], [3], [4, 5]]);
  });

  it('has in a new file what one that was moved away lacks, without being told', async () => {
    const path = join(folder, 'out.har');
    const sink = await HarFileSink.open(path, options());
    for (const seq of [1, 2, 3, 4]) {
      sink.accept(observed(seq));
      await sink.flush();
      if (seq === 2) renameSync(path, join(folder, 'old.har'));
    }
    await sink.close();
    expect(seqsOf(join(folder, 'old.har'))).toEqual([1, 2]);
    expect(seqsOf(path)).toEqual([3, 4]);
    expect(readdirSync(folder).sort()).toEqual(['old.har', 'out.har']);
  });

  it('is there anew once it was told, also without an entry', async () => {
    const path = join(folder, 'out.har');
    const sink = await HarFileSink.open(path, options());
    await sink.reopen();
    expect(existsSync(path)).toBe(false);
    sink.accept(observed(1));
    await sink.reopen();
    expect(seqsOf(path)).toEqual([1]);
    renameSync(path, join(folder, 'old.har'));
    sink.accept(observed(2));
    await sink.reopen();
    expect(seqsOf(path)).toEqual([2]);
    renameSync(path, join(folder, 'older.har'));
    await sink.reopen();
    expect(seqsOf(path)).toEqual([]);
    await sink.close();
    expect(seqsOf(join(folder, 'old.har'))).toEqual([1]);
    expect(seqsOf(join(folder, 'older.har'))).toEqual([2]);
  });

  it('goes back to its first name when that was moved away, and never to a later one', async () => {
    const path = join(folder, 'out.har');
    const sink = await HarFileSink.open(path, options({ maxFileBytes: 5000 }));
    const big = 'x'.repeat(3000);
    for (const seq of [1, 2]) sink.accept(observed(seq, big));
    await sink.flush();
    renameSync(path, join(folder, 'old.har'));
    await sink.reopen();
    for (const seq of [3, 4]) sink.accept(observed(seq, big));
    await sink.close();
    const files = ['old.har', 'out.1.har', 'out.har', 'out.2.har'];
    expect(files.map((name) => seqsOf(join(folder, name)))).toEqual([[1], [2], [3], [4]]);
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
  const chosen = (observations: Iterable<Observation>): Chosen => ({ observations, pages: [] });
  const some = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...answer('text/plain', 'x'.repeat(20_000)),
      seq: index + 1,
    }));

  it('writes what it is given, in order, for its owner alone', async () => {
    const path = join(folder, 'some.har');
    await writeHar(path, chosen(some(120)), document);
    expect(seqsOf(path)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['some.har']);
  });

  it('writes a valid file of nothing', async () => {
    await writeHar(join(folder, 'none.har'), chosen([]), document);
    expect(seqsOf(join(folder, 'none.har'))).toEqual([]);
  });

  it('leaves the old file and no work file when it fails', async () => {
    const path = join(folder, 'some.har');
    writeFileSync(path, 'old');
    const failing = (function* () {
      yield observation();
      throw new Error('gone');
    })();
    await expect(writeHar(path, chosen(failing), document)).rejects.toThrow(SpyError);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['some.har']);
  });

  it('fails with one sentence where it cannot write', async () => {
    await expect(writeHar(join(folder, 'no', 'x.har'), chosen([]), document)).rejects.toThrow(
      /^Cannot write .* does not exist; create it or choose another place\.$/,
    );
  });
});
