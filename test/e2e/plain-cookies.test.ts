/** Python's own http.server, no framework: its cookies are followed just as well. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { freePort } from '../support/free-port.js';
import { readRecording } from '../support/har-reading.js';
import { describeWith } from '../support/programs.js';
import { startSpyProcess } from '../support/sessionspy-process.js';
import { waitForPort } from '../support/wait-for-port.js';

const SERVER = fileURLToPath(
  new URL('../../fixtures/apps/plain_cookies/server.py', import.meta.url),
);

describeWith('python3', 'a server without a framework', () => {
  let server: ChildProcess;
  let folder: string;
  let port: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sessionspy-plain-'));
    port = await freePort();
    server = spawn('python3', [SERVER, String(port)], { stdio: 'ignore' });
    await waitForPort(port);
  });

  afterAll(async () => {
    server.kill();
    await once(server, 'exit');
    await rm(folder, { recursive: true, force: true });
  });

  it('records the cookie from its first setting to its removal, and names nobody', async () => {
    const har = join(folder, 'out.har');
    const spy = await startSpyProcess(
      ['--target', `localhost:${port}`, '--listen', '0', '--headless', '--har', har],
      { cwd: folder },
    );
    const browser = new Browser(spy.url);
    expect((await browser.get('/')).text).toBe('hello stranger\n');
    expect((await browser.get('/')).text).toBe('hello some_value_42\n');
    await browser.get('/forget');
    await browser.get('/');
    browser.close();
    expect(await spy.stop()).toBe(0);

    const entries = readRecording(har);
    const changes = entries.map((entry) =>
      entry._sessionspy.cookies.map(({ name, op }) => `${op} ${name}`),
    );
    expect(changes).toEqual([['stored id'], [], ['removed id'], ['stored id']]);
    expect(entries[1]?.request.cookies).toMatchObject([{ name: 'id', value: 'some_value_42' }]);
    for (const entry of entries) {
      expect(entry._sessionspy.user.kind).toBe('unknown');
      expect(entry._sessionspy.user.reason).toContain('No session of a known framework');
    }
    expect(new Set(entries.map((entry) => entry._sessionspy.client)).size).toBe(1);
  });
});
