/** The scripted visit at the demo app itself: what it does, and how it says what went wrong. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type DemoApp, startDemoApp } from '../../../src/demo/app.js';
import { scriptedVisit, VisitError } from '../../../src/demo/visit.js';

let folder: string;
let app: DemoApp;
const servers: Server[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-demo-'));
  app = await startDemoApp({
    databasePath: join(folder, 'demo.sqlite3'),
    secretKey: 'demo-secret',
  });
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // It listens on a host and port, so that this is its address.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A relay to the app that writes down who asked for what: `c1 GET /`. */
async function startRelay(): Promise<{ readonly url: string; readonly seen: readonly string[] }> {
  const seen: string[] = [];
  let connections = 0;
  const relay = createServer((client) => {
    const name = `c${++connections}`;
    const toApp = connect(app.port, '127.0.0.1');
    client.on('data', (bytes) => {
      const heads = bytes.toString('latin1').matchAll(/^([A-Z]+ \S+) HTTP\/1\.1\r$/gm);
      for (const [, line] of heads) seen.push(`${name} ${line ?? ''}`);
    });
    client.on('error', () => toApp.destroy()).pipe(toApp);
    toApp.on('error', () => client.destroy()).pipe(client);
  });
  return { url: await listen(relay), seen };
}

it('shows two users on two connections: anonymous, logged in, a password change, logged out', async () => {
  const { url, seen } = await startRelay();
  await scriptedVisit(url, app.users);
  const stepsOf = (name: string): string[] =>
    seen.filter((line) => line.startsWith(name)).map((line) => line.slice(name.length + 1));
  const anonymous = ['GET /', 'GET /cookie/', 'GET /counter/', 'GET /counter/'];
  const login = ['GET /login/', 'POST /login/', 'GET /me/', 'GET /counter/'];
  const change = ['GET /password/', 'POST /password/'];
  const logout = ['GET /', 'POST /logout/', 'GET /me/'];
  expect(stepsOf('c1')).toEqual([
    ...anonymous,
    ...login,
    ...change,
    'GET /me/',
    ...change,
    ...logout,
  ]);
  expect(stepsOf('c2')).toEqual([...anonymous, ...login, 'GET /counter/', ...logout]);
  expect(seen).toHaveLength(stepsOf('c1').length + stepsOf('c2').length);
  expect(seen.slice(0, 4)).toEqual(['c1 GET /', 'c2 GET /', 'c1 GET /cookie/', 'c2 GET /cookie/']);
});

it('can be made again: every password is as it was', async () => {
  await scriptedVisit(app.url, app.users);
  await scriptedVisit(app.url, [...app.users].reverse());
});

it('names the step that the app answered in another way', async () => {
  const [ada, grace] = app.users;
  const users = [ada!, { ...grace!, password: 'wrong' }];
  await expect(scriptedVisit(app.url, users)).rejects.toThrow(
    new VisitError('The scripted visit stopped at "grace logs in": the answer was 200, not 302.'),
  );
});

it('names the step whose page says something else', async () => {
  const url = await listen(createHttpServer((_, response) => response.end('Hello')));
  await expect(scriptedVisit(url, app.users)).rejects.toThrow(
    'The scripted visit stopped at "ada opens the front page": the page does not say "You are not logged in".',
  );
});

it('names the step at which nobody answers', async () => {
  const url = await listen(createServer((socket) => socket.destroy()));
  await expect(scriptedVisit(url, app.users)).rejects.toThrow(
    /^The scripted visit stopped at "ada opens the front page": .+\.$/,
  );
});

it('needs two users', async () => {
  await expect(scriptedVisit(app.url, app.users.slice(0, 1))).rejects.toThrow('needs two users');
});
