/**
 * A recording as a stand-in for the app: a browser visits the app through a spy, then the same pages out of the
 * recording, with Playwright's routeFromHAR and nothing else to answer.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importSpy } from '../../support/dist.js';
import { describeWith, programPath } from '../../support/programs.js';
import { listenOn } from '../../support/sockets.js';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

const PAGE = `<!doctype html><meta charset=utf-8><title>Shop</title>
<link rel=stylesheet href=/style.css><link rel=icon href=data:,>
<h1>grüezi</h1><img src=/pixel.png><script src=/app.js></script>`;

interface Answer {
  readonly status?: number;
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

const html = (body: string): Answer => ({ fields: { 'Content-Type': 'text/html' }, body });

const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  [
    'GET /',
    {
      fields: {
        'Content-Type': 'text/html',
        'Content-Encoding': 'br',
        'Set-Cookie': [
          'theme=dark; Path=/',
          'lang=de; Path=/; Max-Age=3600',
          'seen=1',
          'old=; Max-Age=0',
        ],
      },
      body: brotliCompressSync(PAGE),
    },
  ],
  [
    'GET /style.css',
    {
      fields: { 'Content-Type': 'text/css', 'Content-Encoding': 'gzip' },
      body: gzipSync('h1 { color: rgb(1, 2, 3) }'),
    },
  ],
  [
    'GET /app.js',
    {
      fields: { 'Content-Type': 'text/javascript; charset=utf-8', 'Content-Encoding': 'deflate' },
      body: deflateSync('document.title += " – ready"'),
    },
  ],
  ['GET /pixel.png', { fields: { 'Content-Type': 'image/png' }, body: PIXEL }],
  ['GET /bytes', { fields: { 'Content-Type': 'application/octet-stream' }, body: EVERY_BYTE }],
  ['GET /nothing', { status: 204, fields: {} }],
  [
    'GET /missing',
    { status: 404, fields: { 'Content-Type': 'application/json' }, body: '{"no":1}' },
  ],
  ['GET /search?q=a%20b&q=%C3%A9&x=1+2', html('<title>found</title>')],
  ['GET /old', { status: 301, fields: { Location: '/older?x=1' } }],
  ['GET /older?x=1', { status: 302, fields: { Location: '/new' } }],
  ['GET /new', html('<title>new</title>')],
  ['POST /echo', { fields: { 'Content-Type': 'text/plain' }, body: 'posted' }],
  [
    'POST /login',
    { status: 303, fields: { Location: '/new', 'Set-Cookie': 'sessionid=k3j2h1g0f9e8d7c6' } },
  ],
]);

function answer(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const found = ANSWERS.get(`${request.method ?? ''} ${request.url ?? ''}`);
  const { status = 200, fields, body } = found ?? { status: 500, fields: {}, body: request.url };
  for (const [name, value] of Object.entries(fields)) response.setHeader(name, value);
  response.writeHead(status).end(body);
}

/** Everything that a visit sees; it runs in the page. */
const LOOK = `(async () => {
  const text = async (path, init) => {
    const response = await fetch(path, init);
    return response.status + ' ' + response.url.replace(location.origin, '') + ' ' + (await response.text());
  };
  const bytes = new Uint8Array(await (await fetch('/bytes')).arrayBuffer());
  const image = document.querySelector('img');
  return {
    title: document.title,
    heading: document.querySelector('h1').textContent,
    color: getComputedStyle(document.querySelector('h1')).color,
    image: [image.naturalWidth, image.complete],
    cookies: document.cookie.split('; ').sort(),
    bytes: Array.from(bytes).join(),
    nothing: await text('/nothing'),
    missing: await text('/missing'),
    search: await text('/search?q=a%20b&q=%C3%A9&x=1+2'),
    // Its address apart: Playwright follows redirects before the page hears of them.
    redirected: await (await fetch('/old')).text(),
    posted: await text('/echo', { method: 'POST', body: JSON.stringify({ a: 'ü' }) }),
  };
})()`;

async function visit(page: Page, url: string): Promise<unknown> {
  await page.goto(`${url}/`);
  await page.waitForFunction('document.title.endsWith("ready")');
  const seen: unknown = await page.evaluate(LOOK);
  await page.goto(`${url}/old`);
  return { seen, title: await page.title(), at: page.url() };
}

describeWith('chromium', 'Playwright’s routeFromHAR', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sessionspy-replay-'));
  let server: Server;
  let target: string;
  let browser: Browser;

  beforeAll(async () => {
    server = createServer(answer);
    target = `127.0.0.1:${await listenOn(server, {})}`;
    const executablePath = programPath('chromium') ?? '';
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const replaying = async (har: string): Promise<Page> => {
    const context = await browser.newContext({ serviceWorkers: 'block' });
    await context.routeFromHAR(har, { notFound: 'abort' });
    return context.newPage();
  };

  it.each(['off', 'safe'] as const)('shows the same with --redact %s', async (redact) => {
    const har = join(folder, `${redact}.har`);
    const { startSpy } = await importSpy();
    const spy = await startSpy({ target, har, redact });
    const { url } = spy;
    const live = await browser.newContext({ serviceWorkers: 'block' });
    const seen = await visit(await live.newPage(), url);
    await live.close();
    // Nobody listens from here on.
    await spy.close();
    const page = await replaying(har);
    expect(await visit(page, url)).toEqual(seen);
    expect(seen).toMatchObject({ title: 'new', at: `${url}/new`, seen: { color: 'rgb(1, 2, 3)' } });
    await expect(page.goto(`${url}/never-asked-for`)).rejects.toThrow(/ERR_FAILED/);
    await page.context().close();
  });

  it('finds a form with a password in it where nothing was replaced', async () => {
    const { startSpy } = await importSpy();
    const login = `fetch('/login', { method: 'POST', body: new URLSearchParams({ username: 'ada', password: 'fourwords-and-more' }) }).then((response) => response.text())`;
    const found: string[] = [];
    for (const redact of ['off', 'safe'] as const) {
      const har = join(folder, `login-${redact}.har`);
      const spy = await startSpy({ target, har, redact });
      const { url } = spy;
      const live = await browser.newPage();
      await live.goto(`${url}/new`);
      await live.evaluate(login);
      await live.close();
      await spy.close();
      const page = await replaying(har);
      await page.goto(`${url}/new`);
      found.push(await page.evaluate<string>(`${login}.catch(() => 'not found')`));
      await page.context().close();
    }
    expect(found).toEqual(['<title>new</title>', 'not found']);
  });
});
