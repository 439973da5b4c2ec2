/** Recordings opened through the library: ours as they were, other tools' like traffic. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { finished } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import {
  openRecording,
  startSpy,
  type Observation,
  type RecordingOptions,
  type Spy,
} from 'sessionspy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoApp, type DemoApp } from '../../../src/demo/app.js';
import { Browser } from '../../support/browser.js';
import { harProblems } from '../../support/har-validity.js';
import { readRecording } from '../../support/har-reading.js';

const SECRET = 'the-recording-test-and-its-key-have-50-characters';
/** Of the cookies in fixtures/har. */
const FIXTURE_SECRET = 'django-insecure-2f$k^w!8z@q#p0r(t)y_u+i=o-a3';
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/har/${name}`, import.meta.url));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-recording-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function readAll(path: string, options: RecordingOptions = {}): Promise<Observation[]> {
  await using recording = await openRecording(path, options);
  await recording.idle();
  return recording.exchanges();
}

const entry = (path: string, more: object = {}): object => ({
  startedDateTime: '2026-01-02T03:04:05.678Z',
  request: { method: 'GET', url: `http://a.example${path}`, headers: [] },
  response: { status: 200, headers: [], content: { size: 0 } },
  ...more,
});

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const har = (...entries: object[]): string => JSON.stringify({ log: { entries } });

describe('a recording of ours', () => {
  let app: DemoApp;
  let live: Observation[];
  let path: string;

  beforeAll(async () => {
    const databasePath = join(folder, 'db.sqlite3');
    app = await startDemoApp({ databasePath, secretKey: SECRET });
    path = join(folder, 'own.har');
    await using spy = await startSpy({
      target: app.url,
      framework: 'django',
      secrets: [SECRET],
      stores: [`sqlite://${databasePath}`],
      har: path,
      redact: 'off',
    });
    const browser = new Browser(spy.url);
    await browser.get('/counter/');
    await browser.submit('/login/', { username: 'ada', password: 'ada-password' });
    await browser.get('/counter/');
    await browser.submit('/logout/', {}, '/');
    browser.close();
    const other = new Browser(spy.url);
    await other.submit('/login/', { username: 'grace', password: 'grace-password' });
    await other.get('/counter/');
    other.close();
    await spy.idle();
    live = spy.exchanges();
  });

  afterAll(() => app.close());

  it('shows what was seen live', async () => {
    const shown = await readAll(path);
    expect(shown).toHaveLength(live.length);
    for (const [index, was] of live.entries()) {
      const is = shown[index];
      expect(is?.exchange).toMatchObject({
        id: was.exchange.id,
        connectionId: was.exchange.connectionId,
        ordinal: was.exchange.ordinal,
        startedAt: was.exchange.startedAt,
        outcome: was.exchange.outcome,
        rewrites: was.exchange.rewrites,
      });
      const { content, ...head } = was.exchange.request;
      expect(is?.exchange.request).toMatchObject(head);
      expect(Buffer.from(is?.exchange.request.content.bytes ?? [])).toEqual(
        Buffer.from(content.bytes),
      );
      expect(is).toMatchObject({ seq: was.seq, client: was.client, settled: true });
      expect(is?.session?.kinds).toEqual(was.session?.kinds);
      expect(is?.session?.changes).toEqual(was.session?.changes);
      expect(is?.session?.actor).toEqual(was.session?.actor);
      expect(is?.session?.after?.payload).toEqual(was.session?.after?.payload);
      expect(is?.session?.before?.tag).toEqual(was.session?.before?.tag);
      expect(is?.cookies.sent).toEqual(was.cookies.sent);
      expect(is?.cookies.set).toEqual(was.cookies.set);
      expect(is?.cookies.changes.map(({ kind }) => kind)).toEqual(
        was.cookies.changes.map(({ kind }) => kind),
      );
    }
  });

  it('asks stores where another tool could have written it', async () => {
    const text = await readFile(path, 'utf8');
    const { log } = JSON.parse(text) as { log: { entries: Record<string, unknown>[] } };
    const bare = log.entries.map((each) => ({ ...each, _sessionspy: undefined }));
    const shown = await readAll(await file('bare-own.har', har(...bare)), {
      secrets: [SECRET],
      stores: [`sqlite://${join(folder, 'db.sqlite3')}`],
    });
    const last = shown.at(-1);
    expect(last?.session?.actor).toMatchObject({ name: 'grace', via: 'directory', verified: true });
    // Of a session that is gone since, the store knows nothing any more.
    expect(shown[0]?.session?.after?.state).toBe('missing');
    // Times of a HAR are whole milliseconds: one browser may be taken for two, two never for one.
    const names = new Map<string, Set<string>>();
    for (const { client, session } of shown) {
      const { actor } = session ?? {};
      const known = names.get(client) ?? new Set();
      names.set(client, actor?.kind === 'authenticated' ? known.add(actor.userId) : known);
    }
    expect(names.size).toBeGreaterThanOrEqual(2);
    for (const known of names.values()) expect(known.size).toBeLessThanOrEqual(1);
  });

  it('says what it was read with, and can be saved again', async () => {
    await using recording = await openRecording(path);
    await recording.idle();
    expect(recording.target).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(recording.tool).toMatch(/^sessionspy /);
    expect(recording.journal.status).toMatchObject({ framework: 'django', hasSecret: true });
    expect(recording.problems).toEqual([]);
    expect(recording.journal.connectionIds).toEqual([
      ...new Set(live.map(({ exchange }) => exchange.connectionId)),
    ]);
    const copy = join(folder, 'copy.har');
    await recording.saveHar(copy);
    expect(harProblems(JSON.parse(await readFile(copy, 'utf8')))).toEqual([]);
    expect(readRecording(copy).map(({ _sessionspy }) => _sessionspy.events)).toEqual(
      live.map(({ session }) => session?.kinds ?? []),
    );
    expect(await readFile(copy, 'utf8')).not.toContain('password=ada');
    // What has been replaced once stays as it is: cookie, session and user can still be followed.
    await using again = await openRecording(copy);
    await again.idle();
    const second = join(folder, 'second.har');
    await again.saveHar(second);
    const written = (path: string): unknown[] =>
      readRecording(path).map(({ request }) => ({ ...request, headersSize: 0 }));
    expect(written(second)).toEqual(written(copy));
  });
});

