/**
 * `sessionspy demo`: the embedded app and the proxy in front of it, with nothing else needed. On a
 * terminal it waits for a browser; otherwise it visits the app itself, as two users.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../config/sources.js';
import { resolveConfig, valuesOf, type RawLayer } from '../../config/resolve.js';
import { startDemoApp, type DemoApp } from '../../demo/app.js';
import { scriptedVisit } from '../../demo/visit.js';
import type { Spy } from '../../spy.js';
import { startSpy } from '../../spy-start.js';
import { chosenFilter } from '../chosen-filter.js';
import { followHeadless } from '../headless.js';
import { outputOptions } from '../output-options.js';
import { hasScreen, presenter, writeLine, type PresentOptions } from '../present.js';
import { runUntilStopped } from '../run-until-stopped.js';
import { demoReport } from '../demo-report.js';

/** Where the scripted visit leaves its recording unless told otherwise. */
const RECORDING = 'sessionspy-demo.har';

/** The exit code. */
export async function demo(flags: RawLayer): Promise<number> {
  const environment = readEnvironment(process.env).layer;
  const config = valuesOf(resolveConfig({ flag: flags, environment }));
  const filter = chosenFilter(config.filter);
  const folder = await mkdtemp(join(tmpdir(), 'sessionspy-demo-'));
  const databasePath = join(folder, 'db.sqlite3');
  const secretKey = randomBytes(25).toString('hex');
  const app = await startDemoApp({ databasePath, secretKey });
  try {
    const onScreen = hasScreen(config);
    const har = config.har ?? (onScreen ? undefined : RECORDING);
    const spy = await startSpy({
      target: app.url,
      listen: config.listen ?? { port: undefined },
      framework: 'django',
      settings: { SESSION_COOKIE_NAME: 'sessionid' },
      secrets: [secretKey],
      stores: [`sqlite://${databasePath}`],
      ...(await outputOptions({ ...config, har })),
      maxBodyBytes: config.maxBody,
      maxExchanges: config.maxExchanges,
      maxMemoryBytes: config.maxMemory,
    });
    return onScreen
      ? await onTerminal(spy, app, { ...config, filter })
      : await unattended(spy, app, { har, ndjson: config.ndjson, filter });
  } finally {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function onTerminal(
  spy: Spy,
  app: DemoApp,
  options: Omit<PresentOptions, 'hints'>,
): Promise<number> {
  const people = app.users.map(({ name, password }) => `${name} (${password})`).join(', ');
  const hints = [`The demo app has a counter and a login. Users: ${people}.`];
  return runUntilStopped(spy, await presenter({ ...options, hints }));
}

async function unattended(
  spy: Spy,
  app: DemoApp,
  { har, ndjson, filter }: Pick<PresentOptions, 'har' | 'ndjson' | 'filter'>,
): Promise<number> {
  const stop = followHeadless(spy, { quiet: false, filter, write: writeLine });
  try {
    await scriptedVisit(spy.url, app.users.slice(0, 2));
    await spy.idle();
    const out = har === '-' || ndjson === '-' ? process.stderr : process.stdout;
    out.write(`${demoReport(spy.exchanges(), har).join('\n')}\n`);
    return 0;
  } finally {
    stop();
    await spy.close();
  }
}
