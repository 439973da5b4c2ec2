/**
 * How much of a stored value is read before giving up: a session is small, a hostile one need not
 * be. All readers in this folder keep the same bounds.
 */
import { Unreadable } from './unreadable.js';

export interface ReadLimits {
  /** Of the serialised form. */
  readonly maxBytes: number;
  /** Containers inside one another. Whoever walks a payload may recurse this deep. */
  readonly maxDepth: number;
  /** Values in the tree, each counted as often as it is shown. */
  readonly maxNodes: number;
  /** Characters and bytes in the tree's leaves, each counted as often as it is shown. */
  readonly maxTextLength: number;
}

/** Chosen so that reading takes 50 ms at the very most, whatever the bytes; `npm run bench` shows it. */
export const READ_LIMITS: ReadLimits = {
  maxBytes: 2 * 1024 * 1024,
  maxDepth: 1000,
  maxNodes: 40_000,
  maxTextLength: 2 * 1024 * 1024,
};

/** Counts what a reader produces against its limits. */
export class ReadBudget {
  readonly #limits: ReadLimits;
  #nodes = 0;
  #textLength = 0;

  constructor(limits: ReadLimits, sizeBytes: number) {
    this.#limits = limits;
    if (sizeBytes > limits.maxBytes) {
      throw new Unreadable('too-large', `The value has ${sizeBytes} bytes, too many to be read.`);
    }
  }

  /** One more value, with this much text in it. */
  spend(textLength = 0): void {
    this.#nodes += 1;
    this.#textLength += textLength;
    if (this.#nodes > this.#limits.maxNodes || this.#textLength > this.#limits.maxTextLength) {
      throw new Unreadable('too-large', 'The value unfolds to more than can be shown.');
    }
  }

  /** More text in a value that is counted already. */
  spendText(length: number): void {
    this.#nodes -= 1;
    this.spend(length);
  }

  checkDepth(depth: number): void {
    if (depth > this.#limits.maxDepth) {
      throw new Unreadable(
        'too-deep',
        `The value nests more than ${this.#limits.maxDepth} containers.`,
      );
    }
  }
}
