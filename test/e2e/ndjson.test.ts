/** --ndjson of the real program: on stdout alone, and whole after a kill. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { linesOfType, readEvents } from '../support/event-reading.js';
import { guard } from '../support/guard.js';
import { runSpy, startSpyProcess } from '../support/sessionspy-process.js';

const BIN = fileURLToPath(new URL('../../bin/sessionspy.js', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessionspy-ndjson-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('--ndjson - writes events to stdout, and all else to stderr', async () => {
  const { code, stdout, stderr } = await runSpy(['demo', '--listen', '0', '--ndjson', '-'], {
    cwd: folder,
  });
  expect(code).toBe(0);
  const lines = readEvents(stdout);
  expect(lines[0]?.type).toBe('run-started');
  expect(lines.at(-1)?.type).toBe('run-ended');
  const logins = linesOfType(lines, 'session').filter(({ events }) => events.includes('logged-in'));
  expect(logins.map(({ user }) => user.name).toSorted()).toEqual(['ada', 'grace']);
  expect(stderr).toContain('listening on');
  expect(stderr).toContain('What was seen:');
});

it('a reader of stdout that leaves is reported, and the proxy goes on', async () => {
  const child = spawn(
    process.execPath,
    [BIN, 'localhost:9', '--listen', '0', '--no-discover', '--ndjson', '-'],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  guard(child);
  const told = createInterface({ input: child.stderr });
  let url = '';
  let isReported = false;
  const visits: Promise<unknown>[] = [];
  for await (const line of told) {
    const ready = /listening on (http:\S+)/.exec(line)?.[1];
    if (ready !== undefined) {
      url = ready;
      child.stdout.destroy();
    }
    if (line.includes('stdout: its reader has left')) {
      isReported = true;
      break;
    }
    if (url !== '' && visits.length < 50) visits.push(visit(url));
  }
  expect(isReported).toBe(true);
  await expect(visit(url)).resolves.toBe(502);
  await Promise.all(visits);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

async function visit(url: string): Promise<number> {
  const browser = new Browser(url);
  const { status } = await browser.get('/');
  browser.close();
  return status;
}

it('after kill -9 every line is whole but possibly the last', async () => {
  const app = createServer((_request, response) => response.end('x')).listen(0, '127.0.0.1');
  await once(app, 'listening');
  const { port } = app.address() as AddressInfo;
  const path = join(folder, 'killed.ndjson');
  const spy = await startSpyProcess(
    ['--target', `localhost:${port}`, '--listen', '0', '--headless', '--ndjson', path],
    { cwd: folder },
  );
  const browser = new Browser(spy.url);
  const written = (): string => readFileSync(path, 'utf8');
  let asked = 0;
  do {
    await browser.get(`/${asked}`);
    asked += 1;
  } while (!written().includes('"seq":20,'));
  expect(await spy.stop('SIGKILL')).toBe('SIGKILL');
  browser.close();
  app.close();
  const text = written();
  const lines = readEvents(text.slice(0, text.lastIndexOf('\n') + 1));
  const seqs = linesOfType(lines, 'exchange').map(({ seq }) => seq);
  expect(seqs.length).toBeGreaterThanOrEqual(20);
  expect(seqs.length).toBeLessThanOrEqual(asked);
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
});
