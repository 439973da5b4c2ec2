/**
 * The composition root: proxy, cookies, sessions, journal and recording wired into one running spy.
 * No global state, no signal handlers, no output; several may run in one process.
 */
import { Ledger } from './cookies/ledger.js';
import type { SessionTags } from './session/session-tags.js';
import type { HealthListener } from './session/watched-store.js';
import { sessionCookie, storageState, type StorageState } from './storage-state.js';
import { SpyCondition } from './spy-condition.js';
import { checkSpyOptions, type SessionOptions, type SpyOptions } from './spy-options.js';
import { openSessions, type SpySessions } from './spy-sessions.js';
import { SpyError } from './errors.js';
import { checkExpectations } from './expect/expectations.js';
import type { RuleResult } from './expect/result.js';
import { harEntry } from './har/entry.js';
import type { Redactor, RedactMode } from './har/redact.js';
import { passwordScrubber } from './har/scrub-passwords.js';
import type { HarEntry } from './har/types.js';
import {
  exchangesOf,
  waitForExchange,
  type ExchangeFilter,
  type ExchangeQuery,
  type WaitOptions,
} from './held-queries.js';
import { heldExchanges, heldTransitions } from './journal/held-exchanges.js';
import { Journal, JOURNAL_DEFAULTS } from './journal/journal.js';
import type { JournalReader, SessionRow, UserRow } from './journal/reader.js';
import { pageId, type SessionTag } from './model/ids.js';
import type { Observation } from './model/observation.js';
import type { Page } from './model/page.js';
import type { SessionSnapshot, SessionTransition } from './model/session.js';
import { systemClock } from './model/time.js';
import { Pipeline } from './pipeline.js';
import { PROXY_DEFAULTS, type ProxyOptions } from './proxy/options.js';
import { startProxy, type ProxySource } from './proxy/proxy-source.js';
import { describeTarget, parseTarget, type Target } from './proxy/target.js';
import { writeHar } from './sinks/har-text.js';
import type { SourceEvent } from './source.js';
import { redactorOf, secretCookies, sessionTagsOf, shownBy } from './redaction.js';
import { SpyOutputs } from './spy-outputs.js';
import { warmUp } from './warm-up.js';

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

  /** What leaves secrets out of all that this spy writes: equal ones have equal pseudonyms in each output. */
  get redactor(): Redactor {
    return this.#parts.outputs.document.context.redactor;
  }

  /** Settles only if the proxy's thread ends unasked: what is in front of the app is gone then. */
  get failed(): Promise<SpyError> {
    const { source } = this.#parts;
    return new Promise((resolve) => {
      source.onDied(resolve);
    });
  }

  /** Every exchange still held, oldest first; of those, what a query asks for. */
  exchanges(query: ExchangeQuery = {}): Observation[] {
    return exchangesOf(this.#parts.journal, query);
  }

  /** Every session that an exchange still held has carried, in the order they were first seen. */
  sessions(): SessionRow[] {
    const { journal } = this.#parts;
    return journal.sessionTags
      .map((tag) => journal.session(tag))
      .filter((row) => row !== undefined);
  }

  /** Everybody who was behind an exchange still held; `anonymous` and `unknown` are such rows, too. */
  users(): UserRow[] {
    const { journal } = this.#parts;
    return journal.userKeys.map((key) => journal.user(key)).filter((row) => row !== undefined);
  }

  /**
   * The first settled exchange that matches, seen already or to come. Rejects with SpyError: SPY_TIMEOUT,
   * SPY_CLOSED, or SPY_CONFIG for a filter that cannot be read.
   */
  waitFor(filter: ExchangeFilter, options: WaitOptions = {}): Promise<Observation> {
    const { journal, closed } = this.#parts;
    return waitForExchange(journal, filter, options, closed.promise);
  }

  /**
   * The cookies of the client that carries this session, in Playwright's form: whoever has them is logged
   * in as its user. Throws SpyError SPY_SESSION_UNKNOWN for a session that is not held or has ended.
   */
  storageState(session: SessionTag): StorageState {
    const { journal, pipeline } = this.#parts;
    const row = journal.session(session);
    const seq = row === undefined ? undefined : row.exchanges.at(row.exchanges.length - 1);
    const last = seq === undefined ? undefined : journal.get(seq);
    const cookie = last && sessionCookie(last, session);
    const cookies = last && cookie && pipeline.cookiesWith(last.client, cookie);
    if (row?.state === 'ended' || cookies === undefined || cookies.length === 0) {
      const why = row === undefined ? 'No exchange held has' : 'Nobody holds';
      const remedy = 'spy.sessions() lists them with their states';
      throw new SpyError('SPY_SESSION_UNKNOWN', `${why} the session ${session}: ${remedy}.`);
    }
    return storageState(cookies);
  }

  /** What the held exchanges did to their sessions, oldest first; those that did nothing left out. */
  transitions(): SessionTransition[] {
    return [...heldTransitions(this.#parts.journal)];
  }

  /**
   * Resolves when all exchanges have ended, all look-ups are settled and all sinks are flushed.
   * Upgraded connections and event streams are not waited for.
   */
  async idle(): Promise<void> {
    const { source, pipeline, outputs } = this.#parts;
    await source.quiet();
    await pipeline.idle();
    await outputs.flush();
  }

  /**
   * Whether rules hold for the exchanges held (docs/expect.md); one result for each rule, in their order.
   * Throws SpyError SPY_CONFIG for a rule that cannot be read.
   */
  check(rules: readonly string[]): RuleResult[] {
    const shown = shownBy(this.redactor);
    return checkExpectations(heldExchanges(this.#parts.journal), rules, { shown });
  }

  /** Begins the next step of a test: exchanges that start from now on are of this page. */
  step(title: string): Page {
    const { journal } = this.#parts;
    const id = pageId((this.#parts.steps += 1));
    const page = { id, title, startedAt: systemClock.now() };
    journal.append({ kind: 'page-started', page });
    return page;
  }

  /** Writes a HAR of the exchanges held, or of those with these numbers; contents given up are marked. */
  async saveHar(path: string, seqs?: readonly number[]): Promise<void> {
    const { journal, outputs } = this.#parts;
    const observations = heldExchanges(journal, seqs);
    await writeHar(path, { observations, pages: journal.pages }, outputs.document);
  }

  /**
   * After files were moved away: new ones take their places, with what the moved ones do not have. For log
   * rotators, which say so by SIGHUP.
   */
  async reopen(): Promise<void> {
    await this.#parts.outputs.reopen();
  }

  /** An exchange held as a HAR entry, its secrets replaced in this mode; undefined when it is not held. */
  harEntry(seq: number, redact: RedactMode): HarEntry | undefined {
    const { journal, outputs } = this.#parts;
    const observation = journal.get(seq);
    const redactor = this.redactor.inMode(redact);
    return observation && harEntry(observation, { ...outputs.document.context, redactor });
  }

  /**
   * The session of an exchange as its store has it right now; undefined when the exchange had none.
   * Never rejects: what could not be read is said in the snapshot.
   */
  async rereadSession(seq: number): Promise<SessionSnapshot | undefined> {
    const observation = this.#parts.journal.get(seq);
    return observation && this.#parts.sessions.tracker.readNow(observation);
  }

  /** Forgets the exchanges held so far; recordings keep theirs. */
  clear(): void {
    this.#parts.journal.clear();
  }

  /**
   * Reads sessions in another way from now on: the project's settings have changed. Throws SpyError for
   * what cannot be used; all goes on as before then.
   */
  async reconfigure(options: SessionOptions): Promise<void> {
    const parts = this.#parts;
    const before = parts.sessions;
    const { tags, condition, isExact } = parts;
    const sessions = openSessions(options, tags, healthTo(condition), { isExact });
    parts.sessions = sessions;
    this.redactor.alsoSecretCookies(secretCookies(options));
    parts.condition.renewed(factsOf(options, sessions));
    parts.pipeline.follow(sessions.tracker);
    await sessions.tracker.rehearse();
    await before.close();
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
  readonly source: ProxySource;
  readonly target: string;
  readonly journal: Journal;
  readonly pipeline: Pipeline;
  readonly condition: SpyCondition;
  readonly tags: SessionTags;
  readonly isExact: boolean;
  readonly outputs: SpyOutputs;
  sessions: SpySessions;
  /** Pages begun so far. */
  steps: number;
  readonly closed: { readonly promise: Promise<void>; readonly resolve: () => void };
  closing?: Promise<void>;
}

/**
 * Starts a spy. Throws SpyError for what cannot be used or opened; nothing is left running then, and
 * no file has been touched.
 */
export async function startSpy(options: SpyOptions): Promise<Spy> {
  checkSpyOptions(options);
  const target = parseTarget(options.target);
  const journal = new Journal({
    maxExchanges: options.maxExchanges ?? JOURNAL_DEFAULTS.maxExchanges,
    maxBytes: options.maxMemoryBytes ?? JOURNAL_DEFAULTS.maxBytes,
  });
  const condition = new SpyCondition(journal, { hasSecret: false });
  const redactor = redactorOf(options);
  const tags = sessionTagsOf(options);
  const isExact = options.snapshot === 'exact';
  const sessions = openSessions(options, tags, healthTo(condition), { isExact });
  condition.renewed(factsOf(options, sessions));
  const running: { source?: ProxySource } = {};
  const pipeline = new Pipeline({
    journal,
    ledger: new Ledger(),
    tracker: sessions.tracker,
    guard: passwordScrubber(redactor),
    onLost: (count) => {
      condition.lost(count);
    },
    release: (id, side) => {
      running.source?.release(id, side);
    },
  });
  // What comes before the recording is open waits for it.
  let accept = (batch: readonly SourceEvent[]): void => void backlog.push(batch);
  const backlog: (readonly SourceEvent[])[] = [];
  const [source] = await Promise.all([
    startProxy(proxyOptions(options, target), (batch) => {
      accept(batch);
    }),
    pipeline.prepare(),
    warmUp(options),
  ]).catch(async (error: unknown) => {
    await sessions.close();
    throw error;
  });
  running.source = source;
  try {
    const outputs = await SpyOutputs.open(options, redactor, source.url, (message) => {
      condition.recording(message);
    });
    journal.subscribe((event) => {
      outputs.accept(event);
    });
    accept = (batch) => {
      pipeline.accept(batch);
    };
    backlog.forEach(accept);
    condition.publish();
    const where = describeTarget(target);
    const parts = {
      source,
      target: where,
      journal,
      pipeline,
      condition,
      tags,
      outputs,
      sessions,
      isExact,
    };
    return new Spy({ ...parts, steps: 0, closed: closedSoon() });
  } catch (error) {
    await source.close(0);
    await sessions.close();
    throw error;
  }
}

function closedSoon(): Running['closed'] {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const healthTo =
  (condition: SpyCondition): HealthListener =>
  (label, problem) => {
    condition.storeHealth(label, problem);
  };

const factsOf = (
  options: SessionOptions,
  { labels }: SpySessions,
): Parameters<SpyCondition['renewed']>[0] => ({
  framework: options.framework ?? 'auto',
  hasSecret: (options.secrets ?? []).length > 0,
  ...(labels.length === 0 ? {} : { store: labels.join(', ') }),
});

const proxyOptions = (options: SpyOptions, target: Target): ProxyOptions => ({
  ...PROXY_DEFAULTS,
  target,
  host: options.listen?.host ?? PROXY_DEFAULTS.host,
  port: options.listen === undefined ? 0 : options.listen.port,
  maxBodyBytes: options.maxBodyBytes ?? PROXY_DEFAULTS.maxBodyBytes,
  timeoutMs: options.timeoutMs ?? PROXY_DEFAULTS.timeoutMs,
  insecure: options.insecure ?? PROXY_DEFAULTS.insecure,
  hostHeader: options.hostHeader ?? PROXY_DEFAULTS.hostHeader,
  holdUntilRead: options.snapshot === 'exact',
});

async function closeAll(parts: Running, graceMs: number): Promise<void> {
  parts.closed.resolve();
  await parts.source.close(graceMs);
  await parts.pipeline.idle();
  await parts.outputs.close();
  await parts.sessions.close();
}
