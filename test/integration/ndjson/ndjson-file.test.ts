/** The lines on a real disk, in a pipe and on a stream: whole, in order, each once. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
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
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../src/model/journal-event.js';
import { NdjsonSink, type NdjsonOptions } from '../../../src/sinks/ndjson-file.js';
import { linesOfType, readEvents } from '../../support/event-reading.js';
import { answer, context, observation, request } from '../../unit/har/observation-fixture.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessionspy-events-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const options = (more: Partial<NdjsonOptions> = {}): NdjsonOptions => ({
  context: context(),
  run: { version: '1.0', target: 'http://localhost:8000', framework: 'auto', filter: null },
  intervalMs: 10,
  ...more,
});

const observed = (seq: number, settled = true): JournalEvent => ({
  kind: 'observed',
  observation: { ...answer('text/plain', 'x'), seq, settled },
});

/** An exchange whose line is about so long. */
const long = (seq: number, bytes: number): JournalEvent => ({
  kind: 'observed',
  observation: { ...observation({ request: request({ target: `/${'x'.repeat(bytes)}` }) }), seq },
});

const eventsOf = (path: string) => readEvents(readFileSync(path, 'utf8'));
const seqsOf = (path: string): number[] =>
  linesOfType(eventsOf(path), 'exchange').map(({ seq }) => seq);
const typesOf = (path: string): string[] => eventsOf(path).map(({ type }) => type);

