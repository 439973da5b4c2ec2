/** Secrets in memory. Nothing prints one: not JSON, not console.log, not a template string. */
import { createHash } from 'node:crypto';

/** One secret key; the bytes are reached by `bytes()` alone. */
export class Secret {
  readonly #bytes: Uint8Array;
  /** Where it came from: `settings.py`, `env:SECRET_KEY`; shown to the user, unlike the value. */
  readonly origin: string;

  constructor(value: string | Uint8Array, origin: string) {
    this.#bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value.slice();
    this.origin = origin;
  }

  bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Eight hex digits by which two secrets can be told apart on a screen. */
  fingerprint(): string {
    return createHash('sha256').update('sessionspy:').update(this.#bytes).digest('hex').slice(0, 8);
  }

  toJSON(): string {
    return '[secret]';
  }

  toString(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/** The current key first, rotated ones after it, in the order they are tried; empty when none is known. */
export type KeyRing = readonly Secret[];
