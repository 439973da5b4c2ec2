/** Wall clock and monotonic time are different types: only the latter may be subtracted for durations. */

declare const unit: unique symbol;

/** Milliseconds since 1970-01-01T00:00:00Z; may jump. */
export type EpochMs = number & { readonly [unit]: 'EpochMs' };

/** Milliseconds of `performance.now()`, with fractions; never jumps, only comparable within one thread. */
export type MonoMs = number & { readonly [unit]: 'MonoMs' };

export interface Clock {
  readonly now: () => EpochMs;
  readonly mono: () => MonoMs;
}

export const systemClock: Clock = {
  now: () => Date.now() as EpochMs,
  mono: () => performance.now() as MonoMs,
};
