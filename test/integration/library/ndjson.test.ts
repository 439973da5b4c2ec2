/** The events of a varied run in front of the demo app, as the library writes them and jq reads them. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { startSpy, type SpyOptions } from 'sessionspy';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoApp, type DemoApp } from '../../../src/demo/app.js';
import type { EventLine } from '../../../src/ndjson/event-line.js';
import { Browser } from '../../support/browser.js';
import { linesOfType, readEvents } from '../../support/event-reading.js';
import { describeWith } from '../../support/programs.js';

const SECRET = 'the-events-test-and-its-key-have-fifty-characters-';
const PASSWORD = 'ada-password';

let folder: string;
let app: DemoApp;
let har: string;
let events: string;
let lines: readonly EventLine[];

const options = (more: Partial<SpyOptions> = {}): SpyOptions => ({
  target: app.url,
  framework: 'django',
  secrets: [SECRET],
  stores: [`sqlite://${join(folder, 'db.sqlite3')}`],
  ...more,
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sessionspy-events-'));
  app = await startDemoApp({ databasePath: join(folder, 'db.sqlite3'), secretKey: SECRET });
  har = join(folder, 'run.har');
  events = join(folder, 'events.ndjson');
  await using spy = await startSpy(options({ har, ndjson: events }));
  const browser = new Browser(spy.url);
  await browser.get('/counter/');
  await browser.get('/counter/');
  await spy.idle();
  spy.step('Logging in');
  await browser.submit('/login/', { username: 'ada', password: PASSWORD });
  await browser.get(`/me/?token=a-t0ken-that-is-secret`);
  await browser.submit('/logout/', {}, '/');
  browser.close();
  await spy.close();
  lines = readEvents(readFileSync(events, 'utf8'));
});

afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the events of a run', () => {
  it('begin and end with the run', () => {
    expect(lines[0]).toMatchObject({ type: 'run-started', target: app.url, framework: 'django' });
    const count = (type: EventLine['type']): number => linesOfType(lines, type).length;
    expect(lines.at(-1)).toMatchObject({
      type: 'run-ended',
      exchanges: count('exchange'),
      connections: count('connection-opened'),
      cookies: count('cookie'),
      sessions: count('session'),
      problems: count('problem'),
      pages: 1,
      lost: 0,
      unwritten: 0,
    });
    expect(count('exchange')).toBeGreaterThan(5);
  });

  it('tell the story of the session', () => {
    const story = linesOfType(lines, 'session').map(({ user, events: kinds }) => [
      user.name,
      ...kinds,
    ]);
    expect(story).toEqual([
      [null, 'created'],
      [null, 'changed'],
      ['ada', 'rotated', 'logged-in'],
      ['ada', 'logged-out', 'destroyed'],
    ]);
  });

  it('name the step during which an exchange began', () => {
    const pages = linesOfType(lines, 'exchange').map(({ page }) => page);
    expect(pages.slice(0, 2)).toEqual([null, null]);
    expect(new Set(pages.slice(2))).toEqual(new Set(['page_1']));
  });

  it('say of each exchange what the HAR says of it, pseudonyms included', () => {
    const { log } = JSON.parse(readFileSync(har, 'utf8')) as {
      log: { entries: { request: { url: string }; _sessionspy: Record<string, unknown> }[] };
    };
    const told = linesOfType(lines, 'exchange');
    expect(told).toHaveLength(log.entries.length);
    for (const [index, { request, _sessionspy }] of log.entries.entries()) {
      const { seq, user, events: kinds } = _sessionspy;
      expect(told[index]).toMatchObject({ seq, user, events: kinds, url: request.url });
    }
  });

  it('hold no secret', () => {
    const whole = readFileSync(events, 'utf8');
    expect(whole).not.toMatch(/ada-password|a-t0ken-that-is-secret|_auth_user_hash":"[^‹]/);
    for (const { name, value } of linesOfType(lines, 'cookie')) {
      if (value !== null) expect(value, name).toMatch(/^(?:‹redacted:[sv]-[0-9a-f]+›)?$/);
    }
  });
});

describeWith('jq', 'the lines of docs/ndjson.md', () => {
  const docs = readFileSync(new URL('../../../docs/ndjson.md', import.meta.url), 'utf8');
  const asked = (question: string): readonly string[] => {
    const [, command = ''] =
      new RegExp(`^${question}.*?\`\`\`sh\\n(.*?)\\n`, 'ms').exec(docs) ?? [];
    expect(command).toContain('events.ndjson');
    return execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' })
      .split('\n')
      .slice(0, -1);
  };

  it('answer who logged in when', () => {
    expect(asked('Who logged in')).toEqual([expect.stringMatching(/^\d{4}-.*Z\tada\thttp/)]);
  });

  it('answer which requests changed a key', () => {
    const found = asked('Which requests changed').map((line) => line.split('\t').slice(1, 3));
    expect(found).toEqual([
      ['anonymous', 'GET'],
      ['anonymous', 'GET'],
      ['ada', 'POST'],
    ]);
  });

  it('answer what was the slowest request of each user', () => {
    const users = asked('What was the slowest').map((line) => line.split('\t')[1]);
    expect(users.toSorted()).toEqual(['ada', 'anonymous']);
  });

  it('answer which cookies were refused and what went wrong', async () => {
    const server = createServer((_request, response) => {
      response.setHeader('Set-Cookie', [
        'sneaky=1; Domain=other.example',
        `sessionid=${'a1'.repeat(16)}`,
      ]);
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const out = new PassThrough();
    const spy = await startSpy({
      target: `127.0.0.1:${port}`,
      framework: 'django',
      stores: [`sqlite://${join(folder, 'gone.sqlite3')}`],
      ndjson: out,
    });
    const browser = new Browser(spy.url);
    await browser.get('/');
    await browser.get('/');
    browser.close();
    await spy.close();
    server.close();
    out.end();
    const told = await text(out);
    readEvents(told);
    const run = readFileSync(events, 'utf8');
    try {
      writeFileSync(events, told);
      expect(asked('Which cookies')[0]).toMatch(/^sneaky\t.+\thttp/);
      expect(asked('What went wrong').join('\n')).toMatch(/^\d+\terror\tstore-missing\t/m);
    } finally {
      writeFileSync(events, run);
    }
  });
});

describe('startSpy with ndjson', () => {
  it('leaves out exchanges that do not match the filter, and says that it does', async () => {
    const path = join(folder, 'filtered.ndjson');
    await using spy = await startSpy(options({ ndjson: path, filter: 'path:/counter' }));
    const browser = new Browser(spy.url);
    for (const page of ['/', '/counter/', '/']) await browser.get(page);
    browser.close();
    await spy.close();
    const told = readEvents(readFileSync(path, 'utf8'));
    expect(told[0]).toMatchObject({ filter: 'path:/counter' });
    expect(linesOfType(told, 'exchange').map(({ seq }) => seq)).toEqual([2]);
  });

  it('goes on in further files', async () => {
    const path = join(folder, 'parts.ndjson');
    await using spy = await startSpy(options({ ndjson: path, rotate: { bytes: 2000 } }));
    const browser = new Browser(spy.url);
    for (let i = 0; i < 5; i += 1) await browser.get('/counter/');
    browser.close();
    await spy.close();
    expect(existsSync(join(folder, 'parts.1.ndjson'))).toBe(true);
  });

  it('touches nothing when another output cannot be opened', async () => {
    const path = join(folder, 'untouched.ndjson');
    writeFileSync(path, 'the old one');
    const started = startSpy(options({ ndjson: path, har: folder }));
    await expect(started).rejects.toMatchObject({ code: 'SPY_OUTPUT_UNWRITABLE' });
    expect(readFileSync(path, 'utf8')).toBe('the old one');
  });

  it('refuses to mix with the recording', async () => {
    const path = join(folder, 'mixed.out');
    const stream = new PassThrough();
    for (const both of [path, stream]) {
      const started = startSpy(options({ ndjson: both, har: both }));
      await expect(started).rejects.toMatchObject({ code: 'SPY_CONFIG' });
    }
    expect(existsSync(path)).toBe(false);
    expect(stream.readableLength).toBe(0);
  });

  it('refuses what is neither a file nor a stream', async () => {
    // What a caller without types may pass.
    const started = startSpy(options({ ndjson: { write: 1 } as never }));
    await expect(started).rejects.toMatchObject({ code: 'SPY_CONFIG' });
  });
});
