/**
 * A real sessionspy that records under traffic and is killed with `kill -9` at some moment, and what is
 * missing from the file it leaves: it must be valid, and hold every exchange whose response its client
 * had whole more than a second before.
 */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { harProblems } from './har-validity.js';
import { startSpyProcess } from './sessionspy-process.js';

/** What is promised: an exchange that ended so long before the kill is in the file. */
const PROMISED_MS = 1000;
/** Clients of each spy, and how long each thinks between two requests. */
const CLIENTS = 3;
const PAUSE_MS = 20;

const TEXT = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit. '.repeat(2000);

export interface KilledSpy {
  /** False where it was killed before its first entry. */
  readonly hasFile: boolean;
  /** Exchanges that had to be in the file. */
  readonly due: number;
  /** Entries that are in it. */
  readonly recorded: number;
  /** What is wrong at any moment, however busy the machine is; empty when all is well. */
  readonly faults: readonly string[];
  /** Exchanges that had to be in it by then and are not: a matter of time. */
  readonly overdue: readonly string[];
}

/** An app that answers `/12345` with so many bytes of text. */
export async function startSizedApp(): Promise<Server> {
  const app = createServer((incoming, response) => {
    incoming.resume();
    const size = Number(/\d+/.exec(incoming.url ?? '')?.[0] ?? 0);
    response.setHeader('Content-Type', 'text/plain');
    response.end(TEXT.slice(0, size));
  }).listen(0, '127.0.0.1');
  await once(app, 'listening');
  return app;
}

/** Records to `har` for `lifeMs` of traffic, from its start or its first entry, kills, and looks. `random`: from 0 up to 1. */
export async function killUnderTraffic(
  app: Server,
  har: string,
  lifeMs: number,
  random: () => number,
  from: 'start' | 'first-entry' = 'start',
): Promise<KilledSpy> {
  const { port } = app.address() as AddressInfo;
  const args = ['--target', `127.0.0.1:${port}`, '--listen', '0', '--headless', '--quiet'];
  const spy = await startSpyProcess([...args, '--har', har]);
  const endedAt = new Map<string, number>();
  const traffic = Array.from({ length: CLIENTS }, (_, client) =>
    ask(spy.url, client, random, endedAt),
  );
  // The machine may be busy with other tests: their moments are counted from the first entry.
  while (from === 'first-entry' && !existsSync(har)) await sleep(20);
  await sleep(lifeMs);
  const killedAt = performance.now();
  const ended = spy.stop('SIGKILL');
  for (const client of traffic) client.stop();
  await ended;
  await Promise.all(traffic.map(({ done }) => done));
  const due = [...endedAt].filter(([, at]) => at < killedAt - PROMISED_MS).map(([path]) => path);
  if (existsSync(har)) return { hasFile: true, due: due.length, ...inspect(har, due) };
  const overdue = due.map((path) => `${path} is missing, and there is no file`);
  return { hasFile: false, due: due.length, recorded: 0, faults: [], overdue };
}

/** Asks for bodies of up to 100 kB one after the other, sends some, and notes when each was had whole. */
function ask(
  url: string,
  client: number,
  random: () => number,
  endedAt: Map<string, number>,
): { readonly done: Promise<void>; stop(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const state = { isOver: false };
  const run = async (): Promise<void> => {
    for (let ordinal = 1; !state.isOver; ordinal += 1) {
      const size = Math.floor(random() ** 3 * 100_000);
      const path = `/${size}/${client}-${ordinal}`;
      const body = random() < 0.2 ? TEXT.slice(0, Math.floor(random() * 20_000)) : '';
      if (await exchange(new URL(path, url), agent, body)) endedAt.set(path, performance.now());
      await sleep(PAUSE_MS * random());
    }
  };
  return {
    done: run(),
    stop: () => {
      state.isOver = true;
      agent.destroy();
    },
  };
}

/** Whether the response came whole. */
function exchange(url: URL, agent: Agent, body: string): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request(url, { agent, method: body === '' ? 'GET' : 'POST' });
    sent
      .on('error', () => {
        resolve(false);
      })
      .on('response', (response) => {
        response.resume().on('close', () => {
          resolve(response.complete);
        });
      })
      .end(body);
  });
}

function inspect(har: string, due: readonly string[]): Omit<KilledSpy, 'due' | 'hasFile'> {
  let text = '';
  try {
    text = readFileSync(har, 'utf8');
    const document = JSON.parse(text) as {
      log: { entries: { request: { url: string } }[] };
    };
    const { entries } = document.log;
    const paths = entries.map((entry) => new URL(entry.request.url).pathname);
    const recorded = new Set(paths);
    const faults = harProblems(document);
    if (recorded.size < paths.length) faults.push('an exchange is in it twice');
    faults.push(...gapsIn(paths));
    const overdue = due.filter((path) => !recorded.has(path)).map((path) => `${path} is missing`);
    return { recorded: paths.length, faults, overdue };
  } catch (error) {
    return { recorded: 0, faults: [`${String(error)}; ${text.length} characters`], overdue: [] };
  }
}

/** Each client asks for one after the other: what is recorded of it has no gap. */
function gapsIn(paths: readonly string[]): readonly string[] {
  const latest = new Map<string, number>();
  return paths.flatMap((path) => {
    const [, client = '', ordinal] = /(\d+)-(\d+)$/.exec(path) ?? [];
    const before = latest.get(client) ?? 0;
    latest.set(client, Number(ordinal));
    return Number(ordinal) === before + 1 ? [] : [`${path} follows number ${before}`];
  });
}
