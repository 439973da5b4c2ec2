/**
 * How a reader in this folder gives up. Readers throw `Unreadable` where they stand, however deep;
 * `deserialized` is the one boundary that turns it into a value. Nothing else may throw, and nothing
 * of this leaves the folder.
 */
import type { Deserialized, PayloadValue } from '../model/payload.js';

type Reason = (Deserialized & { kind: 'unreadable' })['reason'];

export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  readonly reason: Reason;

  constructor(reason: Reason, message: string) {
    super(message);
    this.reason = reason;
  }
}

interface Reading {
  readonly payload: PayloadValue;
  readonly format: string;
  readonly unsafeGlobals?: readonly string[];
}

/** Runs a reader; what it threw as `Unreadable` becomes the result. */
export function deserialized(read: () => Reading): Deserialized {
  try {
    const { payload, format, unsafeGlobals = [] } = read();
    return { kind: 'read', payload, format, unsafeGlobals };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { kind: 'unreadable', reason: error.reason, message: error.message };
  }
}
