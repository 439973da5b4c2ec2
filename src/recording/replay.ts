/**
 * Exchanges in the order of a file as events in the order of time, so that those that overlapped
 * overlap again. Files are sorted by start, more or less: an end is due once a later start is met.
 */
import type { Exchange } from '../model/exchange.js';
import type { PageId } from '../model/ids.js';
import type { EpochMs } from '../model/time.js';
import type { SourceEvent } from '../source.js';

/** What happens at one moment. */
export interface Step {
  readonly at: EpochMs;
  readonly event: SourceEvent;
}

/** An exchange that has ended. */
export type EndedExchange = Exchange & { readonly endedAt: EpochMs };

/** Exchanges in flight at one time; more than that are ended early. */
const MAX_IN_FLIGHT = 256;

export class Replay {
  /** By end, descending: the next one is the last. */
  readonly #inFlight: EndedExchange[] = [];

  /** What happened up to the start of this exchange. */
  start(exchange: EndedExchange, page?: PageId): readonly Step[] {
    const due = this.#ended((first) => first.endedAt <= exchange.startedAt);
    const { id, connectionId, ordinal, startedAt, request } = exchange;
    const begun: Exchange = {
      id,
      connectionId,
      ordinal,
      startedAt,
      request,
      interim: [],
      timings: {},
      outcome: { kind: 'in-progress' },
      rewrites: [],
    };
    const at = this.#inFlight.findIndex((other) => other.endedAt <= exchange.endedAt);
    this.#inFlight.splice(at === -1 ? this.#inFlight.length : at, 0, exchange);
    const start: Step = {
      at: startedAt,
      event: { kind: 'exchange-started', exchange: begun, ...(page === undefined ? {} : { page }) },
    };
    return [...due, start, ...this.#ended(() => this.#inFlight.length > MAX_IN_FLIGHT)];
  }

  /** What is left. */
  finish(): readonly Step[] {
    return this.#ended(() => true);
  }

  #ended(isDue: (first: EndedExchange) => boolean): readonly Step[] {
    const steps: Step[] = [];
    for (let first = this.#inFlight.at(-1); first && isDue(first); first = this.#inFlight.at(-1)) {
      this.#inFlight.pop();
      steps.push({ at: first.endedAt, event: { kind: 'exchange-ended', exchange: first } });
    }
    return steps;
  }
}