describe('the lines in a file', () => {
  it('are those of settled exchanges, in the order they settled, each once', async () => {
    const path = join(folder, 'out.ndjson');
    const sink = await NdjsonSink.open(path, options());
    sink.accept(observed(2, false));
    sink.accept(observed(1));
    await sink.flush();
    expect(typesOf(path)).toEqual(['run-started', 'exchange']);
    for (const seq of [3, 2, 3]) sink.accept(observed(seq));
    await sink.flush();
    expect(seqsOf(path)).toEqual([1, 3, 2]);
    await sink.close();
    expect(typesOf(path).at(-1)).toBe('run-ended');
  });

  it('end with what had not settled, and with nothing that comes later', async () => {
    const path = join(folder, 'out.ndjson');
    const sink = await NdjsonSink.open(path, options());
    sink.accept(observed(1, false));
    await Promise.all([sink.close(), sink.close()]);
    sink.accept(observed(2));
    await sink.flush();
    expect(seqsOf(path)).toEqual([1]);
    expect(eventsOf(path).at(-1)).toMatchObject({ type: 'run-ended', exchanges: 1, unwritten: 0 });
    expect(readdirSync(folder)).toEqual(['out.ndjson']);
  });

  it('come by themselves', async () => {
    const stream = new PassThrough();
    const sink = await NdjsonSink.open(stream, options());
    const [chunk] = (await once(stream, 'data')) as [Buffer];
    expect(readEvents(chunk.toString())).toMatchObject([{ type: 'run-started' }]);
    await sink.close();
  });

  it('replace an earlier file, which its owner alone can read from then on', async () => {
    const path = join(folder, 'out.ndjson');
    writeFileSync(path, 'the old one');
    chmodSync(path, 0o644);
    const sink = await NdjsonSink.open(path, options());
    expect(readFileSync(path, 'utf8')).toBe('the old one');
    await sink.flush();
    expect(typesOf(path)).toEqual(['run-started']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await sink.close();
  });

  it('leave an earlier file alone when the run does not come about', async () => {
    const path = join(folder, 'out.ndjson');
    writeFileSync(path, 'the old one');
    const sink = await NdjsonSink.open(path, options());
    sink.accept(observed(1));
    await sink.discard();
    await sink.close();
    expect(readFileSync(path, 'utf8')).toBe('the old one');
    expect(readdirSync(folder)).toEqual(['out.ndjson']);
  });

  it('go where a symbolic link leads', async () => {
    const real = join(folder, 'real.ndjson');
    const link = join(folder, 'link.ndjson');
    writeFileSync(real, '');
    symlinkSync(real, link);
    const sink = await NdjsonSink.open(link, options());
    await sink.close();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(typesOf(real)).toEqual(['run-started', 'run-ended']);
  });

  it.each([
    ['a folder', () => folder, /it is a folder; give the name of a file, such as events\.ndjson/],
    ['a device', () => '/dev/null', /it is not a regular file/],
    ['a missing folder', () => join(folder, 'no', 'out.ndjson'), /does not exist; create it/],
  ])('cannot go to %s', async (_, path, says) => {
    const opened = NdjsonSink.open(path(), options());
    await expect(opened).rejects.toMatchObject({ code: 'SPY_OUTPUT_UNWRITABLE' });
    await expect(opened).rejects.toThrow(says);
  });

  it('lack an exchange that cannot be told of, and say so', async () => {
    const path = join(folder, 'out.ndjson');
    const said: string[] = [];
    const onProblem = (message: string): void => void said.push(message);
    const sink = await NdjsonSink.open(path, options({ onProblem }));
    // No such observation exists; a fault of ours might make one.
    const faulty = { ...answer('text/plain', 'x'), cookies: undefined } as never;
    sink.accept({ kind: 'observed', observation: faulty });
    sink.accept(observed(2));
    await sink.close();
    expect(seqsOf(path)).toEqual([2]);
    expect(said).toEqual(['Exchange x1 is missing from the events: TypeError.']);
  });
});

describe('files that follow one another', () => {
  it('take what has no room, and never part the lines of an exchange', async () => {
    const path = join(folder, 'out.ndjson');
    const sink = await NdjsonSink.open(path, options({ rotate: { maxBytes: 6000 } }));
    for (let seq = 1; seq <= 7; seq += 1) sink.accept(long(seq, seq === 4 ? 9000 : 1500));
    await sink.close();
    const paths = [
      'out.ndjson',
      'out.1.ndjson',
      'out.2.ndjson',
      'out.3.ndjson',
      'out.4.ndjson',
    ].map((name) => join(folder, name));
    expect(readdirSync(folder).toSorted()).toEqual(
      paths.map((one) => one.slice(folder.length + 1)).toSorted(),
    );
    expect(paths.flatMap(seqsOf)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(paths.flatMap(typesOf).filter((type) => type === 'run-started')).toHaveLength(1);
    for (const one of paths) {
      expect(statSync(one).size <= 6000 || seqsOf(one).length === 1).toBe(true);
      expect(statSync(one).mode & 0o777).toBe(0o600);
    }
  });

  it('begin after a time, with the next line', async () => {
    const path = join(folder, 'out.ndjson');
    const sink = await NdjsonSink.open(path, options({ rotate: { maxMs: 0 } }));
    writeFileSync(join(folder, 'out.1.ndjson'), 'of an earlier run');
    for (let seq = 1; seq <= 2; seq += 1) {
      await sink.flush();
      sink.accept(observed(seq));
    }
    await sink.flush();
    expect(typesOf(path)).toEqual(['run-started']);
    expect(seqsOf(join(folder, 'out.1.ndjson'))).toEqual([1]);
    expect(seqsOf(join(folder, 'out.2.ndjson'))).toEqual([2]);
    await sink.close();
  });
});

describe('a file that was moved away', () => {
  it('is followed by a new one, and nothing is lost or doubled', async () => {
    const path = join(folder, 'out.ndjson');
    const moved = join(folder, 'out.ndjson.1');
    const sink = await NdjsonSink.open(path, options());
    sink.accept(observed(1));
    await sink.flush();
    renameSync(path, moved);
    sink.accept(observed(2));
    await sink.flush();
    sink.accept(observed(3));
    await sink.reopen();
    sink.accept(observed(4));
    await sink.close();
    expect(seqsOf(moved)).toEqual([1, 2, 3]);
    expect(seqsOf(path)).toEqual([4]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('may have a successor already, which is added to', async () => {
    const path = join(folder, 'out.ndjson');
    const sink = await NdjsonSink.open(path, options());
    await sink.flush();
    const before = readFileSync(path, 'utf8');
    renameSync(path, join(folder, 'moved'));
    writeFileSync(path, before);
    await sink.reopen();
    await sink.close();
    expect(typesOf(path)).toEqual(['run-started', 'run-ended']);
  });

  it('is written on where there cannot be a new one, and this is said', async () => {
    const path = join(folder, 'out.ndjson');
    const moved = join(folder, 'moved');
    const said: string[] = [];
    const onProblem = (message: string): void => void said.push(message);
    const sink = await NdjsonSink.open(path, options({ onProblem }));
    await sink.flush();
    renameSync(path, moved);
    mkdirSync(path);
    await sink.reopen();
    sink.accept(observed(1));
    await sink.close();
    expect(seqsOf(moved)).toEqual([1]);
    expect(said[0]).toMatch(/it is a folder/);
  });

  it('may be cut instead, as copytruncate does', async () => {
    const path = join(folder, 'out.ndjson');
    const copy = join(folder, 'copy');
    const sink = await NdjsonSink.open(path, options());
    sink.accept(observed(1));
    await sink.flush();
    copyFileSync(path, copy);
    truncateSync(path);
    sink.accept(observed(2));
    await sink.close();
    expect([copy, path].map(seqsOf)).toEqual([[1], [2]]);
  });
});

describe('the lines on a stream', () => {
  it('are whole, and the stream is left to whoever opened it', async () => {
    const stream = new PassThrough();
    const sink = await NdjsonSink.open(stream, options());
    sink.accept(observed(1));
    await sink.close();
    expect(stream.writableEnded).toBe(false);
    stream.end('');
    const lines = readEvents(await text(stream));
    expect(lines.map(({ type }) => type)).toEqual(['run-started', 'exchange', 'run-ended']);
  });

  it('end when the reader leaves, which is said once and hinders nothing', async () => {
    const said: string[] = [];
    const stream = new Writable({
      write: (_chunk, _encoding, done) => {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const onProblem = (message: string): void => void said.push(message);
    const sink = await NdjsonSink.open(stream, options({ onProblem }));
    for (let seq = 1; seq <= 3; seq += 1) {
      sink.accept(observed(seq));
      await sink.flush();
    }
    await sink.reopen();
    await sink.close();
    expect(said).toEqual(['Events are no longer written to the stream: its reader has left.']);
  });

  it('wait for a reader who is slow, within a bound', async () => {
    const taken: string[] = [];
    let isReading = false;
    let resume = (): void => undefined;
    const stream = new Writable({
      highWaterMark: 1,
      write: (chunk: Buffer, _encoding, done) => {
        taken.push(chunk.toString());
        if (isReading) done();
        else resume = done;
      },
    });
    const said: string[] = [];
    const onProblem = (message: string): void => void said.push(message);
    const sink = await NdjsonSink.open(
      stream,
      options({ onProblem, maxPendingBytes: 4000, patienceMs: 5 }),
    );
    await sink.flush();
    for (let seq = 1; seq <= 9; seq += 1) sink.accept(long(seq, 500));
    await sink.flush();
    expect(said).toEqual([
      expect.stringMatching(/^Events are not written to the stream: .*it goes on by itself/),
    ]);
    isReading = true;
    resume();
    await sink.flush();
    await sink.close();
    const lines = readEvents(taken.join(''));
    const seqs = linesOfType(lines, 'exchange').map(({ seq }) => seq);
    expect(seqs.length).toBeLessThan(9);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(said.slice(1)).toEqual([
      `Events are written to the stream again; ${9 - seqs.length} events could not be kept.`,
    ]);
    expect(lines.at(-1)).toMatchObject({ type: 'run-ended', unwritten: 9 - seqs.length });
  });
});

describe.skipIf(process.platform === 'win32')('the lines in a named pipe', () => {
  const pipe = (): string => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    return path;
  };

  it('wait for a reader, and for the next when one has left', async () => {
    const path = pipe();
    const said: string[] = [];
    const onProblem = (message: string): void => void said.push(message);
    const sink = await NdjsonSink.open(path, options({ onProblem }));
    await sink.flush();
    expect(said).toEqual([expect.stringContaining('nobody reads it; it goes on by itself')]);

    const first = spawn('head', ['-n', '1', path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const firstRead = text(first.stdout);
    while (said.length < 2) await sink.flush();
    expect(readEvents(await firstRead)).toMatchObject([{ type: 'run-started' }]);

    while (said.length < 3) {
      sink.accept(observed(said.length));
      await sink.flush();
    }
    expect(said[2]).toContain('its reader has left; it goes on by itself');
    const second = spawn('cat', [path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const secondRead = text(second.stdout);
    while (said.length < 4) await sink.flush();
    sink.accept(observed(99));
    await sink.close();
    const lines = readEvents(await secondRead);
    expect(linesOfType(lines, 'exchange').at(-1)?.seq).toBe(99);
    expect(lines.at(-1)).toMatchObject({ type: 'run-ended' });
    expect(existsSync(path)).toBe(true);
  });
});
