/** The library as its users import it: the built package, in front of the demo app. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSpy, type SpyOptions } from 'sessionspy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoApp, type DemoApp } from '../../../src/demo/app.js';
import { Browser } from '../../support/browser.js';
import { readRecording, requestLine } from '../../support/har-reading.js';

const SECRET = 'the-library-test-and-its-key-have-fifty-characters';

let folder: string;
let app: DemoApp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-library-'));
  app = await startDemoApp({ databasePath: join(folder, 'db.sqlite3'), secretKey: SECRET });
});

afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const options = (): SpyOptions => ({
  target: app.url,
  framework: 'django',
  secrets: [SECRET],
  stores: [`sqlite://${join(folder, 'db.sqlite3')}`],
});

describe('startSpy', () => {
  it('knows after idle() who logged in, and saves a recording of it', async () => {
    await using spy = await startSpy(options());
    const browser = new Browser(spy.url);
    await browser.submit('/login/', { username: 'ada', password: 'ada-password' });
    await spy.idle();
    browser.close();
    const [login] = spy.transitions();
    expect(login?.kinds).toEqual(['created', 'logged-in']);
    expect(login?.actor).toMatchObject({ name: 'ada', verified: true, isSuperuser: true });
    expect(spy.exchanges().every((observation) => observation.settled)).toBe(true);
    const har = join(folder, 'saved.har');
    await spy.saveHar(har);
    expect(readRecording(har).map(requestLine)).toEqual(['GET /login/', 'POST /login/']);
  });

  it('says in a saved recording which bodies were given up for memory', async () => {
    await using spy = await startSpy({ ...options(), maxMemoryBytes: 4000 });
    const browser = new Browser(spy.url);
    await browser.get('/counter/');
    await browser.get('/counter/');
    browser.close();
    await spy.idle();
    expect(spy.exchanges().at(-1)?.exchange.response?.content).toMatchObject({ dropped: true });
    expect(spy.journal.bytes).toBeLessThan(40_000);
    const har = join(folder, 'dropped.har');
    await spy.saveHar(har);
    const [entry] = readRecording(har);
    expect(entry).toMatchObject({
      _sessionspy: { body: { response: { captured: 0, dropped: true } } },
    });
    expect(entry).not.toHaveProperty('response.content.text');
  });

  it('runs several at once, and closes as often as it is asked to', async () => {
    const [first, second] = await Promise.all([startSpy(options()), startSpy(options())]);
    expect(first.url).not.toBe(second.url);
    const browser = new Browser(second.url);
    await browser.get('/');
    browser.close();
    await Promise.all([first.idle(), second.idle()]);
    expect(first.exchanges()).toHaveLength(0);
    expect(second.exchanges()).toHaveLength(1);
    await Promise.all([first.close(), first.close(), second.close()]);
  });

  it.each([
    [{}, /target/],
    [{ target: 1 }, /"target".*string/],
    [{ target: 'localhost:1', stores: 'sqlite:x' }, /"stores".*array/],
    [{ target: 'localhost:1', listen: 'abc' }, /"listen".*object/],
    [{ target: 'localhost:1', nope: 1 }, /"nope"/],
    [{ target: 'localhost:1', snapshot: 'exakt' }, /"snapshot" must be beside or exact/],
    [{ target: 'localhost:1', redact: 'safest' }, /"redact" must be safe, strict or off/],
    [{ target: 'localhost:1', secrets: ['a', undefined] }, /secrets\[1\] holds no key/],
    [{ target: 'localhost:1', secrets: [''] }, /secrets\[0\] holds no key/],
    [{ target: 'localhost:1', framework: 'djanog' }, /djanog/],
  ])('refuses %j with a SpyError', async (wrong, says) => {
    // What a caller without types may pass.
    const started = startSpy(wrong as unknown as SpyOptions);
    await expect(started).rejects.toMatchObject({ name: 'SpyError', code: 'SPY_CONFIG' });
    await expect(started).rejects.toThrow(says);
  });
});
