/**
 * The composition root: proxy, cookies, sessions, journal and recording wired into one running spy.
 * No global state, no signal handlers, no output; several may run in one process.
 */
import { randomBytes } from 'node:crypto';
import { Ledger } from './cookies/ledger.js';
import { adapterNamed, adapters } from './frameworks/registry.js';
import { Redactor, type RedactMode } from './har/redact.js';
import { Journal, type JournalReader } from './journal/journal.js';
import type { SpyStatus } from './model/journal-event.js';
import { Secret, type KeyRing } from './model/keyring.js';
import type { Observation } from './model/observation.js';
import type { Problem } from './model/problem.js';
import type { SessionTransition } from './model/session.js';
import type { SettingValue } from './model/settings.js';
import { systemClock } from './model/time.js';
import { Pipeline } from './pipeline.js';
import { PROXY_DEFAULTS } from './proxy/options.js';
import { startProxy } from './proxy/proxy-source.js';
import { describeTarget, parseTarget } from './proxy/target.js';
import { SessionQueue } from './session/session-queue.js';
import { SessionStores } from './session/session-stores.js';
import { SessionTags } from './session/session-tags.js';
import { SessionTracker } from './session/session-tracker.js';
import { UserDirectory } from './session/user-directory.js';
import { HarFileSink } from './sinks/har-file.js';
import type { Sink } from './sinks/sink.js';
import type { ExchangeSource } from './source.js';
import type { StoreConnection } from './stores/driver.js';
import { openStore } from './stores/registry.js';

export interface SpyOptions {
  /** Where the app listens: `localhost:8000`, `https://host`, `unix:/run/app.sock`. */
  readonly target: string;
  /** Where to listen; by default 127.0.0.1 and a free port. `port: undefined`: 9000 or the next free. */
  readonly listen?: { readonly host?: string; readonly port?: number | undefined };
  /** `django`, or `auto` (the default) to go by the cookies. */
  readonly framework?: string;
  /** The app's current key first, rotated ones after it. */
  readonly secrets?: readonly (string | Secret)[];
  /** Where sessions and users live: `sqlite:db.sqlite3`, `file:DIR`, `cookie`. */
  readonly stores?: readonly string[];
  /** The framework's settings by its own names, e.g. `{ SESSION_COOKIE_NAME: 'sid' }`. */
  readonly settings?: Readonly<Record<string, SettingValue>>;
  /** Record to this file from the start. */
  readonly har?: string;
  readonly redact?: RedactMode;
  /** Bytes of each message's content that are kept. */
  readonly maxBodyBytes?: number;
  /** Milliseconds the app may take until the first byte of an answer. */
  readonly timeoutMs?: number;
  /** Accept any certificate of an https target. */
  readonly insecure?: boolean;
  readonly hostHeader?: 'preserve' | 'target';
  /** Exchanges kept in memory. */
  readonly maxExchanges?: number;
}

/** A running spy. */
export class Spy implements AsyncDisposable {
  readonly journal: JournalReader;
  readonly #parts: Running;

  /** Use startSpy. */
  constructor(parts: Running) {
    this.journal = parts.journal;
    this.#parts = parts;
  }

  /** Where clients connect, e.g. `http://127.0.0.1:9000`. */
  get url(): string {
    return this.#parts.source.url;
  }

  /** The app's address, for display. */
  get target(): string {
    return this.#parts.target;
  }

  /** Every exchange still held, oldest first. */
  exchanges(): Observation[] {
    const { journal } = this.#parts;
    const held: Observation[] = [];
    for (let seq = journal.firstSeq; seq <= journal.lastSeq; seq += 1) {
      const observation = journal.get(seq);
      if (observation !== undefined) held.push(observation);
    }
    return held;
  }

  /** What the held exchanges did to their sessions, oldest first; those that did nothing left out. */
  transitions(): SessionTransition[] {
    return this.exchanges().flatMap(({ session }) =>
      session !== undefined && session.kinds.length > 0 ? [session] : [],
    );
  }

  /**
   * Resolves when all exchanges have ended, all look-ups are settled and all sinks are flushed.
   * Upgraded connections and event streams are not waited for.
   */
  async idle(): Promise<void> {
    const { source, pipeline, sinks } = this.#parts;
    await source.quiet();
    await pipeline.idle();
    await Promise.all(sinks.map((sink) => sink.flush()));
  }

