/**
 * What goes wrong on a user's machine: each case says in one sentence what to do, and traffic still
 * flows wherever it can.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoApp, type DemoApp } from '../../src/demo/app.js';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { runSpy, startSpyProcess, type RunningSpy } from '../support/sessionspy-process.js';

const SECRET = 'the-demo-app-and-its-key-have-fifty-characters-----';

const POLL = { timeout: 10_000 };

let folder: string;
let database: string;
let app: DemoApp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-failures-'));
  database = join(folder, 'db.sqlite3');
  await writeFile(join(folder, 'key'), `${SECRET}\n`);
  app = await startDemoApp({ databasePath: database, secretKey: SECRET });
});

afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

const flags = (...more: string[]): string[] => [
  ...['--target', app.url, '--headless', '--framework', 'django', ...more],
];

const run = (...more: string[]): Promise<RunningSpy> =>
  startSpyProcess(flags('--listen', '0', ...more), {
    cwd: folder,
    env: { ...process.env, WRONG: 'some-other-key' },
  });

/** A login and two requests, each of which must work. */
async function logIn(url: string): Promise<void> {
  const browser = new Browser(url);
  expect((await browser.get('/')).status).toBe(200);
  const login = await browser.submit('/login/', { username: 'ada', password: 'ada-password' });
  expect(login.status).toBe(302);
  expect(JSON.parse((await browser.get('/me/')).text)).toMatchObject({ user: 'ada' });
  browser.close();
}

describe('with traffic flowing', () => {
  it('a wrong secret: the payload is not believed, and the remedy is --secret', async () => {
    const spy = await run('--store', 'sqlite:db.sqlite3', '--secret', 'env:WRONG');
    await logIn(spy.url);
    await spy.until(/GET \/me\/ 200/);
    await spy.stop();
    expect(spy.log()).toMatch(/unknown .* \/me\/ 200 .*signature/);
    expect(spy.log().match(/^sessionspy: .*signature.*--secret.*$/gm)).toHaveLength(1);
    expect(spy.log()).not.toMatch(/logged in as/);
  });

  it('no database file: it is not created, and the message names it', async () => {
    const missing = join(folder, 'nowhere.sqlite3');
    const spy = await run('--store', 'sqlite:nowhere.sqlite3', '--secret', '@key');
    await logIn(spy.url);
    await spy.until(/GET \/me\/ 200/);
    await spy.stop();
    expect(spy.log()).toMatch(/sessionspy: .*nowhere\.sqlite3.*\./);
    await expect(chmod(missing, 0o600)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('no such table: the message names it', async () => {
    const other = await startDemoApp({
      databasePath: join(folder, 'empty.sqlite3'),
      secretKey: SECRET,
    });
    await other.close();
    await copyFile(join(folder, 'empty.sqlite3'), join(folder, 'no-table.sqlite3'));
    const dropped = spawn(
      process.execPath,
      [
        '-e',
        `import('libsql').then(({default: D}) => new D(${JSON.stringify(join(folder, 'no-table.sqlite3'))}).exec('DROP TABLE django_session'))`,
      ],
      { stdio: 'inherit' },
    );
    expect(await once(dropped, 'exit')).toEqual([0, null]);
    const spy = await run('--store', 'sqlite:no-table.sqlite3', '--secret', '@key');
    await logIn(spy.url);
    await spy.until(/GET \/me\/ 200/);
    await spy.stop();
    expect(spy.log()).toMatch(/sessionspy: .*django_session/);
  });

  it('a locked database: said once, and names come back when the lock is gone', async () => {
    const copy = join(folder, 'busy.sqlite3');
    const spy = await run('--store', `sqlite:${copy}`, '--secret', '@key');
    const browser = new Browser(spy.url);
    await browser.submit('/login/', { username: 'ada', password: 'ada-password' });
    await copyFile(database, copy);
    const lock = spawn(
      process.execPath,
      [
        '-e',
        `import('libsql').then(({default: D}) => { const d = new D(${JSON.stringify(copy)}); d.exec('BEGIN EXCLUSIVE'); console.log('locked'); process.stdin.on('data', () => { d.exec('ROLLBACK'); d.close(); process.exit(0); }); })`,
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    await once(lock.stdout, 'data');
    await expect
      .poll(async () => {
        expect((await browser.get('/me/?locked')).status).toBe(200);
        return spy.log();
      }, POLL)
      .toMatch(/unknown .*locked 200 .*lock/);
    lock.stdin.end('go');
    await once(lock, 'exit');
    await expect
      .poll(async () => {
        await browser.get('/me/?free');
        return spy.log();
      }, POLL)
      .toMatch(/ada .*\/me\/\?free 200/);
    browser.close();
    await spy.stop();
    expect(spy.log().match(/^sessionspy: .*lock/gm)).toHaveLength(1);
  });

  it('an app that is not there: a page that says so, and it recovers when the app comes', async () => {
    const port = await freePort();
    const spy = await startSpyProcess(
      ['--target', `localhost:${port}`, '--listen', '0', '--headless'],
      { cwd: folder },
    );
    const browser = new Browser(spy.url);
    const down = await browser.get('/', { Accept: 'text/html' });
    expect(down.status).toBe(502);
    expect(down.text).toContain(`http://localhost:${port}`);
    const server = createHttpServer((_req, res) => res.end('here'));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    expect((await browser.get('/')).text).toBe('here');
    browser.close();
    server.close();
    await spy.stop();
  });
});

describe('at the start', () => {
  it.each([
    { flag: ['--tarrget', 'localhost:1'], code: 2, says: /--tarrget.*--target/ },
    { flag: ['--target', 'localhost:8000/app'], code: 2, says: /path/ },
    { flag: [], code: 2, says: /--target localhost:8000/ },
    {
      flag: ['--target', 'localhost:1', '--secret', '@no/such/key'],
      code: 2,
      says: /no\/such\/key/,
    },
    { flag: ['--target', 'localhost:1', '--secret', 'env:NOT_SET'], code: 2, says: /NOT_SET/ },
    { flag: ['--target', 'localhost:1', '--store', 'mongo://x'], code: 2, says: /mongo/ },
    { flag: ['--target', 'localhost:1', '--framework', 'djanog'], code: 2, says: /djanog.*django/ },
    {
      flag: ['--target', 'localhost:1', '--har', 'no/such/folder/x.har'],
      code: 6,
      says: /no\/such\/folder/,
    },
  ])('sessionspy $flag ends with $code and one sentence', async ({ flag, code, says }) => {
    const ended = await runSpy(['--headless', '--listen', '0', ...flag], { cwd: folder });
    expect(ended.stderr).toMatch(says);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    expect(ended.code).toBe(code);
    expect(ended.stdout).toBe('');
  });

  it('a port that was given and is taken: exit code 4 and the cause', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const ended = await runSpy(flags('--listen', String(port)), { cwd: folder });
    taken.close();
    expect(ended.code).toBe(4);
    expect(ended.stderr).toContain(String(port));
  });
});
