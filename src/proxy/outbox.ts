/**
 * The way to the main thread: records in batches, and a bound on what may wait there. Above half of
 * it contents are left out and marked as cut; at the bound whole exchanges are left out and counted.
 * What was begun is always ended, so that no reader waits for ever: an exchange whose start was
 * delivered gets its end, one whose start was not gets nothing.
 */
import type { Exchange } from '../model/exchange.js';
import { isOpenEnded } from '../model/exchange.js';
import type { Content } from '../model/message.js';
import type { WebSocketRecord } from '../model/web-socket.js';
import type { SourceEvent } from '../source.js';
import { weightOf } from './record-weight.js';

export interface OutboxLimits {
  readonly bytes: number;
  readonly records: number;
  /** Exchanges wait for the reader: nothing gathers. */
  readonly isAwaited?: boolean;
}

/** Hands a batch over; the buffers listed may be transferred. */
export type PostBatch = (
  batch: number,
  events: readonly SourceEvent[],
  buffers: readonly ArrayBuffer[],
) => void;

const RECORDS_PER_BATCH = 64;
const BATCH_MS = 4;

interface Load {
  records: number;
  bytes: number;
}

export class Outbox {
  readonly #limits: OutboxLimits;
  readonly #post: PostBatch;
  #events: SourceEvent[] = [];
  #gathered: Load = { records: 0, bytes: 0 };
  /** Posted and not yet taken, by batch. */
  readonly #posted = new Map<number, Load>();
  /** Gathered and posted together. */
  readonly #load: Load = { records: 0, bytes: 0 };
  /** Ids of connections and exchanges whose first record was left out. */
  readonly #leftOut = new Set<string>();
  #lost = 0;
  #batches = 0;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  constructor(limits: OutboxLimits, post: PostBatch) {
    this.#limits = limits;
    this.#post = post;
  }

  /** Whether the reader will be told. */
  add(event: SourceEvent): boolean {
    if (this.#isLeftOut(event)) return false;
    const kept = this.#isHalfFull() ? withoutContents(event) : event;
    const bytes = weightOf(kept);
    this.#events.push(kept);
    this.#gathered.records += 1;
    this.#gathered.bytes += bytes;
    this.#load.records += 1;
    this.#load.bytes += bytes;
    if (this.#events.length >= RECORDS_PER_BATCH) this.flush();
    else this.#schedule();
    return true;
  }

  /** Counts records that could not even be made. */
  lose(count: number): void {
    this.#lost += count;
    this.#schedule();
  }

  /** The reader has had this batch and all before it. */
  taken(batch: number): void {
    for (const [number, load] of this.#posted) {
      if (number > batch) break;
      this.#posted.delete(number);
      this.#load.records -= load.records;
      this.#load.bytes -= load.bytes;
    }
    if (this.#lost > 0) this.#schedule();
  }

  /** Posts what there is now; `isLast`: with the count of losses also while the bound is reached. */
  flush(isLast = false): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = this.#immediate = undefined;
    if (this.#lost > 0 && (isLast || !this.#isFull())) {
      this.#events.push({ kind: 'records-lost', count: this.#lost });
      this.#lost = 0;
    }
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#batches += 1;
    this.#posted.set(this.#batches, this.#gathered);
    this.#events = [];
    this.#gathered = { records: 0, bytes: 0 };
    this.#post(this.#batches, events, buffersOf(events));
  }

  /**
   * While the reader is at work, records gather for a moment; when it waits, they go at the end of
   * this turn, because a session should be read before the client's next request changes it.
   */
  #schedule(): void {
    if (this.#timer !== undefined || this.#immediate !== undefined) return;
    const flush = (): void => {
      this.flush();
    };
    if (this.#posted.size === 0 || this.#limits.isAwaited === true)
      this.#immediate = setImmediate(flush);
    else this.#timer = setTimeout(flush, BATCH_MS);
  }

  #isHalfFull(): boolean {
    return this.#load.bytes > this.#limits.bytes / 2;
  }

  #isFull(): boolean {
    return this.#load.bytes >= this.#limits.bytes || this.#load.records >= this.#limits.records;
  }

  #isLeftOut(event: SourceEvent): boolean {
    switch (event.kind) {
      case 'connection-opened':
        return this.#leaveOut(event.connection.id);
      case 'connection-closed':
        return this.#leftOut.delete(event.id);
      case 'exchange-started':
        return this.#leaveOut(event.exchange.id);
      case 'exchange-responded':
        // Without it nothing is missing once the end has come, unless there will be no end.
        return this.#leftOut.has(event.exchange.id) || (this.#isFull() && willEnd(event.exchange));
      case 'exchange-held':
        return this.#leftOut.has(event.exchange.id) || this.#isFull();
      case 'exchange-continued':
        // The next one, or the end, tells all that this one does: rather none than one that is cut.
        return this.#leftOut.has(event.exchange.id) || this.#isHalfFull() || this.#isFull();
      case 'exchange-ended':
        return this.#leftOut.delete(event.exchange.id);
      case 'exchange-restored':
      case 'page-started':
      case 'records-lost':
        return false;
      default:
        return event satisfies never;
    }
  }

  #leaveOut(id: string): boolean {
    if (!this.#isFull()) return false;
    this.#leftOut.add(id);
    this.lose(1);
    return true;
  }
}

const willEnd = ({ response, outcome }: Exchange): boolean =>
  outcome.kind !== 'upgraded' && !(response !== undefined && isOpenEnded(response.headers));

function withoutContents(event: SourceEvent): SourceEvent {
  if (!('exchange' in event)) return event;
  const { exchange } = event;
  const { request, response, webSocket } = exchange;
  return {
    ...event,
    exchange: {
      ...exchange,
      request: { ...request, content: emptied(request.content) },
      ...(response === undefined
        ? {}
        : { response: { ...response, content: emptied(response.content) } }),
      ...(webSocket === undefined ? {} : { webSocket: withoutMessageContents(webSocket) }),
    },
  };
}

const withoutMessageContents = (webSocket: WebSocketRecord): WebSocketRecord => ({
  ...webSocket,
  messages: webSocket.messages.map((message) => ({
    ...message,
    content: emptied(message.content),
  })),
});

const emptied = ({ sizeBytes }: Content): Content => ({
  bytes: new Uint8Array(0),
  sizeBytes,
  truncated: sizeBytes > 0,
});

/**
 * The buffers that belong to one content alone (capture/content.ts makes them so). Those of a WebSocket's
 * messages are copied: the next revision tells of the same messages.
 */
function buffersOf(events: readonly SourceEvent[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const event of events) {
    if (!('exchange' in event)) continue;
    for (const message of [event.exchange.request, event.exchange.response]) {
      const { buffer, byteLength = 0 } = message?.content.bytes ?? {};
      if (byteLength > 0 && buffer instanceof ArrayBuffer) buffers.add(buffer);
    }
  }
  return [...buffers];
}
