/** A HAR on a stream: whole at its end, bounded while its reader is slow, quiet once it has left. */
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { pageId } from '../../../src/model/ids.js';
import type { JournalEvent } from '../../../src/model/journal-event.js';
import { HarStreamSink, type HarStreamOptions } from '../../../src/sinks/har-stream.js';
import { harProblems } from '../../support/har-validity.js';
import { answer, context, START } from '../../unit/har/observation-fixture.js';

const observed = (seq: number, body = 'x', page?: number): JournalEvent => ({
  kind: 'observed',
  observation: {
    ...answer('text/plain', body),
    seq,
    ...(page === undefined ? {} : { page: pageId(page) }),
  },
});

interface Har {
  readonly log: {
    readonly pages: readonly { readonly id: string }[];
    readonly entries: readonly { readonly _sessionspy: { readonly seq: number } }[];
  };
}

function harOf(text: string): Har {
  const har = JSON.parse(text) as Har;
  expect(harProblems(har)).toEqual([]);
  return har;
}
const seqsOf = (text: string): number[] =>
  harOf(text).log.entries.map((entry) => entry._sessionspy.seq);

/** A stream whose reader takes what it is given at once. */
function reader(): { readonly stream: Writable; readonly text: () => string } {
  const stream = new PassThrough();
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { stream, text: () => text };
}

/** A stream whose reader takes nothing until it is told to. */
function slowReader(): {
  readonly stream: Writable;
  readonly text: () => string;
  readonly read: () => void;
} {
  let text = '';
  let isReading = false;
  let goOn: () => void = () => undefined;
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      if (isReading) done();
      else goOn = done;
    },
  });
  return {
    stream,
    text: () => text,
    read: () => {
      isReading = true;
      goOn();
    },
  };
}

const open = (stream: Writable, more: Partial<HarStreamOptions> = {}) => {
  const said: string[] = [];
  const onProblem = (message: string): void => void said.push(message);
  const rules = { context: context(), version: '1.0', onProblem, intervalMs: 5, ...more };
  return { sink: new HarStreamSink(stream, rules), said };
};

describe('HarStreamSink', () => {
  it('writes head, entries as they settle, pages and tail, and does not end the stream', async () => {
    const { stream, text } = reader();
    const { sink, said } = open(stream);
    const page = { id: pageId(1), title: 'a step', startedAt: START };
    sink.accept({ kind: 'page-started', page });
    for (const event of [observed(1), observed(2, 'y', 1)]) sink.accept(event);
    await expect.poll(text).toContain('"seq":2');
    sink.accept(observed(3));
    await sink.flush();
    expect(text()).toContain('"seq":3');
    await Promise.all([sink.close(), sink.close()]);
    sink.accept(observed(4));
    expect(seqsOf(text())).toEqual([1, 2, 3]);
    expect(harOf(text()).log.pages).toMatchObject([{ id: 'page_1' }]);
    const entryLines = text().split('\n').slice(1, 4);
    for (const line of entryLines)
      expect(JSON.parse(line.replace(/,$/, ''))).toHaveProperty('time');
    expect(stream.writable).toBe(true);
    expect(said).toEqual([]);
  });

  it('is whole without any exchange', async () => {
    const { stream, text } = reader();
    await open(stream).sink.close();
    expect(seqsOf(text())).toEqual([]);
  });

  it('holds entries for a slow reader within a bound, and says once that some are left out', async () => {
    const { stream, text, read } = slowReader();
    const { sink, said } = open(stream, { maxPendingBytes: 20_000, patienceMs: 10 });
    sink.accept(observed(1));
    await sink.flush();
    for (let seq = 2; seq <= 20; seq += 1) sink.accept(observed(seq, 'x'.repeat(3000)));
    await sink.flush();
    expect(stream.writableLength).toBeLessThan(30_000);
    expect(said).toEqual([expect.stringMatching(/too slow: some exchanges are left out/)]);
    read();
    await sink.close();
    const seqs = seqsOf(text());
    expect(seqs.slice(0, 3)).toEqual([1, 2, 3]);
    expect(seqs.length).toBeLessThan(20);
    expect(said.slice(1)).toEqual([`The recording lacks ${20 - seqs.length} exchanges.`]);
  });

  it('ends although its reader takes nothing', async () => {
    const { stream } = slowReader();
    const { sink, said } = open(stream, { patienceMs: 10 });
    sink.accept(observed(1, 'x'.repeat(50_000)));
    await sink.flush();
    sink.accept(observed(2));
    await sink.close();
    expect(said).toEqual(['The recording lacks 1 exchange.']);
  });

  it('says once that its reader has left, and goes on without it', async () => {
    const { stream } = reader();
    const { sink, said } = open(stream);
    sink.accept(observed(1));
    await sink.flush();
    stream.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await expect.poll(() => said).toHaveLength(1);
    for (let seq = 2; seq < 9; seq += 1) sink.accept(observed(seq));
    await sink.flush();
    await sink.close();
    expect(said).toEqual([
      'Recording to the stream has ended: its reader has left; traffic goes on.',
    ]);
  });
});
