/** Kill -9 during traffic: the recording parses and holds what ended more than a second before. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { readRecording } from '../support/har-reading.js';
import { startSpyProcess } from '../support/sessionspy-process.js';

let app: Server;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-kill-'));
  app = createServer((_req, res) => res.end('x'.repeat(20_000))).listen(0, '127.0.0.1');
  await once(app, 'listening');
});

afterAll(async () => {
  app.close();
  await rm(folder, { recursive: true, force: true });
});

it('a killed run leaves a whole recording, up to a second before its end', async () => {
  const { port } = app.address() as AddressInfo;
  const har = join(folder, 'killed.har');
  const spy = await startSpyProcess(
    ['--target', `localhost:${port}`, '--listen', '0', '--headless', '--har', har],
    { cwd: folder },
  );
  const browser = new Browser(spy.url);
  const endedAt: number[] = [];
  const start = Date.now();
  while (Date.now() - start < 3000) {
    await browser.get(`/${endedAt.length}`);
    endedAt.push(Date.now());
  }
  const killedAt = Date.now();
  expect(await spy.stop('SIGKILL')).toBe('SIGKILL');
  browser.close();

  const due = endedAt.filter((at) => at < killedAt - 1000).length;
  const paths = new Set(readRecording(har).map((entry) => new URL(entry.request.url).pathname));
  expect(due).toBeGreaterThan(100);
  for (let i = 0; i < due; i += 1) expect(paths).toContain(`/${i}`);
});

it('SIGTERM writes everything that was seen, and ends with 0', async () => {
  const { port } = app.address() as AddressInfo;
  const har = join(folder, 'stopped.har');
  const spy = await startSpyProcess(
    ['--target', `localhost:${port}`, '--listen', '0', '--headless', '--har', har],
    { cwd: folder },
  );
  const browser = new Browser(spy.url);
  for (let i = 0; i < 20; i += 1) await browser.get(`/${i}`);
  expect(await spy.stop('SIGTERM')).toBe(0);
  browser.close();
  expect(readRecording(har)).toHaveLength(20);
});
