/**
 * 10,000 requests by 50 users in 200 user agents over 40 shared connections, with logins, logouts, new ids
 * and errors in between, against Django on gunicorn: how much of what is said is what Django itself wrote
 * down, exactly and beside the traffic, and what exactness costs.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, programPath } from '../support/programs.js';
import { startPostgres } from '../support/servers/postgres.js';
import type { SqlServer } from '../support/servers/sql-server.js';
import { startSpyProcess } from '../support/sessionspy-process.js';
import { runTrace, type TraceShape } from '../support/trace/agents.js';
import { compareTrace, type TraceVerdict } from '../support/trace/compare.js';
import { startTraceSite, TRACE_SECRET } from '../support/trace/site.js';
import { table } from './figures.js';

const SHAPE: TraceShape = { requests: 10_000, users: 50, agents: 200, connections: 40, seed: 7 };
/** SQLite writes one at a time, and each write waits for the disk. */
const SQLITE_SHAPE: TraceShape = { ...SHAPE, requests: 2000 };
const WORKERS = 4;

interface Round {
  readonly what: string;
  readonly verdict?: TraceVerdict;
  readonly perSecond: number;
}

let folder: string;
let postgres: SqlServer | undefined;
const rounds: Round[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-trace-bench-'));
  if (programPath('postgres') !== undefined) postgres = await startPostgres();
});

afterAll(async () => {
  await postgres?.remove();
  await rm(folder, { recursive: true, force: true });
  console.log(report());
});

describeWith('gunicorn', 'the trace', () => {
  for (const store of ['postgres', 'sqlite'] as const) {
    for (const mode of ['direct', 'beside', 'exact'] as const) {
      it(`on ${store}, ${mode}`, async () => {
        const databaseUrl = store === 'postgres' ? databaseOf(postgres) : undefined;
        const done = await round(store, mode, databaseUrl);
        rounds.push(done);
        if (done.verdict === undefined) return;
        expect(done.verdict.wrongNames).toEqual([]);
        if (mode === 'exact') expect(done.verdict.differences).toEqual([]);
      });
    }
  }
});

async function round(store: string, mode: string, databaseUrl?: string): Promise<Round> {
  const site = await startTraceSite({
    ...{ users: SHAPE.users, workers: WORKERS },
    ...(databaseUrl === undefined ? {} : { databaseUrl: await emptied(databaseUrl) }),
  });
  try {
    const what = `${store}, ${mode}`;
    const shape = store === 'sqlite' ? SQLITE_SHAPE : SHAPE;
    if (mode === 'direct') return { what, perSecond: await timed(site.url, shape) };
    const har = join(folder, `${store}-${mode}.har`);
    const spy = await startSpyProcess(
      [
        ...['--target', site.url, '--listen', '0', '--headless', '--quiet', '--har', har],
        ...['--framework', 'django', '--no-discover', '--secret', 'env:TRACE_SECRET'],
        ...['--setting', 'SESSION_COOKIE_NAME=sessionid'],
        ...['--store', site.storeUrl, '--snapshot', mode],
      ],
      { cwd: folder, env: { ...process.env, TRACE_SECRET } },
    );
    const perSecond = await timed(spy.url, shape);
    await spy.stop();
    return { what, perSecond, verdict: compareTrace(har, await site.sideLog()) };
  } finally {
    await site.stop();
  }
}

async function timed(url: string, shape: TraceShape): Promise<number> {
  const start = performance.now();
  await runTrace(url, shape);
  return (shape.requests * 1000) / (performance.now() - start);
}

function databaseOf(server: SqlServer | undefined): string {
  if (server === undefined) throw new Error('no PostgreSQL here: apt-get install postgresql');
  const { user, password, host, port } = server;
  return `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/`;
}

/** A database of its own for each round. */
async function emptied(serverUrl: string): Promise<string> {
  const name = `trace${rounds.length}`;
  await postgres?.run(`CREATE DATABASE ${name}`, 'postgres');
  return `${serverUrl}${name}`;
}

function report(): string {
  const head = [
    '',
    'requests',
    'equal',
    'wrong name',
    'id only',
    'unknown',
    'concurrent',
    'missing',
    'requests/s',
  ];
  const rows = rounds.map(({ what, verdict, perSecond }) => [
    what,
    ...(verdict === undefined
      ? ['', '', '', '', '', '', '']
      : [
          String(verdict.requests),
          share(verdict.equal, verdict),
          String(verdict.wrongNames.length),
          share(verdict.byId, verdict),
          share(verdict.unknown, verdict),
          share(verdict.concurrent, verdict),
          String(verdict.missing),
        ]),
    perSecond.toFixed(0),
  ]);
  return table([head, ...rows]);
}

const share = (count: number, { requests }: TraceVerdict): string =>
  `${((100 * count) / requests).toFixed(2)} %`;
