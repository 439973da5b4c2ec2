/**
 * The stores that may hold the app's sessions, asked as one. Knows which of them has ever answered
 * with a session (so that "not there" can be believed) and says once when one fails or recovers.
 */
import { problem, type Problem } from '../model/problem.js';
import type { StoreKind } from '../model/session.js';
import type { StoreAddress, StoreRecord } from '../model/store.js';
import { StoreError, type StoreConnection } from '../stores/driver.js';
import { withSignal } from './with-signal.js';

export type StoreLookup =
  | {
      readonly kind: 'found';
      readonly record: StoreRecord;
      readonly connection: StoreConnection;
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

export type HealthListener = (label: string, problem: Problem | undefined) => void;

export class SessionStores {
  readonly #connections: readonly StoreConnection[];
  readonly #onHealth: HealthListener;
  readonly #proven = new Set<StoreConnection>();
  readonly #failing = new Map<StoreConnection, string>();

  constructor(connections: readonly StoreConnection[], onHealth: HealthListener = () => undefined) {
    this.#connections = connections;
    this.#onHealth = onHealth;
  }

  /** Asks the stores in order; the first that has it wins, a failure is told only if none has it. */
  async get(
    locate: (kind: StoreKind) => StoreAddress | undefined,
    signal: AbortSignal,
  ): Promise<StoreLookup> {
    let result: StoreLookup = { kind: 'nowhere' };
    for (const connection of this.#connections) {
      const address = connection.kind === 'cookie' ? undefined : locate(connection.kind);
      if (address === undefined) continue;
      const lookup = await this.#ask(connection, address, signal);
      if (lookup.kind === 'found') return lookup;
      result = combined(result, lookup);
      if (signal.aborted) break;
    }
    return result;
  }

  async #ask(
    connection: StoreConnection,
    address: StoreAddress,
    signal: AbortSignal,
  ): Promise<StoreLookup> {
    try {
      const record = await withSignal(
        () => readRecord(connection, address, signal),
        signal,
        connection.label,
      );
      this.#recovered(connection);
      if (record !== undefined) {
        this.#proven.add(connection);
        return { kind: 'found', record, connection };
      }
      const proven = this.#proven.has(connection);
      return { kind: 'absent', heldIn: connection.kind, label: connection.label, proven };
    } catch (error) {
      return { kind: 'failed', heldIn: connection.kind, problem: this.#failed(connection, error) };
    }
  }

  #failed(connection: StoreConnection, error: unknown): Problem {
    const failure = problemOf(error, connection.label);
    if (this.#failing.get(connection) !== failure.code) {
      this.#failing.set(connection, failure.code);
      this.#onHealth(connection.label, failure);
    }
    return failure;
  }

  #recovered(connection: StoreConnection): void {
    if (this.#failing.delete(connection)) this.#onHealth(connection.label, undefined);
  }
}

/** Of several stores that do not have it: a failure is told first, else whether one is known to be right. */
function combined(before: StoreLookup, lookup: StoreLookup): StoreLookup {
  if (before.kind === 'failed') return before;
  if (before.kind !== 'absent' || lookup.kind !== 'absent') return lookup;
  return { ...lookup, proven: before.proven || lookup.proven };
}

/** A store's failure as a problem to show. */
export function problemOf(error: unknown, label: string): Problem {
  if (error instanceof StoreError) {
    return problem('error', error.code, error.message, error.remedy);
  }
  const text = error instanceof Error ? error.message : String(error);
  return problem('error', 'store-unreachable', `The store ${label} could not be read: ${text}.`);
}

async function readRecord(
  connection: StoreConnection,
  address: StoreAddress,
  signal: AbortSignal,
): Promise<StoreRecord | undefined> {
  if (connection.kind === 'rows' && address.kind === 'row') {
    const row = await connection.rows.findRow(address.query, signal);
    const value = row?.get(address.valueColumn);
    if (row === undefined || value === undefined || value === null) return undefined;
    const expires =
      address.expiresColumn === undefined ? undefined : row.get(address.expiresColumn);
    return { kind: 'rows', bytes: bytesOf(value), ...(expires === undefined ? {} : { expires }) };
  }
  if (connection.kind === 'keys' && address.kind === 'key') {
    const bytes = await connection.keys.readKey(address.key, signal);
    return bytes && { kind: 'keys', bytes };
  }
  if (connection.kind === 'files' && address.kind === 'file') {
    const file = await connection.files.readFile(address.name, signal);
    return file && { kind: 'files', bytes: file.bytes, modifiedAt: file.modifiedAt };
  }
  return undefined;
}

const bytesOf = (cell: string | Uint8Array | number | bigint | boolean | Date): Uint8Array =>
  cell instanceof Uint8Array ? cell : new TextEncoder().encode(String(cell));
