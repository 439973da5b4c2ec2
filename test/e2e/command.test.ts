/** A command behind the proxy, `sessionspy ... -- COMMAND`, as a test run has it. */
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecording } from '../support/har-reading.js';
import { describeWith } from '../support/programs.js';
import {
  launchSpy,
  startSpyProcess,
  type LaunchedSpy,
  type SpyProcessOptions,
} from '../support/sessionspy-process.js';
import { Tmux } from '../support/tmux.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** Says which signals it gets, and ends with 9 at the end of its stdin. */
const LISTENER = `
for (const signal of ${JSON.stringify(SIGNALS)}) process.on(signal, () => console.log(signal));
process.stdin.on('end', () => process.exit(9)).resume();
console.log('ready');
`;

let app: Server;
let folder: string;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-command-'));
  await writeFile(join(folder, 'listener.mjs'), LISTENER);
  app = createServer((request, response) => {
    if (request.url === '/slow') app.emit('slow', request);
    else if (request.url !== '/stream') response.end('fine');
    else response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': here\n\n');
  }).listen(0, '127.0.0.1');
  await once(app, 'listening');
  ({ port } = app.address() as AddressInfo);
});

afterAll(async () => {
  app.closeAllConnections();
  app.close();
  await rm(folder, { recursive: true, force: true });
});

const launch = (
  flags: readonly string[],
  command: readonly string[],
  options: SpyProcessOptions = {},
): LaunchedSpy =>
  launchSpy([`localhost:${port}`, ...flags, '--', ...command], { cwd: folder, ...options });

const node = (script: string, ...args: string[]): readonly string[] => [
  process.execPath,
  '-e',
  script,
  ...args,
];

/** Node is `$0` in there. */
const shell = (script: string): readonly string[] => ['sh', '-c', script, process.execPath];
/** For the shell: asks the proxy for a path, and is quiet. */
const ASK = `"$0" -e 'fetch(process.env.SESSIONSPY_URL + process.argv[1]).then((r) => r.text())'`;

/** stderr without what is ours. */
const foreign = (log: string): string => log.replaceAll(/^sessionspy: .*\n/gm, '');

