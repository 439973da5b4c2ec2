/**
 * The stores that may hold the app's sessions, asked as one. Knows which of them has ever answered
 * with a session, so that "not there" can be believed.
 */
import type { Problem } from '../model/problem.js';
import type { StoreKind } from '../model/session.js';
import type { Row, StoreAddress, StoreRecord } from '../model/store.js';
import { StoreError, type StoreConnection } from '../stores/driver.js';
import { problemOf, type HealthListener, type WatchedStore } from './watched-store.js';

export type StoreLookup =
  | {
      readonly kind: 'found';
      readonly record: StoreRecord;
      readonly store: WatchedStore;
    }
  /** `proven`: a session has been found in this store before, so it is the right one. */
  | {
      readonly kind: 'absent';
      readonly heldIn: StoreKind;
      readonly label: string;
      readonly proven: boolean;
    }
  | { readonly kind: 'failed'; readonly heldIn: StoreKind; readonly problem: Problem }
  /** No store is configured in which such a session could live. */
  | { readonly kind: 'nowhere' };

interface Place {
  readonly store: WatchedStore;
  readonly address: StoreAddress;
}

export class SessionStores {
  readonly #stores: readonly WatchedStore[];
  readonly #onHealth: HealthListener;
  readonly #proven = new Set<WatchedStore>();
  /** The last failure that was said to be that of the sessions themselves, not of their store. */
  #told: Problem | undefined;

  constructor(stores: readonly WatchedStore[], onHealth: HealthListener = () => undefined) {
    this.#stores = stores.filter((store) => store.isFor('sessions'));
    this.#onHealth = onHealth;
  }

  /** Asks the stores in order; the first that has it wins, a failure is told only if none has it. */
  async get(
    locate: (kind: StoreKind) => readonly StoreAddress[],
    signal: AbortSignal,
  ): Promise<StoreLookup> {
    let result: StoreLookup = { kind: 'nowhere' };
    for (const place of this.#places(locate)) {
      const lookup = await this.#ask(place, signal);
      result = lookup.kind === 'found' ? lookup : combined(result, lookup);
      if (result.kind === 'found' || signal.aborted) break;
    }
    this.#tell(result);
    return result;
  }

  /** In the order of the stores, what the app itself asks last at the end. */
  #places(locate: (kind: StoreKind) => readonly StoreAddress[]): readonly Place[] {
    const places = this.#stores.flatMap((store) =>
      locate(store.connection.kind).map((address): Place => ({ store, address })),
    );
    const isLast = ({ address }: Place): number => (address.isFallback === true ? 1 : 0);
    return places.toSorted((a, b) => isLast(a) - isLast(b));
  }

  async #ask({ store, address }: Place, signal: AbortSignal): Promise<StoreLookup> {
    const heldIn = store.connection.kind;
    try {
      const record = await store.ask(() => readRecord(store.connection, address, signal), signal);
      if (record === undefined) {
        return { kind: 'absent', heldIn, label: store.label, proven: this.#proven.has(store) };
      }
      this.#proven.add(store);
      return { kind: 'found', record, store };
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return { kind: 'failed', heldIn, problem: problemOf(error) };
    }
  }

  /** That a store fails it says itself; that it has no such table, say, nobody else would. */
  #tell(result: StoreLookup): void {
    const failure =
      result.kind === 'failed' && LASTING.has(result.problem.code) ? result.problem : undefined;
    if (failure?.message === this.#told?.message) return;
    this.#told = failure;
    this.#onHealth('sessions', failure);
  }
}

const LASTING: ReadonlySet<string> = new Set(['table-missing', 'store-unsuitable']);

/** Of several stores that do not have it: a failure is told first, else whether one is known to be right. */
function combined(before: StoreLookup, lookup: StoreLookup): StoreLookup {
  if (before.kind === 'failed') return before;
  if (before.kind !== 'absent' || lookup.kind !== 'absent') return lookup;
  return { ...lookup, proven: before.proven || lookup.proven };
}

/** What stands at an address; undefined where nothing does. Throws StoreError. */
export async function readRecord(
  connection: StoreConnection,
  address: StoreAddress,
  signal: AbortSignal,
): Promise<StoreRecord | undefined> {
  if (connection.kind === 'rows' && address.kind === 'row') {
    const row = await connection.rows.findRow(address.query, signal);
    return row && recordOf(row, address);
  }
  if (connection.kind === 'keys' && address.kind === 'key') {
    const value = await connection.keys.readKey(address.key, signal);
    return value && { kind: 'keys', ...value };
  }
  if (connection.kind === 'files' && address.kind === 'file') {
    const file = await connection.files.readFile(address.name, signal);
    return file && { kind: 'files', ...file };
  }
  return undefined;
}

/** A row's value as a record; undefined where it is NULL. */
export function recordOf(
  row: Row,
  { valueColumn, expiresColumn }: { readonly valueColumn: string; readonly expiresColumn?: string },
): StoreRecord | undefined {
  const value = row.get(valueColumn);
  if (value === undefined || value === null) return undefined;
  const expires = expiresColumn === undefined ? undefined : row.get(expiresColumn);
  return {
    kind: 'rows',
    bytes: bytesOf(value),
    valueColumn,
    ...(expires === undefined ? {} : { expires }),
  };
}

const bytesOf = (cell: string | Uint8Array | number | bigint | boolean | Date): Uint8Array =>
  cell instanceof Uint8Array ? cell : new TextEncoder().encode(String(cell));
