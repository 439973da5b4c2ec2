/**
 * Puts the real screen into the README: runs the demo in tmux, has it visited by three users, and copies
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

async function visit({ ada, grace, linus }) {
  await ada.get('/counter/');
  await ada.submit('/login/', '/login/', credentials('ada'));
  await ada.get('/counter/');
  await grace.get('/counter/');
  await grace.submit('/login/', '/login/', credentials('grace'));
  await grace.get('/counter/');
  await linus.submit('/login/', '/login/', { username: 'linus', password: 'guessed' });
  await linus.submit('/login/', '/login/', credentials('linus'));
  await ada.get('/me/');
  await linus.get('/me/');
  await ada.submit('/', '/logout/', {});
  await grace.get('/counter/');
}

const credentials = (username) => ({ username, password: `${username}-password` });

const folder = await mkdtemp(join(tmpdir(), 'sessionspy-readme-'));
try {
  const { Visitor } = await import(new URL('../dist/demo/visitor.js', import.meta.url));
  const port = await freePort();
  const size = ['-x', String(SIZE.columns), '-y', String(SIZE.rows)];
  const program = `exec ${process.execPath} ${ROOT}bin/sessionspy.js demo --listen ${port}`;
  tmux('-f', '/dev/null', 'new-session', '-d', ...size, '-c', folder, program);
  await until(/Waiting for the first request/);
  const base = new URL(`http://127.0.0.1:${port}`);
  const visitors = { ada: new Visitor(base), grace: new Visitor(base), linus: new Visitor(base) };
  await visit(visitors);
  await until(/now: grace c2 · linus c3 · anonymous c1/);
  for (let back = 0; back < 2; back += 1) tmux('send-keys', 'k');
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
