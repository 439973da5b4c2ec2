/** Counted work, so that "idle" is a fact and not a sleep. */
export class Busy {
  #count = 0;
  readonly #waiting: (() => void)[] = [];

  get isIdle(): boolean {
    return this.#count === 0;
  }

  /** Counts a piece of work until its promise settles; hands the promise back. */
  track<Result>(work: Promise<Result>): Promise<Result> {
    this.#count += 1;
    const done = (): void => {
      this.#count -= 1;
      if (this.#count === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    };
    work.then(done, done);
    return work;
  }

  /** Resolves once nothing is counted any more. */
  idle(): Promise<void> {
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