describe('a recording of another tool', () => {
  const options = { secrets: [FIXTURE_SECRET] };

  it.each(['chrome.har', 'firefox.har', 'mitmproxy.har'])(
    'goes through ledger and tracker like traffic: %s',
    async (name) => {
      const [counter, login, me] = await readAll(fixture(name), options);
      expect(counter?.session?.actor).toEqual({ kind: 'anonymous' });
      expect(login?.session?.kinds).toContain('logged-in');
      expect(login?.session?.changes).toContainEqual({
        op: 'changed',
        path: ['count'],
        before: 2,
        after: 6,
      });
      expect(me?.session?.actor).toMatchObject({
        kind: 'authenticated',
        userId: '1',
        verified: true,
      });
      expect(me?.session?.after).toMatchObject({ framework: 'django', state: 'live' });
      expect(login?.cookies.changes.map(({ kind }) => kind)).toContain('replaced');
      expect(me?.client).toBe(counter?.client);
    },
  );

  it('judges age by the moment of the exchange', async () => {
    const text = await readFile(fixture('mitmproxy.har'), 'utf8');
    const late = await file('late.har', text.replaceAll('2026-11-22', '2027-11-22'));
    const [counter] = await readAll(late, options);
    expect(counter?.session?.before?.state).toBe('expired');
  });

  it('names a session that it cannot open, and why', async () => {
    const [, , me] = await readAll(fixture('mitmproxy.har'));
    expect(me?.session?.actor).toMatchObject({ userId: '1', verified: false });
    expect(me?.session?.before?.integrity).toBe('no-key');
  });

  it('puts other origins in absolute form, and saves the addresses as they were', async () => {
    await using recording = await openRecording(fixture('chrome.har'), options);
    await recording.idle();
    expect(recording.target).toBe('https://shop.example');
    expect(recording.exchanges().map(({ exchange }) => exchange.request.target)).toEqual([
      '/counter/',
      '/login/?next=/me/',
      '/me/',
      '/gone',
      'https://cdn.example/x.js',
    ]);
    const copy = join(folder, 'chrome-copy.har');
    await recording.saveHar(copy);
    expect(harProblems(JSON.parse(await readFile(copy, 'utf8')))).toEqual([]);
    expect(readRecording(copy).map(({ request }) => request.url)).toEqual([
      'https://shop.example/counter/',
      'https://shop.example/login/?next=/me/',
      'https://shop.example/me/',
      'https://shop.example/gone',
      'https://cdn.example/x.js',
    ]);
  });

  it('says once that it holds no cookies', async () => {
    await using recording = await openRecording(
      await file('bare.har', har(entry('/'), entry('/2'))),
    );
    await recording.idle();
    expect(recording.problems.map(({ message }) => message)).toEqual([
      'bare.har holds no cookies, so nobody can be named.',
    ]);
  });
});

