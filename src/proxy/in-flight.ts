/** Which exchanges are under way that will end by themselves, so that "quiet" is a fact and no guess. */
import { isOpenEnded } from '../model/exchange.js';
import type { ExchangeId } from '../model/ids.js';
import type { ResponseHead } from '../model/message.js';
import type { ProxyEvent } from '../model/proxy-event.js';

export class InFlight {
  readonly #ids = new Set<ExchangeId>();
  #waiting: (() => void)[] = [];

  /** To be called after the event has been passed on. */
  observe(event: ProxyEvent): void {
    if (event.kind === 'request-head') this.#ids.add(event.id);
    else if (event.kind === 'exchange-ended') this.#remove(event.id);
    else if (event.kind === 'response-head' && isWithoutEnd(event.head)) this.#remove(event.id);
  }

  /** Calls back as soon as nothing is under way; at once when nothing is. */
  whenQuiet(callback: () => void): void {
    if (this.#ids.size === 0) callback();
    else this.#waiting.push(callback);
  }

  #remove(id: ExchangeId): void {
    if (!this.#ids.delete(id) || this.#ids.size > 0) return;
    for (const callback of this.#waiting.splice(0)) callback();
  }
}

const isWithoutEnd = ({ status, headers }: ResponseHead): boolean =>
  status === 101 || isOpenEnded(headers);
