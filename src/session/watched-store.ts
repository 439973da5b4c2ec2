/**
 * A store and how it fares: says once that it fails and once that it is back, and leaves a remote one
 * alone for a moment after it failed, so that a store that is down costs each look-up nothing. It knows
 * no framework and not what is looked up.
 */
import { problem, type Problem, type ProblemCode } from '../model/problem.js';
import type { StoreUse } from '../model/store.js';
import { StoreError, type StoreConnection } from '../stores/driver.js';
import { withSignal } from './with-signal.js';

/** `problem` undefined: all is well again. */
export type HealthListener = (label: string, problem: Problem | undefined) => void;

/** Failures of the store as such; all others are answers about one look-up. */
const FAILURES: ReadonlySet<ProblemCode> = new Set([
  'store-missing',
  'store-unreachable',
  'store-locked',
  'store-refused',
  'store-timeout',
]);

/** Milliseconds that a remote store is left alone after its first failure; then twice as long each time. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;

export class WatchedStore {
  readonly connection: StoreConnection;
  readonly #use: StoreUse | undefined;
  readonly #onHealth: HealthListener;
  readonly #now: () => number;
  #failure: StoreError | undefined;
  #pauseMs = 0;
  #pausedUntil = -Infinity;

  /** `now` in milliseconds, monotonic. */
  constructor(
    connection: StoreConnection,
    use?: StoreUse,
    onHealth: HealthListener = () => undefined,
    now: () => number = () => performance.now(),
  ) {
    this.connection = connection;
    this.#use = use;
    this.#onHealth = onHealth;
    this.#now = now;
  }

  get label(): string {
    return this.connection.label;
  }

  isFor(use: StoreUse): boolean {
    return this.#use === undefined || this.#use === use;
  }

  /** Runs one look-up. Throws what it throws, or StoreError `store-timeout` once the signal is aborted. */
  async ask<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    if (this.#failure !== undefined && this.#now() < this.#pausedUntil) throw this.#failure;
    const hadTime = !signal.aborted;
    try {
      const result = await withSignal(work, signal, this.label);
      this.#answered();
      return result;
    } catch (error) {
      const failure = storeError(error, this.label);
      if (!FAILURES.has(failure.code)) this.#answered();
      else if (hadTime) this.#failed(failure);
      throw failure;
    }
  }

  #answered(): void {
    this.#pauseMs = 0;
    if (this.#failure === undefined) return;
    this.#failure = undefined;
    this.#onHealth(this.label, undefined);
  }

  #failed(failure: StoreError): void {
    const isNews = this.#failure?.code !== failure.code;
    this.#failure = failure;
    if (this.connection.isRemote === true) {
      this.#pauseMs = Math.min(
        this.#pauseMs === 0 ? FIRST_PAUSE_MS : this.#pauseMs * 2,
        LONGEST_PAUSE_MS,
      );
      this.#pausedUntil = this.#now() + this.#pauseMs;
    }
    if (isNews) this.#onHealth(this.label, problemOf(failure));
  }
}

function storeError(error: unknown, label: string): StoreError {
  if (error instanceof StoreError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new StoreError('store-unreachable', `The store ${label} could not be read: ${text}.`);
}

/** A store's failure as a problem to show. */
export const problemOf = ({ code, message, remedy }: StoreError): Problem =>
  problem('error', code, message, remedy);