describe('pages', () => {
  it('of ours come back as they were, and go into a file that is saved', async () => {
    const app = await startDemoApp({
      databasePath: join(folder, 'pages.sqlite3'),
      secretKey: SECRET,
    });
    const path = join(folder, 'pages.har');
    const steps: ReturnType<Spy['step']>[] = [];
    {
      await using spy = await startSpy({ target: app.url, har: path });
      const browser = new Browser(spy.url);
      await browser.get('/counter/');
      await spy.idle();
      for (const title of ['counts', 'does nothing', 'counts again']) {
        steps.push(spy.step(title));
        if (title !== 'does nothing') await browser.get('/counter/');
        await spy.idle();
      }
      browser.close();
    }
    await app.close();
    await using recording = await openRecording(path);
    await recording.idle();
    const [first, , third] = steps;
    expect(recording.journal.pages).toEqual([first, third]);
    expect(recording.exchanges().map(({ page }) => page)).toEqual([
      undefined,
      first?.id,
      third?.id,
    ]);
    const saved = join(folder, 'pages-saved.har');
    await recording.saveHar(saved, [3]);
    const document = JSON.parse(await readFile(saved, 'utf8')) as { log: { pages: unknown } };
    expect(harProblems(document)).toEqual([]);
    expect(document.log.pages).toMatchObject([{ id: third?.id, title: 'counts again' }]);
  });

  it('of other tools keep ids and titles, wherever they stand', async () => {
    const entries = [
      entry('/1', { pageref: 'page_7' }),
      entry('/2'),
      entry('/3', { pageref: 'https://a.example/?token=1' }),
      entry('/4', { pageref: 'nowhere' }),
    ];
    const pages = [
      { id: 'page_7', title: 'Home', startedDateTime: '2026-01-02T03:04:00.000Z' },
      { id: 'https://a.example/?token=1', title: 'https://a.example/?token=1' },
      { title: 'no id' },
      'no page',
    ];
    for (const log of [
      { pages, entries },
      { entries, pages },
    ]) {
      await using recording = await openRecording(await file('pages.har', JSON.stringify({ log })));
      await recording.idle();
      const [home, other] = recording.journal.pages;
      expect(recording.journal.pages).toHaveLength(2);
      expect(home).toMatchObject({ id: 'page_7', title: 'Home' });
      expect(other?.id).toMatch(/^page_[0-9a-f]{8}$/);
      const named = recording.exchanges().map(({ page }) => page);
      expect(named).toEqual(['page_7', undefined, other?.id, 'nowhere']);
      const saved = join(folder, 'pages-of-others.har');
      await recording.saveHar(saved);
      const text = await readFile(saved, 'utf8');
      expect(harProblems(JSON.parse(text))).toEqual([]);
      expect(text).not.toContain('token=1');
    }
  });
});

