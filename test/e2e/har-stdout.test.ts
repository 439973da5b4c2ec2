/** `--har -`: the recording on standard output, with readers that read, that do not, and that leave. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { guard } from '../support/guard.js';
import { harProblems } from '../support/har-validity.js';
import { startSizedApp } from '../support/killed-spy.js';

const BIN = fileURLToPath(new URL('../../bin/sessionspy.js', import.meta.url));

let app: Server;
beforeAll(async () => {
  app = await startSizedApp();
});
afterAll(() => {
  app.close();
});

interface Running {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly browser: Browser;
  readonly log: () => string;
}

async function start(): Promise<Running> {
  const target = `127.0.0.1:${(app.address() as AddressInfo).port}`;
  const args = [BIN, '--target', target, '--listen', '0', '--headless', '--quiet', '--har', '-'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  guard(child);
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  await expect.poll(() => log, { timeout: 20_000 }).toMatch(/listening on http:\S+/);
  const url = /listening on (http:\S+)/.exec(log)?.[1] ?? '';
  return { child, browser: new Browser(url), log: () => log };
}

async function stop({ child, browser }: Running): Promise<unknown> {
  browser.close();
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  return (await ended)[0];
}

it('is a whole HAR once the spy has ended', async () => {
  const spy = await start();
  let text = '';
  spy.child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  for (let i = 1; i <= 20; i += 1) await spy.browser.get(`/${i * 5000}/`);
  const whole = once(spy.child.stdout, 'end');
  expect(await stop(spy)).toBe(0);
  await whole;
  const har = JSON.parse(text) as { log: { entries: unknown[] } };
  expect(harProblems(har)).toEqual([]);
  expect(har.log.entries).toHaveLength(20);
});

it('does not hold up traffic for a reader that takes nothing, and ends without it', async () => {
  const spy = await start();
  spy.child.stdout.pause();
  for (let i = 1; i <= 30; i += 1) {
    expect((await spy.browser.get('/90000/')).text).toHaveLength(90_000);
  }
  expect(await stop(spy)).toBe(0);
});

it('says once that its reader has left, and forwards on', async () => {
  const spy = await start();
  await spy.browser.get('/1/');
  spy.child.stdout.destroy();
  for (let i = 1; i <= 3; i += 1) await spy.browser.get('/2/');
  await expect.poll(spy.log, { timeout: 20_000 }).toContain('its reader has left');
  expect((await spy.browser.get('/3/')).status).toBe(200);
  expect(await stop(spy)).toBe(0);
  expect(spy.log().match(/its reader has left/g)).toHaveLength(1);
});
