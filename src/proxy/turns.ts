/**
 * The kinds of turn that a request can take on its connection: it is forwarded, or it is refused on
 * its own response, or it is refused on the bare socket because Node made no request of it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Refusal } from '../http/request-head.js';
import type { Turn } from './client-connection.js';
import type { ExchangeTap } from './exchange-tap.js';
import type { Forwarder } from './forwarder.js';
import type { Forwarding } from './forwarding.js';
import type { Inbound } from './inbound.js';
import { answer, answerOnSocket, type OwnAnswer } from './own-response.js';

export class ForwardedTurn implements Turn {
  readonly #inbound: Inbound;
  readonly #forwarder: Forwarder;
  #forwarding: Forwarding | undefined;
  #refusal: Refusal | undefined;

  constructor(inbound: Inbound, forwarder: Forwarder) {
    this.#inbound = inbound;
    this.#forwarder = forwarder;
  }

  get isComplete(): boolean {
    return this.#inbound.req.complete;
  }

  get isOpenEnded(): boolean {
    return this.#inbound.tap.openEnded;
  }

  start(): void {
    if (this.#refusal === undefined) this.#forwarding = this.#forwarder.forward(this.#inbound);
    else refuse(this.#inbound.req, this.#inbound.res, this.#inbound.tap, this.#refusal);
  }

  abandon(): void {
    this.#inbound.tap.end({ kind: 'client-aborted' });
  }

  breakOff(refusal: Refusal): void {
    if (this.#forwarding === undefined) this.#refusal = refusal;
    else this.#forwarding.refuse(refusal);
  }
}

export class RefusedTurn implements Turn {
  readonly isOpenEnded = false;
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #tap: ExchangeTap;
  readonly #refusal: Refusal;

  constructor(req: IncomingMessage, res: ServerResponse, tap: ExchangeTap, refusal: Refusal) {
    this.#req = req;
    this.#res = res;
    this.#tap = tap;
    this.#refusal = refusal;
  }

  get isComplete(): boolean {
    return this.#req.complete;
  }

  start(): void {
    refuse(this.#req, this.#res, this.#tap, this.#refusal);
  }

  abandon(): void {
    this.#tap.end({ kind: 'refused', ...this.#refusal });
  }

  /** It is refused as it is. */
  breakOff(): void {
    return undefined;
  }
}

/** Written to the socket, which then closes. */
export class SocketTurn implements Turn {
  readonly isComplete = true;
  readonly isOpenEnded = false;
  readonly #socket: Socket;
  readonly #tap: ExchangeTap;
  readonly #code: string;
  readonly #answer: OwnAnswer;

  constructor(socket: Socket, tap: ExchangeTap, code: string, own: OwnAnswer) {
    this.#socket = socket;
    this.#tap = tap;
    this.#code = code;
    this.#answer = own;
  }

  start(): void {
    this.#tap.requestEnd([]);
    answerOnSocket(this.#socket, this.#tap, this.#answer);
    this.abandon();
  }

  abandon(): void {
    this.#tap.end({ kind: 'refused', code: this.#code, message: this.#answer.message });
  }

  breakOff(): void {
    return undefined;
  }
}

/** The connection closes behind the answer: what follows on it cannot be trusted to be a request. */
function refuse(
  req: IncomingMessage,
  res: ServerResponse,
  tap: ExchangeTap,
  refusal: Refusal,
): void {
  const ignore = (): void => undefined;
  req.on('error', ignore);
  res.on('error', ignore);
  res.once('close', () => {
    tap.end({ kind: 'refused', ...refusal });
  });
  tap.requestEnd([]);
  res.shouldKeepAlive = false;
  answer(res, tap, { status: 400, message: refusal.message, accept: req.headers.accept });
  req.resume();
}
