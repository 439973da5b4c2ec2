/** The examples of test/examples, run with their own runners against the demo app. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoApp, type DemoApp } from '../../src/demo/app.js';
import { describeWith, programPath } from '../support/programs.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SECRET = 'the-examples-and-their-key-have-fifty-characters!!';
/** Runners start slowly on a busy machine. */
const PATIENCE_MS = 120_000;

let folder: string;
let app: DemoApp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-examples-'));
  app = await startDemoApp({ databasePath: join(folder, 'db.sqlite3'), secretKey: SECRET });
});

afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  readonly code: number;
  readonly output: string;
}

/** A runner from the repository's folder, its environment without what this runner has set. */
function run(command: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Run> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_OPTIONS)/.test(name),
  );
  const env = {
    ...Object.fromEntries(inherited),
    APP_URL: app.url,
    APP_STORE: `sqlite://${join(folder, 'db.sqlite3')}`,
    APP_SECRET: SECRET,
    ...more,
  };
  return new Promise((resolve) => {
    execFile(command, args, { cwd: ROOT, env, timeout: PATIENCE_MS }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });
}

describe('the examples', () => {
  it('run with node:test', { timeout: PATIENCE_MS }, async () => {
    const { code, output } = await run(process.execPath, [
      '--test',
      'test/examples/node-test/login.test.mjs',
    ]);
    expect(output).toMatch(/pass 1\b/);
    expect(code).toBe(0);
  });

  it('run with vitest', { timeout: PATIENCE_MS }, async () => {
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--root', 'test/examples/vitest'];
    const { code, output } = await run(process.execPath, args);
    expect(output).toContain('2 passed');
    expect(code).toBe(0);
  });
});

describeWith('chromium', 'the Playwright example', () => {
  it(
    'logs in once, in a browser, and names each step in its recording',
    { timeout: PATIENCE_MS },
    async () => {
      const har = join(folder, 'playwright.har');
      const config = 'test/examples/playwright/playwright.config.mjs';
      const { code, output } = await run(
        process.execPath,
        [
          'node_modules/@playwright/test/cli.js',
          'test',
          '--config',
          config,
          '--output',
          join(folder, 'results'),
        ],
        { HAR: har, CHROMIUM_PATH: programPath('chromium'), CHROMIUM_ARGS: '--no-sandbox' },
      );
      expect(output).toContain('3 passed');
      expect(code).toBe(0);
      const { log } = JSON.parse(await readFile(har, 'utf8')) as {
        log: { pages: { id: string; title: string }[]; entries: { pageref?: string }[] };
      };
      expect(log.pages.map(({ title }) => title)).toEqual([
        'log in',
        'go on as ada, without logging in again',
        'log out',
      ]);
      expect(log.entries.some(({ pageref }) => pageref === log.pages[0]?.id)).toBe(true);
    },
  );
});

describeWith('pytest-3', 'the pytest example', () => {
  it('runs inside sessionspy, which judges the sessions', { timeout: PATIENCE_MS }, async () => {
    const { code, output } = await run(process.execPath, [
      ...['bin/sessionspy.js', '--target', app.url, '--har', join(folder, 'pytest.har')],
      ...['--framework', 'django', '--no-discover', '--secret', 'env:APP_SECRET'],
      ...['--store', `sqlite://${join(folder, 'db.sqlite3')}`, '--snapshot', 'exact'],
      ...['--expect', 'login-rotates-session', '--expect', 'only ada on /me/'],
      ...[
        '--',
        programPath('pytest-3') ?? '',
        '-q',
        '-p',
        'no:cacheprovider',
        'test/examples/pytest',
      ],
    ]);
    expect(output).toContain('2 passed');
    expect(code).toBe(0);
  });
});
