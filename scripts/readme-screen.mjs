/**
 * Puts the real screen into the README: runs the demo in tmux, has it visited by two users, and copies
 * what the terminal shows between the marks. Needs tmux and a build: `npm run readme-screen`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const README = join(ROOT, 'README.md');
const SIZE = { columns: 100, rows: 24 };
const [BEGIN, END] = ['<!-- screen: npm run readme-screen -->', '<!-- /screen -->'];
/** From the script's own two users: the demo app says who they are on its screen. */
const USERS = ['ada', 'grace'].map((name) => ({ name, password: `${name}-password` }));

const socket = `sessionspy-readme-${process.pid}`;
const tmux = (...args) => execFileSync('tmux', ['-L', socket, ...args], { encoding: 'utf8' });

async function until(pattern) {
  for (let tries = 0; tries < 200; tries += 1) {
    const screen = tmux('capture-pane', '-p');
    if (pattern.test(screen)) return screen;
    await delay(50);
  }
  throw new Error(`never on the screen: ${pattern}\n${tmux('capture-pane', '-p')}`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const folder = await mkdtemp(join(tmpdir(), 'sessionspy-readme-'));
try {
  const { scriptedVisit } = await import(new URL('../dist/demo/visit.js', import.meta.url));
  const port = await freePort();
  const size = ['-x', String(SIZE.columns), '-y', String(SIZE.rows)];
  const program = `exec ${process.execPath} ${ROOT}bin/sessionspy.js demo --listen ${port}`;
  tmux('-f', '/dev/null', 'new-session', '-d', ...size, '-c', folder, program);
  await until(/Waiting for the first request/);
  await scriptedVisit(`http://127.0.0.1:${port}`, USERS);
  await until(/28 requests/);
  for (let back = 0; back < 3; back += 1) tmux('send-keys', 'k');
  const screen = (await until(/G follows/))
    .replaceAll(String(port), '9000')
    .replaceAll(/sqlite \S+\/db\.sqlite3/g, 'sqlite db.sqlite3')
    .replaceAll(/→ 127\.0\.0\.1:\d+ /g, '→ localhost:8000 ');
  const lines = screen.split('\n').map((line) => line.trimEnd());
  const text = await readFile(README, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`README.md has no ${BEGIN} … ${END}`);
  const block = `${BEGIN}\n\n\`\`\`\n${lines.join('\n').trimEnd()}\n\`\`\`\n\n${END}`;
  await writeFile(README, before + block + after);
} finally {
  tmux('kill-server');
  await rm(folder, { recursive: true, force: true });
}
