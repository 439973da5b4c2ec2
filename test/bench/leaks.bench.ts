/**
 * How many of the same two hundred secrets stand in the recordings of other tools: mitmproxy's HAR, and
 * what npm's har-sanitizer makes of it and of our own with --redact off. Prints a table.
 */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { guard } from '../support/guard.js';
import { findSecret } from '../support/planted/search.js';
import {
  APP_SECRET,
  HOW_MANY,
  plantSecrets,
  playStory,
  startPlantedOrigin,
  type PlantedOrigin,
} from '../support/planted/story.js';
import { programPath } from '../support/programs.js';
import { startSpyProcess } from '../support/sessionspy-process.js';
import { waitForPort } from '../support/wait-for-port.js';
import { table } from './figures.js';

const SANITIZER = 'har-sanitizer@2.0.0';
/** The add-on that writes HAR, as Debian ships it; from version 10.1 mitmproxy has it built in. */
const ADD_ON = '/usr/share/doc/mitmproxy/examples/contrib/har_dump.py';

const planted = plantSecrets();
const rows: string[][] = [];
let folder: string;
let database: string;
let origin: PlantedOrigin;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-leaks-'));
  database = join(folder, 'app.sqlite3');
  origin = await startPlantedOrigin(planted, database);
});
afterAll(async () => {
  await origin.close();
  await rm(folder, { recursive: true, force: true });
  const head = ['recording', 'secrets found', `of ${HOW_MANY}`];
  process.stdout.write(`\nSecrets that a recording still holds\n${table([head, ...rows])}\n`);
});

function count(name: string, text: string): void {
  const files = new Map([['file', text]]);
  const found = planted.filter(({ secret }) => findSecret(secret, files) !== undefined).length;
  rows.push([name, String(found), `${String(Math.round((100 * found) / HOW_MANY))} %`]);
}

async function ours(redact: string): Promise<string> {
  const har = join(folder, `${redact}.har`);
  const target = ['--target', `127.0.0.1:${origin.port}`, '--listen', '0', '--headless'];
  const app = [
    '--framework',
    'django',
    '--secret',
    'env:APP_SECRET',
    '--store',
    `sqlite:${database}`,
  ];
  const spy = await startSpyProcess([...target, ...app, '--har', har, '--redact', redact], {
    cwd: folder,
    env: { ...process.env, APP_SECRET },
  });
  await playStory(planted, Number(new URL(spy.url).port));
  await spy.until(new RegExp(`/e/${String(HOW_MANY - 1)}/`));
  await spy.stop();
  return readFile(har, 'utf8');
}

async function mitmproxys(mitmdump: string): Promise<string> {
  const har = join(folder, 'mitmproxy.har');
  const port = await freePort();
  const isBuiltIn = spawnSync(mitmdump, ['--options'], { encoding: 'utf8' }).stdout.includes(
    'hardump',
  );
  const child = spawn(
    mitmdump,
    [
      ['--mode', `reverse:http://127.0.0.1:${origin.port}`, '--listen-host', '127.0.0.1'],
      ['--listen-port', String(port), '--set', `confdir=${join(folder, 'mitmproxy')}`, '--quiet'],
      ...(isBuiltIn ? [] : [['-s', ADD_ON]]),
      ['--set', `hardump=${har}`, '--set', 'keep_host_header=true'],
    ].flat(),
    { stdio: 'ignore' },
  );
  guard(child);
  await waitForPort(port);
  const failed = await playStory(planted, port);
  if (failed > 0) process.stdout.write(`mitmproxy broke off ${String(failed)} exchanges\n`);
  child.kill('SIGINT');
  await once(child, 'exit');
  return readFile(har, 'utf8');
}

/** Installed beside the recordings, and gone with them. */
async function sanitizer(): Promise<(har: unknown) => Promise<unknown>> {
  const home = join(folder, 'sanitizer');
  await mkdir(home);
  await writeFile(join(home, 'package.json'), '{"private":true}');
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', SANITIZER], {
    cwd: home,
  });
  const module: unknown = createRequire(join(home, 'x.js'))('har-sanitizer');
  // As its documentation has it.
  const { sanitize } = module as {
    sanitize: (har: unknown, options: Record<string, string>) => Promise<unknown>;
  };
  return (har) => sanitize(har, { cookies: 'hash', tokens: 'hash' });
}

interface Entry {
  readonly request: { readonly url: string };
  readonly response: { readonly headers: { readonly name: string; value: string }[] };
}

/** An entry that it refuses is left out, which is in its favour; Location is made what it can read. */
async function entryByEntry(
  text: string,
  sanitize: (har: unknown) => Promise<unknown>,
): Promise<string> {
  // Written a moment ago by a program that writes HAR.
  const { log } = JSON.parse(text) as { readonly log: { readonly entries: readonly Entry[] } };
  const written: string[] = [];
  let refused = 0;
  for (const entry of log.entries) {
    for (const field of entry.response.headers) {
      if (/^location$/i.test(field.name)) {
        field.value = new URL(field.value, entry.request.url).href;
      }
    }
    try {
      written.push(JSON.stringify(await sanitize({ log: { ...log, entries: [entry] } })));
    } catch {
      refused += 1;
    }
  }
  if (refused > 0) process.stdout.write(`${SANITIZER} refused ${String(refused)} entries\n`);
  return written.join('\n');
}

describe('secrets in recordings', () => {
  it('counts them', async () => {
    const off = await ours('off');
    count('sessionspy', await ours('safe'));
    count('sessionspy --redact off', off);
    const sanitize = await sanitizer();
    const sanitized = (text: string): Promise<string> => entryByEntry(text, sanitize);
    count(`--redact off, through ${SANITIZER}`, await sanitized(off));
    const mitmdump = programPath('mitmdump');
    if (mitmdump === undefined) {
      rows.push(['mitmproxy: not installed (apt-get install mitmproxy)', '-', '-']);
      return;
    }
    const [version = ''] = spawnSync(mitmdump, ['--version'], { encoding: 'utf8' }).stdout.split(
      '\n',
    );
    const other = await mitmproxys(mitmdump);
    count(version.replace(': ', ' '), other);
    count(`mitmproxy, through ${SANITIZER}`, await sanitized(other));
  });
});
