/**
 * Every odd kind of traffic through a real spy: the recording is complete, valid by each definition, and opened
 * by the tools that read HAR.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecording } from 'sessionspy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HarContent, HarEntry, HarRequest } from '../../../src/har/types.js';
import { DevTools } from '../../support/har-devtools.js';
import {
  flowsRead,
  hasForeignCoding,
  mitmdumpWithHar,
  mitmproxyProblems,
} from '../../support/har-mitmproxy.js';
import { harSchemaProblems } from '../../support/har-schema-check.js';
import { harProblems } from '../../support/har-validity.js';
import { bufferFrom, DESTINATIONS, NASTY_CASES } from '../../support/nasty-corpus.js';
import { describeWith, programPath } from '../../support/programs.js';
import { recordCorpus, type RecordedCorpus } from '../../support/recorded-corpus.js';

interface Har {
  readonly log: { readonly entries: readonly HarEntry[] };
}

const MODES = ['off', 'safe', 'strict'] as const;

const folder = mkdtempSync(join(tmpdir(), 'sessionspy-corpus-'));
const recorded = new Map<(typeof MODES)[number], RecordedCorpus>();

beforeAll(async () => {
  for (const mode of MODES) recorded.set(mode, await recordCorpus(folder, mode));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function corpusOf(mode: (typeof MODES)[number]): RecordedCorpus {
  const corpus = recorded.get(mode);
  if (corpus === undefined) throw new Error(`nothing was recorded with --redact ${mode}`);
  return corpus;
}

const filesOf = (mode: (typeof MODES)[number]): readonly string[] => {
  const { live, saved, others } = corpusOf(mode);
  return [live, saved, ...others];
};

// Ours, and checked against the format by the tests of this file.
const readHar = (path: string): Har => JSON.parse(readFileSync(path, 'utf8')) as Har;

/** The case that an entry is of. */
const caseOf = ({ request }: HarEntry): string | undefined =>
  request.headers.find(({ name }) => name === 'X-Case')?.value;

/** How a test names an entry. */
const named = (entry: HarEntry): string => caseOf(entry) ?? entry.request.url;

const entriesOf = (path: string): ReadonlyMap<string, HarEntry> =>
  new Map(readHar(path).log.entries.map((entry) => [named(entry), entry]));

