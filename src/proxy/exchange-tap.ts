/**
 * What one exchange says to the observer: typed calls in, ProxyEvents out. It looks on and never
 * changes what passes. After `end` it is silent, so that the end is the last event.
 */
import {
  type ExchangeOutcome,
  isOpenEnded,
  type Rewrite,
  type UpgradeTraffic,
} from '../model/exchange.js';
import type { ConnectionId, ExchangeId } from '../model/ids.js';
import type { HeaderSection, RequestHead, ResponseHead } from '../model/message.js';
import type { ProxyEvent, ServerMark } from '../model/proxy-event.js';
import type { Clock } from '../model/time.js';

/** Takes an event; must not throw (server.ts wraps the caller's function so that it cannot). */
export type Emit = (event: ProxyEvent) => void;

export class ExchangeTap {
  readonly id: ExchangeId;
  readonly #emit: Emit;
  readonly #clock: Clock;
  readonly #onEnd: () => void;
  #ended = false;
  #openEnded = false;

  constructor(id: ExchangeId, emit: Emit, clock: Clock, onEnd: () => void) {
    this.id = id;
    this.#emit = emit;
    this.#clock = clock;
    this.#onEnd = onEnd;
  }

  /** Whether the response does not end by itself: an event stream, a tunnel. */
  get openEnded(): boolean {
    return this.#openEnded;
  }

  get ended(): boolean {
    return this.#ended;
  }

  requestHead(connectionId: ConnectionId, ordinal: number, head: RequestHead): void {
    const startedAt = this.#clock.now();
    this.#emit({ kind: 'request-head', ...this.#stamp(), connectionId, ordinal, startedAt, head });
  }

  requestData(bytes: Uint8Array): void {
    if (!this.#ended) this.#emit({ kind: 'request-data', ...this.#stamp(), bytes });
  }

  requestEnd(trailers: HeaderSection): void {
    if (!this.#ended) this.#emit({ kind: 'request-end', ...this.#stamp(), trailers });
  }

  rewritten(rewrite: Rewrite): void {
    if (!this.#ended) this.#emit({ kind: 'rewritten', ...this.#stamp(), rewrite });
  }

  mark(mark: ServerMark): void {
    if (!this.#ended) this.#emit({ kind: 'server-mark', ...this.#stamp(), mark });
  }

  serverSocket(address: string, port: number, reused: boolean): void {
    if (this.#ended) return;
    this.#emit({ kind: 'server-socket', ...this.#stamp(), address, port, reused });
  }

  interimResponse(head: ResponseHead): void {
    if (!this.#ended) this.#emit({ kind: 'interim-response', ...this.#stamp(), head });
  }

  responseHead(head: ResponseHead, author: 'server' | 'sessionspy'): void {
    if (this.#ended) return;
    this.#openEnded = head.status === 101 || isOpenEnded(head.headers);
    this.#emit({ kind: 'response-head', ...this.#stamp(), head, author });
  }

  responseData(bytes: Uint8Array): void {
    if (!this.#ended) this.#emit({ kind: 'response-data', ...this.#stamp(), bytes });
  }

  responseEnd(trailers: HeaderSection): void {
    if (!this.#ended) this.#emit({ kind: 'response-end', ...this.#stamp(), trailers });
  }

  upgradeData(from: 'client' | 'server', bytes: Uint8Array): void {
    if (this.#ended) return;
    const passedAt = this.#clock.now();
    this.#emit({ kind: 'upgrade-data', ...this.#stamp(), from, bytes, passedAt });
  }

  upgradeTraffic(traffic: UpgradeTraffic): void {
    if (!this.#ended) this.#emit({ kind: 'upgrade-traffic', ...this.#stamp(), traffic });
  }

  /** The first call counts; later ones are ignored. */
  end(outcome: ExchangeOutcome): void {
    if (this.#ended) return;
    const endedAt = this.#clock.now();
    this.#emit({ kind: 'exchange-ended', ...this.#stamp(), outcome, endedAt });
    this.#ended = true;
    this.#onEnd();
  }

  #stamp(): { id: ExchangeId; at: ReturnType<Clock['mono']> } {
    return { id: this.id, at: this.#clock.mono() };
  }
}
