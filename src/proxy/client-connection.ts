/**
 * One TCP connection of a client: its id, and its requests one after another. Pipelined requests are
 * forwarded in turn, each after the answer to the one before, as the app would have taken them from
 * a direct connection (RFC 9112 section 9.3.2).
 */
import type { Socket } from 'node:net';

import type { Refusal } from '../http/request-head.js';
import { type ConnectionId, connectionId } from '../model/ids.js';
import type { Clock } from '../model/time.js';
import type { Emit } from './exchange-tap.js';

/** A request's place in the queue of its connection. */
export interface Turn {
  /** Whether all of the request has been read. */
  readonly isComplete: boolean;
  /** Whether its response does not end by itself: an event stream, a tunnel. */
  readonly isOpenEnded: boolean;
  start(): void;
  /** The connection closed before it was started. */
  abandon(): void;
  /** The rest of the request cannot be read. */
  breakOff(refusal: Refusal): void;
}

/** Reading stops while more requests than this wait for their turn. */
const MOST_WAITING = 64;

export class ClientConnection {
  readonly id: ConnectionId;
  readonly socket: Socket;
  readonly #emit: Emit;
  readonly #clock: Clock;
  readonly #turns: Turn[] = [];
  #requests = 0;
  readonly #onSettled: () => void;
  #isShut = false;
  #isClosed = false;
  #closesWhenIdle = false;

  constructor(socket: Socket, ordinal: number, emit: Emit, clock: Clock, onSettled: () => void) {
    this.#onSettled = onSettled;
    this.id = connectionId(ordinal);
    this.socket = socket;
    this.#emit = emit;
    this.#clock = clock;
    const { remoteAddress = '', remotePort = 0, localAddress = '', localPort = 0 } = socket;
    emit({
      kind: 'connection-opened',
      connection: {
        id: this.id,
        remote: { address: remoteAddress, port: remotePort },
        local: { address: localAddress, port: localPort },
        openedAt: clock.now(),
      },
    });
    socket.once('close', () => {
      this.#closed();
    });
  }

  /** Which request of the connection the next one is, from 1. */
  nextOrdinal(): number {
    this.#requests += 1;
    return this.#requests;
  }

  get isBusy(): boolean {
    return this.#turns.length > 0;
  }

  /** The request that the parser was at last. */
  get latest(): Turn | undefined {
    return this.#turns.at(-1);
  }

  enqueue(turn: Turn): void {
    this.#turns.push(turn);
    if (this.#turns.length === 1) turn.start();
    else if (this.#turns.length > MOST_WAITING) this.socket.pause();
  }

  /** No request behind those that wait now will be answered; whatever still arrives is dropped. */
  shut(): void {
    this.#isShut = true;
  }

  get isShut(): boolean {
    return this.#isShut;
  }

  /** Whether it would close by itself, given time: something is under way that will end. */
  get willBecomeIdle(): boolean {
    return this.#turns[0]?.isOpenEnded === false;
  }

  /** Takes no more requests; closes once those that wait have been answered. */
  close(): void {
    this.#isShut = true;
    this.#closesWhenIdle = true;
    if (!this.isBusy) this.socket.destroy();
  }

  /** A turn has had its exchange. */
  finished(turn: Turn): void {
    const place = this.#turns.indexOf(turn);
    if (place === -1) return;
    this.#turns.splice(place, 1);
    if (this.#isClosed) {
      this.#settle();
      return;
    }
    if (this.#closesWhenIdle && !this.isBusy) this.socket.destroySoon();
    if (this.#turns.length === MOST_WAITING / 2) this.socket.resume();
    this.#turns[0]?.start();
  }

  #closed(): void {
    this.#isClosed = true;
    this.#isShut = true;
    // The first is under way and sees for itself that its client left.
    for (const turn of this.#turns.splice(1)) turn.abandon();
    this.#settle();
  }

  /** The end of a connection comes behind the ends of its exchanges. */
  #settle(): void {
    if (this.#turns.length > 0) return;
    this.#emit({ kind: 'connection-closed', id: this.id, closedAt: this.#clock.now() });
    this.#onSettled();
  }
}