describe('reading', () => {
  it('gives every whole entry of a file cut anywhere, and says that it ended early', async () => {
    const text = har(entry('/1'), entry('/2'), entry('/3'));
    const ends = [1, 2, 3].map((count) => text.indexOf(`/${count}"`) + entryTail);
    for (let length = text.indexOf('[{') + 2; length < text.length; length += 7) {
      const path = await file('cut.har', text.slice(0, length));
      const whole = ends.filter((end) => end <= length).length;
      if (whole === 0) {
        await using recording = await openRecording(path);
        await recording.idle();
        expect(recording.exchanges()).toHaveLength(0);
        continue;
      }
      await using recording = await openRecording(path);
      await recording.idle();
      expect(recording.exchanges()).toHaveLength(whole);
      expect(recording.problems[0]?.message).toContain('ends early');
    }
  });

  /** From a path to the end of its entry. */
  const entryTail = JSON.stringify(entry('/1')).length - JSON.stringify(entry('/1')).indexOf('/1"');

  it('undoes gzip, also of a file that was cut', async () => {
    const packed = gzipSync(har(entry('/1'), entry('/2')));
    const whole = await readAll(await file('packed.har.gz', packed));
    expect(whole.map(({ exchange }) => exchange.request.target)).toEqual(['/1', '/2']);
    const many = gzipSync(
      har(...Array.from({ length: 2000 }, (_, index) => entry(`/${Math.sin(index)}`))),
    );
    const cut = await file('cut.har.gz', many.subarray(0, many.length / 2));
    await using recording = await openRecording(cut);
    await recording.idle();
    expect(recording.exchanges().length).toBeGreaterThan(500);
    expect(recording.problems[0]?.message).toContain('ends early');
  });

  it('counts entries that cannot be used, and says so once', async () => {
    const path = await file(
      'odd.har',
      har(entry('/1'), {}, entry('/2'), { request: { url: 'x' } }),
    );
    await using recording = await openRecording(path);
    await recording.idle();
    expect(recording.exchanges()).toHaveLength(2);
    expect(recording.progress).toMatchObject({ exchanges: 2, unusable: 2, state: 'done' });
    expect(recording.problems.map(({ message }) => message)).toContain(
      '2 entries of odd.har cannot be shown: the first, entry 2 has no URL of HTTP.',
    );
  });

  it.each([
    ['missing.har', undefined, /^There is no file ".*missing\.har": check the path\.$/],
    ['empty.har', '', /is empty/],
    ['blank.har', ' \n', /is empty/],
    ['page.har', '<!doctype html>', /is no JSON \(from byte 0 on\)/],
    ['list.har', '[1]', /is JSON, but no HAR/],
    ['other.har', '{"log":{"version":"1.2"}}', /is JSON, but no HAR/],
    ['cut.har', '{"log":{"version":"1.2"', /ends before its first entry/],
    ['utf16.har', Buffer.from('\ufeff{"log":{}}', 'utf16le'), /is UTF-16: save it as UTF-8/],
    ['a.zip', Buffer.from('PK\u0003\u0004'), /is a zip archive/],
    ['no.gz', Buffer.from([0x1f, 0x8b, 8, 0, 1]), /is empty/],
    ['bin.har', Buffer.from([0, 1, 2, 3]), /is no JSON/],
  ])('says of %s what it is', async (name, content, message) => {
    const path = content === undefined ? join(folder, name) : await file(name, content);
    await expect(openRecording(path)).rejects.toMatchObject({
      code: 'SPY_RECORDING_UNREADABLE',
      message: expect.stringMatching(message) as string,
    });
  });

  it('says of a folder that it is one', async () => {
    await expect(openRecording(folder)).rejects.toThrow(/is a folder: name the HAR file in it/);
  });

  it('opens a log without entries', async () => {
    expect(await readAll(await file('none.har', har()))).toEqual([]);
  });

  it('goes through 20 MB a piece at a time, tells how far it is, and can be stopped', async () => {
    const path = join(folder, 'large.har');
    const body = 'x'.repeat(20_000);
    const content = { size: body.length, mimeType: 'text/plain', text: body };
    const stream = createWriteStream(path);
    stream.write('{"log":{"entries":[');
    for (let index = 0; index < 1000; index += 1) {
      const response = { status: 200, headers: [], content };
      stream.write(`${index === 0 ? '' : ','}${JSON.stringify(entry(`/${index}`, { response }))}`);
    }
    stream.end(']}}');
    await finished(stream);

    const parts: number[] = [];
    await using recording = await openRecording(path, {
      maxBodyBytes: 1000,
      maxExchanges: 100,
      onProgress: ({ bytesRead, totalBytes = 0 }) => parts.push(bytesRead / totalBytes),
    });
    expect(recording.progress.bytesRead).toBeLessThan(2_000_000);
    await recording.idle();
    expect(parts.at(-1)).toBe(1);
    expect(recording.progress).toMatchObject({ exchanges: 1000, state: 'done' });
    expect(recording.exchanges()).toHaveLength(100);
    expect(recording.exchanges()[0]?.exchange.response?.content).toMatchObject({
      sizeBytes: 20_000,
      truncated: true,
    });

    await using stopped = await openRecording(path);
    stopped.start();
    await stopped.close();
    expect(stopped.progress.state).toBe('stopped');
    expect(stopped.progress.exchanges).toBeLessThan(1000);
  });

  it('takes hostile entries for what they are', async () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const text = har(
      entry('/__proto__', { __proto__: null, constructor: 1 }),
      entry('/\u001b[31m'),
      entry('/time', { startedDateTime: '+275760-09-13T00:00:00.001Z', time: 1e308 }),
      entry('/long', { comment: 'y'.repeat(20_000_000) }),
      entry('/deep', { x: 'DEEP' }),
      entry('/last'),
    ).replace('"DEEP"', deep);
    const shown = await readAll(await file('hostile.har', text));
    expect(shown.map(({ exchange }) => exchange.request.target.slice(0, 6))).toEqual([
      '/__pro',
      '/\u001b[31m',
      '/time',
      '/long',
      '/last',
    ]);
    expect(shown[2]?.exchange.startedAt).toBe(shown[1]?.exchange.startedAt);
  });
});
