/** Five users at once on mixed keep-alive connections: nobody is ever named for somebody else. */
import { Agent, request } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { startDjangoSite, type DjangoSite } from '../support/django-site.js';
import { readRecording, requestLine } from '../support/har-reading.js';
import { describeWithDjango } from '../support/python-django.js';
import { startSpyProcess } from '../support/sessionspy-process.js';

const USERS = ['ada', 'grace', 'zoë', 'linus', 'barbara'];
const ROUNDS = 8;

/** One request on whichever of a few shared connections is free, as a pool before the proxy does. */
function pooledGet(url: string, cookie: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: { Cookie: cookie, 'User-Agent': 'pool' } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        resolve(text);
      });
    })
      .on('error', reject)
      .end();
  });
}

describeWithDjango('five users on mixed connections', () => {
  let site: DjangoSite;
  let folder: string;

  beforeAll(async () => {
    site = await startDjangoSite();
    folder = await mkdtemp(join(tmpdir(), 'sessionspy-users-'));
  });

  afterAll(async () => {
    await site.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('no entry names a wrong user, and every unknown has its reason', async () => {
    const har = join(folder, 'out.har');
    const spy = await startSpyProcess(
      ['--target', `localhost:${site.port}`, '--listen', '0', '--headless', '--har', har],
      { cwd: site.folder, env: site.env },
    );
    const cookies = new Map<string, string>();
    for (const name of USERS) {
      const browser = new Browser(spy.url);
      await browser.submit('/accounts/login/', { username: name, password: `${name}-password` });
      cookies.set(name, [...browser.cookies].map(([key, value]) => `${key}=${value}`).join('; '));
      browser.close();
    }
    const agent = new Agent({ keepAlive: true, maxSockets: 3 });
    const asked: Promise<void>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const name of USERS) {
        const path =
          round % 2 === 0
            ? `/whoami/?as=${encodeURIComponent(name)}`
            : `/counter/?as=${encodeURIComponent(name)}`;
        asked.push(
          pooledGet(`${spy.url}${path}`, cookies.get(name) ?? '', agent).then((text) => {
            if (round % 2 === 0) expect(JSON.parse(text)).toMatchObject({ username: name });
          }),
        );
      }
    }
    await Promise.all(asked);
    agent.destroy();
    expect(await spy.stop()).toBe(0);

    const entries = readRecording(har);
    const pooled = entries.filter((entry) => new URL(entry.request.url).searchParams.has('as'));
    expect(pooled).toHaveLength(USERS.length * ROUNDS);
    for (const entry of pooled) {
      const { user } = entry._sessionspy;
      if (user.kind === 'unknown') expect(user.reason).toMatch(/\w{3}/);
      else expect(user.name).toBe(new URL(entry.request.url).searchParams.get('as'));
    }
    const named = pooled.filter((entry) => entry._sessionspy.user.kind === 'authenticated');
    expect(named.length).toBe(pooled.length);
    expect(new Set(pooled.map((entry) => entry.connection)).size).toBe(3);
    const logins = entries.filter((entry) => requestLine(entry) === 'POST /accounts/login/');
    expect(logins.map((entry) => entry._sessionspy.user.name)).toEqual(USERS);
  });
});