describe('the command', () => {
  it('has its own code as ours, its requests to the last in the recording, and a sum at the end', async () => {
    const har = join(folder, 'whole.har');
    const script = `
      const ask = (path) => fetch(process.env.SESSIONSPY_URL + path).then((r) => r.text());
      ask('/first').then(() => ask('/last')).then((text) => process.exit(text === 'fine' ? 7 : 1));`;
    const spy = launch(['--har', har], node(script));
    expect(await spy.ended).toBe(7);
    expect(readRecording(har).map(({ request }) => new URL(request.url).pathname)).toEqual([
      '/first',
      '/last',
    ]);
    expect(spy.log()).toMatch(
      /^sessionspy: 2 exchanges, 0 users, 0 sessions, 0 logins, 0 logouts; 0 records lost; recording .*whole\.har$/m,
    );
  });

  it('is told of when it asked nothing of the proxy', async () => {
    const spy = launch(['-q'], node(''));
    expect(await spy.ended).toBe(0);
    expect(spy.log()).toMatch(/^sessionspy: No request came .* SESSIONSPY_URL/m);
    const none = launch([], ['sessionspy-has-no-such-program']);
    expect(await none.ended).toBe(127);
    expect(none.log()).not.toContain('No request came');
  });

  it('has a request in the recording whose answer it did not wait for', async () => {
    const har = join(folder, 'left.har');
    const arrived = once(app, 'slow');
    const spy = launch(
      ['--har', har],
      node(
        `fetch(process.env.SESSIONSPY_URL + '/slow'); process.stdin.on('end', () => process.exit(0)).resume()`,
      ),
      { stdin: 'pipe' },
    );
    await arrived;
    spy.stdin?.end();
    expect(await spy.ended).toBe(0);
    expect(readRecording(har).map(({ request }) => new URL(request.url).pathname)).toEqual([
      '/slow',
    ]);
  });

  it('has our environment with the address of the proxy, and nothing else', async () => {
    const env = { PATH: process.env['PATH'], SESSIONSPY_HEADLESS: 'true', OWN: 'a b' };
    const spy = launch([], node('console.log(JSON.stringify(process.env))'), { env });
    const url = await spy.until(/listening on (http:\S+) -> http:\/\/localhost:\d+$/m);
    expect(await spy.ended).toBe(0);
    expect(JSON.parse(spy.output())).toEqual({ ...env, SESSIONSPY_URL: url });
    expect(new URL(url).port).not.toBe('0');
  });

  it('has stdin, and its arguments as they were written', async () => {
    const script = `process.stdin.pipe(process.stdout); console.log(process.argv.slice(1).join('|'))`;
    const args = ['--har', '$HOME *', '--', ''];
    const spy = launch([], node(script, '--', ...args), { stdin: 'pipe' });
    await spy.untilOutput(/\n/);
    spy.stdin?.end('from outside');
    expect(await spy.ended).toBe(0);
    expect(spy.output()).toBe(`${args.join('|')}\nfrom outside`);
  });

  it('keeps its output whole, with lines of ours between its own only for who asks', async () => {
    // A pipe that is not blocking any more would fail under tr.
    const script = `
      for path in 1 2 3; do
        ${ASK} "/$path"
        head -c 1000000 /dev/zero | tr '\\0' x || exit 1
        head -c 1000000 /dev/zero | tr '\\0' x >&2 || exit 1
        echo; echo >&2
      done`;
    const big = `${'x'.repeat(1_000_000)}\n`;
    const plain = launch([], shell(script));
    expect(await plain.ended).toBe(0);
    await plain.until(/exchanges/);
    expect(plain.output()).toBe(big.repeat(3));
    expect(foreign(plain.log())).toBe(big.repeat(3));

    const verbose = launch(['-v'], shell(script));
    expect(await verbose.ended).toBe(0);
    await verbose.until(/exchanges/);
    expect(verbose.output()).toBe(big.repeat(3));
    for (const path of ['/1', '/2', '/3']) expect(verbose.log()).toContain(`GET ${path} 200`);

    const quiet = launch(['-q'], ['true']);
    expect(await quiet.ended).toBe(0);
    expect(quiet.log()).not.toMatch(/exchanges/);
  });

  it('that is not there is 127, one that cannot be run 126, each with a sentence', async () => {
    const missing = launch([], ['no-such-program']);
    expect(await missing.ended).toBe(127);
    expect(missing.log()).toMatch(/There is no program no-such-program: check its name/);

    await writeFile(join(folder, 'text'), 'text');
    const text = launch([], ['./text']);
    expect(await text.ended).toBe(126);
    expect(text.log()).toMatch(/Cannot run \.\/text: it is not executable/);

    await writeFile(join(folder, 'script'), '#!/no/such/interpreter\n');
    await chmod(join(folder, 'script'), 0o755);
    const script = launch([], ['./script']);
    expect(await script.ended).toBe(127);
    expect(script.log()).toMatch(/the interpreter that its first line names is not there/);
  });

  it('leaves no empty --, no stdout and no wrong filter to chance', async () => {
    const codes = [
      launch([], []),
      launch(['--har', '-'], ['true']),
      launch(['--filter', 'user:ada pth:x'], ['true']),
    ];
    expect(await Promise.all(codes.map(({ ended }) => ended))).toEqual([2, 2, 2]);
    const logs = codes.map((spy) => spy.log());
    expect(logs[0]).toMatch(/A command belongs behind --/);
    expect(logs[1]).toMatch(/give --har a file instead of -/);
    expect(logs[2]).toMatch(/--filter: .*At character 10: user:ada »pth«:x/);
  });
});