  /** Writes a HAR of the exchanges held. */
  async saveHar(path: string): Promise<void> {
    const sink = await HarFileSink.open(path, { redactor: this.#parts.redactor });
    for (const observation of this.exchanges()) sink.accept({ kind: 'observed', observation });
    await sink.close();
  }

  /** Lets exchanges in flight finish for `graceMs`, then stops, flushes and closes all. Idempotent. */
  close(graceMs = 2000): Promise<void> {
    this.#parts.closing ??= closeAll(this.#parts, graceMs);
    return this.#parts.closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

interface Running {
  readonly source: ExchangeSource;
  readonly target: string;
  readonly journal: Journal;
  readonly pipeline: Pipeline;
  readonly sinks: readonly Sink[];
  readonly stores: readonly StoreConnection[];
  readonly redactor: Redactor;
  closing?: Promise<void>;
}

/** Starts a spy. Throws SpyError for what cannot be used or opened; nothing is left running then. */
export async function startSpy(options: SpyOptions): Promise<Spy> {
  const target = parseTarget(options.target);
  const journal = new Journal({ maxExchanges: options.maxExchanges ?? 100_000 });
  const status = new Status(journal, options);
  const redactor = new Redactor({ mode: options.redact ?? 'safe' });
  const stores = (options.stores ?? []).map(openStore);
  const tracker = makeTracker(options, stores, status);
  const pipeline = new Pipeline({
    journal,
    ledger: new Ledger(),
    tracker,
    onLost: (count) => {
      status.lost(count);
    },
  });
  const sinks: Sink[] = [];
  if (options.har !== undefined) {
    sinks.push(await openHar(options.har, redactor, status));
  }
  journal.subscribe((event) => {
    for (const sink of sinks) sink.accept(event);
  });
  status.publish();
  const proxyOptions = {
    ...PROXY_DEFAULTS,
    target,
    host: options.listen?.host ?? PROXY_DEFAULTS.host,
    port: options.listen === undefined ? 0 : options.listen.port,
    maxBodyBytes: options.maxBodyBytes ?? PROXY_DEFAULTS.maxBodyBytes,
    timeoutMs: options.timeoutMs ?? PROXY_DEFAULTS.timeoutMs,
    insecure: options.insecure ?? false,
    hostHeader: options.hostHeader ?? PROXY_DEFAULTS.hostHeader,
  };
  try {
    const source = await startProxy(proxyOptions, (batch) => {
      pipeline.accept(batch);
    });
    const where = describeTarget(target);
    return new Spy({ source, target: where, journal, pipeline, sinks, stores, redactor });
  } catch (error) {
    await Promise.all([...sinks, ...stores].map((part) => part.close()));
    throw error;
  }
}

function makeTracker(
  options: SpyOptions,
  stores: readonly StoreConnection[],
  status: Status,
): SessionTracker {
  const named = options.framework ?? 'auto';
  const chosen = named === 'auto' ? adapters : [adapterNamed(named)];
  return new SessionTracker({
    adapters: chosen,
    frameworkKnown: named !== 'auto',
    tags: new SessionTags(randomBytes(32)),
    queue: new SessionQueue(),
    context: {
      settings: new Map(Object.entries(options.settings ?? {})),
      keys: keyRing(options),
      stores: new SessionStores(stores, (label, problem) => {
        status.storeHealth(label, problem);
      }),
      users: new UserDirectory(stores, systemClock.now),
      now: systemClock.now,
    },
  });
}

const keyRing = (options: SpyOptions): KeyRing =>
  (options.secrets ?? []).map((secret) =>
    typeof secret === 'string' ? new Secret(secret, 'given') : secret,
  );

async function openHar(path: string, redactor: Redactor, status: Status): Promise<Sink> {
  return HarFileSink.open(path, {
    redactor,
    onProblem: (problem) => {
      status.recording(problem);
    },
  });
}

/** What the header shows: told to the journal whenever a part of it changes. */
class Status {
  readonly #journal: Journal;
  readonly #facts: Pick<SpyStatus, 'framework' | 'store' | 'hasSecret'>;
  readonly #problems = new Map<string, Problem>();
  #lost = 0;

  constructor(journal: Journal, options: SpyOptions) {
    this.#journal = journal;
    this.#facts = {
      framework: options.framework ?? 'auto',
      hasSecret: (options.secrets ?? []).length > 0,
      ...(options.stores?.[0] === undefined ? {} : { store: options.stores[0] }),
    };
  }

  lost(count: number): void {
    this.#lost += count;
    this.publish();
  }

  storeHealth(label: string, problem: Problem | undefined): void {
    this.#set(`store ${label}`, problem);
  }

  recording(problem: Problem | undefined): void {
    this.#set('recording', problem);
  }

  publish(): void {
    const status = { ...this.#facts, problems: [...this.#problems.values()], lost: this.#lost };
    this.#journal.append({ kind: 'status', at: systemClock.now(), status });
  }

  #set(key: string, problem: Problem | undefined): void {
    if (problem === undefined) this.#problems.delete(key);
    else this.#problems.set(key, problem);
    this.publish();
  }
}

async function closeAll(parts: Running, graceMs: number): Promise<void> {
  await parts.source.close(graceMs);
  await parts.pipeline.idle();
  await Promise.all(parts.sinks.map((sink) => sink.close()));
  await Promise.all(parts.stores.map((store) => store.close()));
}
