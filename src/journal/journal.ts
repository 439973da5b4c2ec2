/**
 * The record of this run, in memory: numbered, bounded in rows and bytes, readable by number,
 * connection, session and user. It stores what it is given and decides nothing; what is too much goes
 * from the oldest on, contents before rows.
 */
import { debuglog } from 'node:util';
import type { ConnectionId, SessionTag } from '../model/ids.js';
import type { JournalEvent, SpyStatus } from '../model/journal-event.js';
import type { Observation } from '../model/observation.js';
import type { Page } from '../model/page.js';
import { summaryOf, type Summary } from '../model/summary.js';
import { ConnectionRows } from './connection-rows.js';
import { RecordStore } from './record-store.js';
import type { ConnectionRow, JournalReader, SessionRow, UserKey, UserRow } from './reader.js';
import { SessionRows } from './session-rows.js';
import { UserRows } from './user-rows.js';

const log = debuglog('sessionspy:journal');

export interface JournalLimits {
  /** Exchanges held; the oldest go first. */
  readonly maxExchanges: number;
  /** Memory they may take; their oldest contents go first, then the oldest exchanges. */
  readonly maxBytes: number;
}

export const JOURNAL_DEFAULTS: JournalLimits = {
  maxExchanges: 100_000,
  maxBytes: 56 * 1024 * 1024,
};

/** What a connection, session or user takes besides its exchanges. */
const ROW_BYTES = 1024;

/** Steps remembered; the oldest go first. */
const MAX_PAGES = 10_000;

const NO_STATUS: SpyStatus = { hasSecret: false, problems: [], lost: 0 };

export class Journal implements JournalReader {
  readonly #limits: JournalLimits;
  readonly #store: RecordStore;
  readonly #connections = new ConnectionRows();
  readonly #sessions = new SessionRows();
  readonly #users = new UserRows();
  readonly #listeners = new Set<(event: JournalEvent) => void>();
  readonly #pages: Page[] = [];
  #firstSeq = 1;
  #lastSeq = 0;
  #status = NO_STATUS;

  constructor(limits: Partial<JournalLimits> = {}) {
    this.#limits = { ...JOURNAL_DEFAULTS, ...limits };
    this.#store = new RecordStore(this.#limits.maxBytes);
  }

  get firstSeq(): number {
    return this.#firstSeq;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  get status(): SpyStatus {
    return this.#status;
  }

  /** The sequence number that the next new observation must carry. */
  get nextSeq(): number {
    return this.#lastSeq + 1;
  }

  get pages(): readonly Page[] {
    return this.#pages;
  }

  get(seq: number): Observation | undefined {
    return this.#store.get(seq);
  }

  summary(seq: number): Summary | undefined {
    return this.#store.summary(seq);
  }

  get bytes(): number {
    return this.#store.bytes + this.#rowBytes();
  }

  get counts(): JournalReader['counts'] {
    return {
      connections: this.#connections.size,
      sessions: this.#sessions.size,
      users: this.#users.size,
    };
  }

  get connectionIds(): readonly ConnectionId[] {
    return this.#connections.ids;
  }

  get openConnections(): ReadonlySet<ConnectionId> {
    return this.#connections.open;
  }

  connection(id: ConnectionId): ConnectionRow | undefined {
    return this.#connections.get(id);
  }

  get sessionTags(): readonly SessionTag[] {
    return this.#sessions.tags;
  }

  session(tag: SessionTag): SessionRow | undefined {
    return this.#sessions.get(tag);
  }

  get userKeys(): readonly UserKey[] {
    return this.#users.keys;
  }

  user(key: UserKey): UserRow | undefined {
    return this.#users.get(key);
  }

  subscribe(listener: (event: JournalEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  append(event: JournalEvent): void {
    this.#apply(event);
    this.#tell(event);
  }

  /** Forgets every exchange so far; what is still under way is no longer followed here either. */
  clear(): void {
    while (this.#firstSeq <= this.#lastSeq) this.#evictOldest();
    this.#tell({ kind: 'cleared' });
  }

  /** A listener that throws, against its word, keeps the event from nobody else. */
  #tell(event: JournalEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        log('a listener threw: %o', error);
      }
    }
  }

  #apply(event: JournalEvent): void {
    switch (event.kind) {
      case 'connection-opened':
        this.#connections.opened(event.connection);
        return;
      case 'connection-closed':
        this.#connections.closed(event.id, event.closedAt);
        return;
      case 'observed':
        this.#observe(event.observation);
        return;
      case 'status':
        this.#status = event.status;
        return;
      case 'page-started':
        this.#pages.push(event.page);
        if (this.#pages.length > MAX_PAGES) this.#pages.shift();
        return;
      case 'cleared':
        return;
      default:
        event satisfies never;
    }
  }

  #observe(observation: Observation): void {
    const { seq } = observation;
    const isNew = seq > this.#lastSeq;
    if (isNew) this.#lastSeq = seq;
    else if (seq < this.#firstSeq) return; // evicted meanwhile
    const [before, after] = [this.#store.summary(seq), summaryOf(observation)];
    this.#store.put(observation, after);
    this.#connections.revise(isNew, observation);
    this.#sessions.revise(before, after, observation);
    this.#users.revise(before, after, observation);
    while (this.#isOverfull()) this.#evictOldest();
  }

  /** Whether a row must go, once contents have gone; the latest is held whatever it takes. */
  #isOverfull(): boolean {
    const isOverfull =
      this.#store.size > this.#limits.maxExchanges || this.#store.isOverfull(this.#rowBytes());
    return isOverfull && this.#firstSeq < this.#lastSeq;
  }

  #rowBytes(): number {
    return (this.#connections.size + this.#sessions.size + this.#users.size) * ROW_BYTES;
  }

  #evictOldest(): void {
    const seq = this.#firstSeq;
    const summary = this.#store.summary(seq);
    this.#firstSeq += 1;
    if (summary === undefined) return;
    this.#store.evict(seq);
    this.#connections.forget(summary);
    this.#sessions.forget(summary);
    this.#users.forget(summary);
  }
}