describe('signals', () => {
  it('reach the command as they came, each once, and do not end us', async () => {
    const spy = launch([], [process.execPath, 'listener.mjs'], { stdin: 'pipe' });
    await spy.untilOutput(/ready/);
    const told = ['ready'];
    for (const signal of [...SIGNALS, 'SIGTERM', 'SIGTERM'] as const) {
      spy.signal(signal);
      told.push(signal);
      await spy.untilOutput(new RegExp(`^${told.join('\n')}\n`));
    }
    spy.stdin?.end();
    expect(await spy.ended).toBe(9);
    expect(spy.output()).toBe(`${told.join('\n')}\n`);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGUSR1', 138],
    ['SIGKILL', 137],
  ] as const)('that end the command, %s, end us with %i', async (signal, code) => {
    const har = join(folder, `${signal}.har`);
    const spy = launch(['--har', har], shell(`${ASK} /; kill -${signal.slice(3)} $$; sleep 1000`));
    expect(await spy.ended).toBe(code);
    expect(readRecording(har)).toHaveLength(1);
  });

  it('stop the command and let it go on, and us with it', async () => {
    const script = `
      process.on('SIGTSTP', () => console.log('stop'));
      process.on('SIGCONT', () => console.log('go on'));
      process.stdin.on('end', () => process.exit(9)).resume();
      console.log('ready');`;
    const spy = launch([], node(script), { stdin: 'pipe' });
    await spy.untilOutput(/ready/);
    for (const round of [1, 2]) {
      spy.signal('SIGTSTP');
      await spy.untilOutput(new RegExp(`(stop\n[^]*){${round}}`));
      // We stop a moment after the command; whether at all is up to the system, where no shell waits.
      await expect
        .poll(
          () => {
            spy.signal('SIGCONT');
            return spy.output();
          },
          { timeout: 10_000 },
        )
        .toMatch(new RegExp(`(stop\n(go on\n)+){${round}}$`));
    }
    spy.stdin?.end();
    expect(await spy.ended).toBe(9);
  });

  it('a further one while we finish does not wait', async () => {
    const arrived = once(app, 'slow');
    const script = `trap "" TERM; ${ASK} /slow & read line`;
    const spy = launch([], shell(script), { stdin: 'pipe' });
    const [request] = (await arrived) as [IncomingMessage];
    spy.stdin?.end('\n');
    const asking = setInterval(() => {
      spy.signal('SIGTERM');
    }, 150);
    expect(await spy.ended).toBe(143);
    clearInterval(asking);
    expect(spy.log()).not.toMatch(/exchange/);
    request.socket.destroy();
  });
});

it('what the command leaves running does not keep us', async () => {
  const spy = launch([], ['sh', '-c', 'sleep 1000 & echo $!; exit 4']);
  expect(await spy.ended).toBe(4);
  const left = Number(await spy.untilOutput(/\d+/));
  expect(process.kill(left, 'SIGKILL')).toBe(true);
});

