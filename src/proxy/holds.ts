/**
 * Exchanges that wait for the reader (`--snapshot exact`): a request until its session was read as the
 * request finds it, an answer's end until it was read as the answer leaves it. Nothing waits for ever: a
 * reader that does not say anything is passed over. It does not know what is held.
 */
import type { ExchangeId } from '../model/ids.js';

export const HELD_SIDES = ['request', 'response'] as const;

export type HeldSide = (typeof HELD_SIDES)[number];

/** `go` once it is released; what came first is remembered. */
type Hold = { readonly go: () => void; readonly timer: NodeJS.Timeout } | 'released';

type HoldsOfExchange = Partial<Record<HeldSide, Hold>>;

/** Beyond the deadline of any look-up. */
const LIMIT_MS = 5000;

export class Holds {
  readonly #exchanges = new Map<ExchangeId, HoldsOfExchange>();
  readonly #limitMs: number;

  constructor(limitMs = LIMIT_MS) {
    this.#limitMs = limitMs;
  }

  /** An exchange that may be held from now on. */
  begin(id: ExchangeId): void {
    this.#exchanges.set(id, {});
  }

  /** It is over: nothing of it is held any more. */
  end(id: ExchangeId): void {
    const holds = this.#exchanges.get(id);
    for (const hold of Object.values(holds ?? {}))
      if (hold !== 'released') clearTimeout(hold.timer);
    this.#exchanges.delete(id);
  }

  /** Calls `go` once, when that side is released: at once if it was already. */
  hold(id: ExchangeId, side: HeldSide, go: () => void): void {
    const holds = this.#exchanges.get(id);
    if (holds === undefined || holds[side] === 'released') {
      go();
      return;
    }
    const timer = setTimeout(() => {
      this.release(id, side);
    }, this.#limitMs);
    timer.unref();
    holds[side] = { go, timer };
  }

  release(id: ExchangeId, side: HeldSide): void {
    const holds = this.#exchanges.get(id);
    const hold = holds?.[side];
    if (holds === undefined || hold === 'released') return;
    holds[side] = 'released';
    if (hold === undefined) return;
    clearTimeout(hold.timer);
    hold.go();
  }
}
