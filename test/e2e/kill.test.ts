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
import { killUnderTraffic, startSizedApp } from '../support/killed-spy.js';
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

it('six killed runs leave whole recordings, up to a second before their ends', async () => {
  const sized = await startSizedApp();
  let due = 0;
  for (let round = 1; round <= 3; round += 1) {
    const killed = await Promise.all(
      ['a', 'b'].map((name, index) => {
        const har = join(folder, `killed-${round}${name}.har`);
        return killUnderTraffic(sized, har, 1600 + 500 * round + 130 * index, Math.random);
      }),
    );
    for (const { faults, hasFile, due: some } of killed) {
      expect(faults).toEqual([]);
      expect(hasFile).toBe(true);
      due += some;
    }
  }
  sized.close();
  expect(due).toBeGreaterThan(100);
}, 60_000);

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
