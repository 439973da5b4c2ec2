/**
 * The state of the pickle machine (CPython Lib/pickletools.py describes it): a stack with marks, a
 * memo, and the globals that were named. It holds data only; pickle-opcodes.ts moves it.
 */
import type { PickleInput } from './pickle-input.js';
import type { Raw } from './pickle-values.js';
import { Unreadable } from './unreadable.js';

/**
 * What a pickle may cost to read, an opcode being one: a third of a microsecond each. Bounds time and
 * memory for those made to waste them; a session of 15,000 texts by name is within.
 */
const MAX_COST = 100_000;
/** Names and calls: describing one costs as much as a hundred numbers. */
const MAX_NAMES_AND_CALLS = 4_000;
/** What all long integers may cost together. */
const MAX_INTEGER_COST = 512 * 1024;

export class PickleMachine {
  readonly input: PickleInput;
  /** Globals in the order they were first named. */
  readonly globals = new Set<string>();
  /** As announced; absent in protocols 0 and 1, which do not say. */
  protocol: number | undefined;
  readonly #stack: Raw[] = [];
  /** Heights of the stack at which a MARK stands. */
  readonly #marks: number[] = [];
  /** A map, not an array: an index may be anything up to 2^32. */
  readonly #memo = new Map<number, Raw>();
  #cost = 0;
  #namesAndCalls = 0;
  #integerCost = 0;

  constructor(input: PickleInput) {
    this.input = input;
  }

  /** Reads the next opcode and counts it. */
  step(): number {
    this.spend(1);
    return this.input.uint8();
  }

  /** Counts what an opcode does beyond what most do: a text, a container, a key that is set. */
  spend(cost: number): void {
    this.#cost += cost;
    if (this.#cost > MAX_COST)
      throw new Unreadable('too-large', 'The pickle takes too many steps.');
  }

  /** Counts a name that was mentioned, or a call that is described. */
  countNameOrCall(): void {
    this.#namesAndCalls += 1;
    if (this.#namesAndCalls > MAX_NAMES_AND_CALLS) {
      throw new Unreadable('too-large', 'The pickle makes more objects than are shown.');
    }
  }

  /** The bytes of a long integer: to make decimal digits of one takes time with the square of its length. */
  integerBytes(length: number): Uint8Array {
    this.input.require(length);
    this.#integerCost += Math.max(length > 6 ? 48 : 0, (length * length) / 32);
    if (this.#integerCost > MAX_INTEGER_COST) {
      throw new Unreadable('too-large', 'The pickle holds integers of more digits than are shown.');
    }
    return this.input.bytes(length);
  }

  push(value: Raw): this {
    this.#stack.push(value);
    return this;
  }

  pop(): Raw {
    const value = this.#stack.length > this.#floor ? this.#stack.pop() : undefined;
    return value === undefined ? this.input.fail('the stack is empty') : value;
  }

  peek(): Raw {
    const value = this.#stack.length > this.#floor ? this.#stack.at(-1) : undefined;
    return value === undefined ? this.input.fail('the stack is empty') : value;
  }

  mark(): this {
    this.#marks.push(this.#stack.length);
    return this;
  }

  /** Removes the topmost mark and returns what stood above it. */
  popMark(): Raw[] {
    const height = this.#marks.pop() ?? this.input.fail('a mark is missing');
    return this.#stack.splice(height);
  }

  /** POP takes a mark where that is on top. */
  discard(): this {
    if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.pop();
    return this;
  }

  memoize(index = this.#memo.size): this {
    this.#memo.set(index, this.peek());
    return this;
  }

  recall(index: number): this {
    const value = this.#memo.get(index);
    return this.push(value === undefined ? this.input.fail('a memo was never filled') : value);
  }

  get #floor(): number {
    return this.#marks.at(-1) ?? 0;
  }
}