it('a proxy that died ends the command, and is 1', async () => {
  const murder = join(folder, 'murder.mjs');
  await writeFile(
    murder,
    `import { existsSync } from 'node:fs';
    import { isMainThread } from 'node:worker_threads';
    if (!isMainThread) setInterval(() => existsSync('now') && process.exit(3), 20);`,
  );
  const spy = launch([], ['sh', '-c', 'touch now; exec sleep 1000'], {
    env: { ...process.env, NODE_OPTIONS: `--import=${murder}` },
  });
  expect(await spy.ended).toBe(1);
  expect(spy.log()).toMatch(/The proxy's thread ended unexpectedly .* The command gets SIGTERM\./);
});

describe('--wait', () => {
  it('begins when the app accepts connections, on a port or a socket', async () => {
    const places = [{ host: '127.0.0.1', port: 0 }, { path: join(folder, 'app.sock') }];
    for (const place of places) {
      const late = createServer((_request, response) => response.end('late'));
      let target = `unix:${place.path ?? ''}`;
      if (place.path === undefined) {
        // A port that was just free.
        late.listen(place);
        await once(late, 'listening');
        place.port = (late.address() as AddressInfo).port;
        target = `127.0.0.1:${place.port}`;
        late.close();
        await once(late, 'close');
      }
      const script = `fetch(process.env.SESSIONSPY_URL).then((r) => r.text()).then(console.log)`;
      const spy = launchSpy([target, '--wait', '20', '--', ...node(script)], { cwd: folder });
      await spy.until(/waiting for .*, 20 s at most/);
      expect(spy.log()).not.toMatch(/listening/);
      late.listen(place);
      expect(await spy.ended).toBe(0);
      expect(await spy.untilOutput(/late/)).toBe('late');
      late.closeAllConnections();
      late.close();
    }
  });

  it('ends with 5 where nothing comes, and the command is not begun', async () => {
    const unix = `unix:${join(folder, 'never.sock')}`;
    const spy = launchSpy([unix, '--wait', '300ms', '--', 'touch', 'begun'], { cwd: folder });
    expect(await spy.ended).toBe(5);
    expect(spy.log()).toMatch(
      /never\.sock accepted no connection within 0\.3 s \(ENOENT\): start the app, correct --target, or give --wait more time\./,
    );
    expect(spy.log()).not.toMatch(/listening/);
    await expect(readFile(join(folder, 'begun'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is ended by %s', async (signal, code) => {
    const unix = `unix:${join(folder, 'never.sock')}`;
    const spy = launchSpy([unix, '--headless', '--wait', '10m'], { cwd: folder });
    await spy.until(/waiting for .*, 600 s at most/);
    expect(await spy.stop(signal)).toBe(code);
  });
});

describe('without a command', () => {
  const start = (har: string): ReturnType<typeof startSpyProcess> =>
    startSpyProcess([`localhost:${port}`, '--listen', '0', '--headless', '--har', har], {
      cwd: folder,
    });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s writes what is still under way and waits for no client',
    async (signal) => {
      const har = join(folder, `open-${signal}.har`);
      const spy = await start(har);
      const stream = await fetch(`${spy.url}/stream`);
      const arrived = once(app, 'slow');
      const slow = fetch(`${spy.url}/slow`).catch(() => 'cut');
      await (await fetch(`${spy.url}/kept-alive`)).text();
      await arrived;
      expect(await spy.stop(signal)).toBe(0);
      expect(await slow).toBe('cut');
      await expect(stream.text()).rejects.toThrow();
      const paths = readRecording(har).map(({ request }) => new URL(request.url).pathname);
      expect(paths.toSorted()).toEqual(['/kept-alive', '/slow', '/stream']);
      expect(spy.log()).toMatch(/^sessionspy: 3 exchanges/m);
    },
  );

  it('SIGHUP opens the recordings again, and all goes on', async () => {
    const har = join(folder, 'hung-up.har');
    const spy = await start(har);
    spy.signal('SIGHUP');
    await spy.until(/The recordings were opened again \(SIGHUP\)/);
    expect(await (await fetch(spy.url)).text()).toBe('fine');
    expect(await spy.stop('SIGTERM')).toBe(0);
    expect(readRecording(har)).toHaveLength(1);
  });

  it('--filter chooses the lines', async () => {
    const spy = await startSpyProcess(
      [`localhost:${port}`, '--listen', '0', '--headless', '--filter', 'path:/wanted'],
      { cwd: folder },
    );
    for (const path of ['/other', '/wanted']) await (await fetch(spy.url + path)).text();
    await spy.until(/GET \/wanted 200/);
    expect(await spy.stop()).toBe(0);
    expect(spy.log()).not.toMatch(/\/other/);
    expect(spy.log()).toMatch(/^sessionspy: 2 exchanges/m);
  });
});

describeWith('tmux', 'on a terminal', () => {
  const bin = new URL('../../bin/sessionspy.js', import.meta.url).pathname;

  it('Ctrl-C reaches the command once, Ctrl-Z stops both and fg brings both back', async () => {
    const terminal = new Tmux(100, 30, folder);
    try {
      terminal.type(
        `sh -c 'echo $$ > pid; exec ${process.execPath} ${bin} localhost:${port} -- ${process.execPath} listener.mjs'`,
      );
      await terminal.until(/^ready/m);
      terminal.press('C-z');
      await terminal.until(/Stopped|suspended/i);
      terminal.type('fg');
      terminal.press('C-c');
      await terminal.until(/SIGINT/);
      process.kill(Number(await readFile(join(folder, 'pid'), 'utf8')), 'SIGTERM');
      await terminal.until(/SIGTERM/);
      expect(terminal.screen().match(/SIGINT/g)).toHaveLength(1);
      terminal.press('C-d');
      await terminal.until(/0 records lost\s+\$/);
      terminal.type('echo ended with $?');
      await terminal.until(/ended with 9/);
    } finally {
      terminal.kill();
    }
  });

  it('a terminal that is gone ends us, with all in the recording', async () => {
    const terminal = new Tmux(100, 30, folder);
    const har = join(folder, 'gone.har');
    try {
      terminal.type(
        `exec ${process.execPath} ${bin} localhost:${port} --listen 0 --headless --har ${har}`,
      );
      const screen = await terminal.until(/listening on http:\S+ /);
      const url = /listening on (http:\S+)/.exec(screen)?.[1] ?? '';
      await (await fetch(`${url}/before`)).text();
      await terminal.until(/GET \/before 200/);
      terminal.kill();
      await expect
        .poll(() =>
          fetch(url).then(
            () => 'there',
            () => 'gone',
          ),
        )
        .toBe('gone');
      await expect
        .poll(() => new URL(readRecording(har)[0]?.request.url ?? '').pathname)
        .toBe('/before');
    } finally {
      terminal.kill();
    }
  });
});
