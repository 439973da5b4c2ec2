/**
 * A running spy, as whoever started it sees it: what can be asked of it and done with it. How its parts
 * come together is in spy-start.ts.
 */
import type { SessionTags } from './session/session-tags.js';
import { sessionCookie, storageState, type StorageState } from './storage-state.js';
import type { SpyCondition } from './spy-condition.js';
import type { SessionOptions } from './spy-options.js';
import { openSessions, sessionFacts, type SpySessions } from './spy-sessions.js';
import { SpyError } from './errors.js';
import { checkExpectations } from './expect/expectations.js';
import type { RuleResult } from './expect/result.js';
import { harEntry } from './har/entry.js';
import type { Redactor, RedactMode } from './har/redact.js';
import type { HarEntry } from './har/types.js';
import {
  exchangesOf,
  waitForExchange,
  type ExchangeFilter,
  type ExchangeQuery,
  type WaitOptions,
} from './held-queries.js';
import { heldExchanges, heldTransitions } from './journal/held-exchanges.js';
import type { Journal } from './journal/journal.js';
import type { JournalReader, SessionRow, UserRow } from './journal/reader.js';
import { pageId, type SessionTag } from './model/ids.js';
import type { Observation } from './model/observation.js';
import type { Page } from './model/page.js';
import type { SessionSnapshot, SessionTransition } from './model/session.js';
import { systemClock } from './model/time.js';
import type { Pipeline } from './pipeline.js';
import type { ProxySource } from './proxy/proxy-source.js';
import { writeHar } from './sinks/har-text.js';
import { secretCookies, shownBy } from './redaction.js';
import type { SpyOutputs } from './spy-outputs.js';

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
    const sessions = openSessions(options, tags, condition.onStoreHealth, { isExact });
    parts.sessions = sessions;
    this.redactor.alsoSecretCookies(secretCookies(options));
    parts.condition.renewed(sessionFacts(options, sessions));
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

/** What a spy is made of; spy-start.ts puts it together. */
export interface Running {
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

async function closeAll(parts: Running, graceMs: number): Promise<void> {
  parts.closed.resolve();
  await parts.source.close(graceMs);
  await parts.pipeline.idle();
  await parts.outputs.close();
  await parts.sessions.close();
}
