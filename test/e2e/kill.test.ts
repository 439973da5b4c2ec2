/**
 * Kill -9 during traffic: the recording parses, and lacks nothing in between. That it holds all that ended more
 * than a second before is measured by test/bench/kills.bench.ts, on a machine that does nothing else.
 */
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

it('six killed runs leave whole recordings', async () => {
  const sized = await startSizedApp();
  let all = 0;
  for (let round = 1; round <= 3; round += 1) {
    const killed = await Promise.all(
      ['a', 'b'].map((name, index) => {
        const har = join(folder, `killed-${round}${name}.har`);
        const lifeMs = 400 * round + 130 * index;
        return killUnderTraffic(sized, har, lifeMs, Math.random, 'first-entry');
      }),
    );
    for (const { faults, hasFile, recorded } of killed) {
      expect(faults).toEqual([]);
      expect(hasFile).toBe(true);
      all += recorded;
    }
  }
  sized.close();
  expect(all).toBeGreaterThan(6);
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
