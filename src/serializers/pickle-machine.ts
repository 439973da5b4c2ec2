/**
 * The state of the pickle machine (CPython Lib/pickletools.py describes it): a stack with marks, a
 * memo, and the globals that were named. It holds data only; pickle-opcodes.ts moves it.
 */
import type { PickleInput } from './pickle-input.js';
import type { Raw } from './pickle-values.js';
import { Unreadable } from './unreadable.js';

/** No session needs so many steps; bounds time and memory for those made to waste them. */
const MAX_STEPS = 1_500_000;

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
  #steps = 0;

  constructor(input: PickleInput) {
    this.input = input;
  }

  /** Reads the next opcode and counts it. */
  step(): number {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS) {
      throw new Unreadable('too-large', 'The pickle takes too many steps.');
    }
    return this.input.uint8();
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