describe.each(MODES)('the corpus with --redact %s', (mode) => {
  it('is valid by the text of the format and by the published schemas', () => {
    for (const path of filesOf(mode)) {
      expect(harProblems(readHar(path)), path).toEqual([]);
      expect(harSchemaProblems(readHar(path)), path).toEqual([]);
    }
  });

  it('has every exchange once, live and saved alike, with its status', () => {
    const expected = NASTY_CASES.flatMap(({ name, status, count = 1 }) =>
      Array.from({ length: count }, () => `${name} ${status}`),
    );
    const { live, saved } = corpusOf(mode);
    for (const path of [live, saved]) {
      const { entries } = readHar(path).log;
      const found = entries.filter((entry) => caseOf(entry) !== undefined);
      const seen = found.map((entry) => `${named(entry)} ${entry.response.status}`);
      expect(seen.toSorted(), path).toEqual(expected.toSorted());
      // Two were no requests: they have no fields by which to know them.
      expect(entries.length - found.length, path).toBe(2);
      expect(new Set(entries.map((entry) => entry._sessionspy.seq)).size).toBe(entries.length);
    }
  });

  it('says what broke off, what was still open, and what was never reached', () => {
    const { live, saved, others } = corpusOf(mode);
    const outcome = (path: string, name: string): string | undefined =>
      entriesOf(path).get(name)?._sessionspy.outcome;
    expect(outcome(saved, 'sse-open')).toBe('in-progress');
    expect(outcome(live, 'sse-ended')).toBe('completed');
    expect(outcome(live, 'websocket')).toBe('upgraded');
    for (const name of ['aborts-before-head', 'aborts-mid-body', 'aborts-uploading']) {
      expect(outcome(live, name), name).toBe('client-aborted');
    }
    for (const name of ['closed-before-head', 'cut-mid-body', 'cut-mid-chunk', 'coded-cut']) {
      expect(outcome(live, name), name).toBe('server-failed');
    }
    const elsewhere = others.flatMap((path) => readHar(path).log.entries);
    const ends = elsewhere.map(({ response, _sessionspy }) => [
      response.status,
      _sessionspy.outcome,
    ]);
    expect(ends).toEqual([
      [502, 'server-failed'],
      [504, 'server-failed'],
      [200, 'completed'],
      [200, 'completed'],
    ]);
    const [, , onSocket, onIpv6] = elsewhere.map(({ serverIPAddress }) => serverIPAddress);
    expect([onSocket, onIpv6]).toEqual([undefined, '::1']);
  });

  it('is read back whole by openRecording', async () => {
    for (const path of filesOf(mode)) {
      await using recording = await openRecording(path);
      await recording.idle();
      const { entries } = readHar(path).log;
      const read = recording.exchanges().map(({ seq, exchange }) => ({
        seq,
        status: exchange.response?.status ?? 0,
        outcome: exchange.outcome.kind,
        fields: exchange.request.headers.map(([name, value]) => ({ name, value })),
      }));
      const written = entries.map(({ request, response, _sessionspy: { seq, outcome } }) => ({
        seq,
        status: response.status,
        outcome,
        fields: request.headers,
      }));
      expect(read, path).toEqual(written.toSorted((a, b) => a.seq - b.seq));
    }
  });

  it('has nothing that mitmproxy refuses but codings that it does not know', () => {
    for (const path of filesOf(mode)) {
      const { entries } = readHar(path).log;
      expect(mitmproxyProblems(entries)).toEqual([]);
    }
    const foreign = readHar(corpusOf(mode).live).log.entries.filter(hasForeignCoding).map(named);
    expect(foreign).toEqual(['coded-x-gzip', 'coded-double', 'coded-unknown']);
  });

  const mitmdump = mitmdumpWithHar();
  it.skipIf(mitmdump === undefined)(
    'is read by mitmdump (needs version 10: pip install mitmproxy)',
    () => {
      for (const path of filesOf(mode)) {
        const { log } = readHar(path);
        const entries = log.entries.filter((entry) => !hasForeignCoding(entry));
        const readable = join(folder, 'mitmproxy.har');
        writeFileSync(readable, JSON.stringify({ log: { ...log, entries } }));
        expect(flowsRead(mitmdump ?? '', readable), path).toBe(entries.length);
      }
    },
  );

  describeWith('har-to-k6', 'har-to-k6', () => {
    it('converts it to a script that can be read', () => {
      const { saved, others } = corpusOf(mode);
      const { log } = readHar(saved);
      const all = [saved, ...others].flatMap((path) => readHar(path).log.entries);
      // It wants a name of each cookie that was sent, which a browser does not.
      const entries = all.filter(({ request }) => request.cookies.every(({ name }) => name !== ''));
      expect(all.length - entries.length).toBe(1);
      const [readable, script] = [join(folder, `k6-${mode}.har`), join(folder, `k6-${mode}.mjs`)];
      writeFileSync(readable, JSON.stringify({ log: { ...log, entries } }));
      // Its exit code is 0 also when it fails; there is no script then.
      execFileSync(programPath('har-to-k6') ?? '', [readable, '--output', script], {
        stdio: 'ignore',
      });
      execFileSync(process.execPath, ['--check', script]);
      const requests = readFileSync(script, 'utf8').match(/\bhttp\.\w+\(/g);
      expect(requests?.length).toBe(entries.length);
    });
  });
});

describe('what passed', () => {
  it('is in the recording byte for byte', () => {
    const { live, saved } = corpusOf('off');
    for (const path of [live, saved]) {
      const entries = entriesOf(path);
      for (const { name, received, sent } of NASTY_CASES) {
        const entry = entries.get(name);
        if (received !== undefined) {
          expectContent(name, entry?.response.content, bufferFrom(received));
        }
        if (sent !== undefined && entry !== undefined) {
          expectContent(name, sentContent(entry.request), bufferFrom(sent));
        }
      }
    }
  });

  it('has its fields as they were sent, in order, case and number', () => {
    const entry = entriesOf(corpusOf('off').live).get('fields-odd');
    const lines = (fields: HarRequest['headers'] = []): string[] =>
      fields.map(({ name, value }) => `${name}: ${value}`);
    expect(lines(entry?.request.headers).slice(3)).toEqual([
      'x-LOWER-Upper: 1',
      'X-Dup: a',
      'x-dup: b',
      'X-Dup: ',
      'X-Bytes: \xff\xfe\x80',
      'X-Tab: a\tb',
      'Accept: */*',
    ]);
    expect(lines(entry?.response.headers).slice(0, 7)).toEqual([
      'x-LOWER-Upper: 1',
      'X-Dup: a',
      'x-dup: b',
      'X-Dup: ',
      'X-Bytes: \xff\xfe\x80',
      'Vary: a',
      'vary: b',
    ]);
  });
});

function sentContent({ postData, _content }: HarRequest): HarContent | undefined {
  if (_content !== undefined) return { ..._content, mimeType: 'x-unknown' };
  return postData && { size: 0, mimeType: postData.mimeType, text: postData.text };
}

/** Text of another charset than UTF-8 is judged as text: HAR holds it in Unicode. */
function expectContent(name: string, content: HarContent | undefined, expected: Buffer): void {
  const text = content?.text ?? '';
  if (content?.encoding === 'base64') {
    expect(Buffer.from(text, 'base64').toString('latin1'), name).toBe(expected.toString('latin1'));
    return;
  }
  const charset = /charset=([\w-]+)/i.exec(content?.mimeType ?? '')?.[1] ?? 'utf-8';
  const decoder = new TextDecoder(charset, { ignoreBOM: true, fatal: true });
  // As a stream: Node 20 takes windows-1252 for latin1 otherwise.
  expect(text, name).toBe(decoder.decode(expected, { stream: true }));
}

describeWith('chromium', 'Chrome’s developer tools', () => {
  let tools: DevTools;
  beforeAll(async () => {
    tools = await DevTools.open();
  });
  afterAll(() => tools.close());

  it.each(MODES)('import all of it with --redact %s', async (mode) => {
    for (const path of filesOf(mode)) {
      const { entries } = readHar(path).log;
      const imported = await tools.import(readFileSync(path, 'utf8'));
      const started = ({ startedDateTime }: HarEntry): number => Date.parse(startedDateTime);
      const sorted = entries.toSorted((a, b) => started(a) - started(b));
      expect(imported.length).toBe(entries.length);
      for (const [index, entry] of sorted.entries()) {
        const { request, response } = entry;
        const at = imported[index];
        expect({ ...at, type: '', startTime: 0, endTime: 0 }, named(entry)).toEqual({
          url: request.url,
          method: request.method,
          status: response.status,
          type: '',
          requestHeaders: request.headers,
          responseHeaders: response.headers,
          posted: request.postData?.text ?? null,
          content: response.content.text ?? '',
          isBase64: response.content.encoding === 'base64',
          startTime: 0,
          endTime: 0,
        });
        expect(at?.endTime).toBeGreaterThanOrEqual(at?.startTime ?? Infinity);
      }
    }
  });

  it('show each request as what it was for', async () => {
    const imported = await tools.import(readFileSync(corpusOf('off').live, 'utf8'));
    const typeOf = (name: string): string | undefined =>
      imported.find(({ url }) => url.endsWith(`/c/${name}`))?.type;
    for (const [destination, type] of DESTINATIONS) {
      expect(typeOf(`for-${destination}`), destination).toBe(type);
    }
    expect(typeOf('websocket')).toBe('websocket');
    expect(typeOf('sse-open')).toBe('eventsource');
  });
});
