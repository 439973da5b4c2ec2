/**
 * One request on its way to the app and back. It knows when which side left, and what each of that
 * means for the other; it does not know how requests are made (forwarder.ts) nor what is kept.
 *
 * The rules: a client that leaves takes the app's request with it. An app that fails before its head
 * gets a page written in its place, after that the client's connection is cut, never ended: a cut
 * answer must not look complete.
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import { pairRawHeaders } from '../http/fields.js';
import { forwardedTrailers } from '../http/hop-by-hop.js';
import type { Refusal } from '../http/request-head.js';
import type { ExchangeOutcome } from '../model/exchange.js';
import type { Clock } from '../model/time.js';
import type { Awaited, Deadlines } from './deadlines.js';
import { codeOf, describeFailure, ServerFault } from './failure.js';
import type { Holds } from './holds.js';
import { hasCookies, type Inbound, isRepeatable } from './inbound.js';
import type { ProxyOptions } from './options.js';
import { answer } from './own-response.js';
import { faultOf, type InterimResponse, relayInterim, relayResponse } from './relay-response.js';
import { settleHead, watchServerSocket } from './server-request.js';
import { describeTarget } from './target.js';

export interface ForwardingContext {
  readonly options: ProxyOptions;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  /** Absent: nothing waits for a reader. */
  readonly holds: Holds | undefined;
  /** Makes the request to the app; its events come back through the methods below. */
  readonly send: (forwarding: Forwarding, attempt: 'first' | 'again') => void;
}

const NOTHING = Buffer.alloc(0);
const ignore = (): void => undefined;

export class Forwarding implements Awaited {
  readonly inbound: Inbound;
  readonly #context: ForwardingContext;
  #serverRequest: ClientRequest | undefined;
  /** The app's response, once it is being passed on. */
  #response: IncomingMessage | undefined;
  /** Bytes that the server's connection had given before this request. */
  #bytesBefore = 0;
  /** The head is decided on, by the app or by us. */
  #answered = false;
  #attempts = 0;
  /** Known before the client's side is closed, where it is not simply `completed`. */
  #outcome: ExchangeOutcome | undefined;
  #over = false;
  lastProgressAt: number;

  constructor(inbound: Inbound, context: ForwardingContext) {
    this.inbound = inbound;
    this.#context = context;
    this.lastProgressAt = context.clock.mono();
  }

  begin(): void {
    const { req, res, facts, tap } = this.inbound;
    req.on('error', ignore);
    res.on('error', ignore);
    res.once('close', () => {
      this.#clientSideClosed();
    });
    if (facts.hasContent) this.#watchEnd();
    else tap.requestEnd([]);
    const { holds } = this.#context;
    const start = (): void => {
      this.#start();
    };
    if (holds === undefined || !hasCookies(this.inbound.fields)) start();
    else holds.hold(tap.id, 'request', start);
  }

  #start(): void {
    if (this.#over || this.#outcome !== undefined) return;
    this.#context.deadlines.watch(this);
    this.#send('first');
    // Only now: a listener for 'data' starts the flow, and the head must be settled before it.
    if (this.inbound.facts.hasContent) this.#watchData();
  }

  /** The request to the app, of the last attempt; undefined until there is one. */
  get serverRequest(): ClientRequest | undefined {
    return this.#serverRequest;
  }

  get isServersTurn(): boolean {
    return this.inbound.req.complete || this.#serverRequest?.writableNeedDrain === true;
  }

  expire(): void {
    const { target, timeoutMs } = this.#context.options;
    const message =
      `The app at ${describeTarget(target)} did not answer within ${timeoutMs / 1000} s: ` +
      'look at its console, or allow more with --timeout.';
    this.failed(new ServerFault('ETIMEDOUT', message, 504));
  }

  /** The request to the app exists, and its head has not been sent. */
  serverRequestMade(serverRequest: ClientRequest): void {
    const { facts, tap, upgrade } = this.inbound;
    this.#serverRequest = serverRequest;
    if (this.#over) {
      serverRequest.destroy();
      return;
    }
    const rewrites = settleHead(serverRequest, this.inbound, this.#context.options);
    if (this.#attempts === 1) for (const rewrite of rewrites) tap.rewritten(rewrite);
    this.#bytesBefore = serverRequest.socket?.bytesRead ?? 0;
    watchServerSocket(serverRequest, tap);
    serverRequest.on('information', (interim: InterimResponse) => {
      this.guard(() => {
        if (interim.statusCode !== 101) relayInterim(interim, this.inbound.res, tap);
      });
    });
    serverRequest.once('finish', () => {
      tap.mark('request-sent');
    });
    // Whatever the client still sends is read and dropped, or it would never see the answer.
    serverRequest.once('close', () => {
      this.#drain();
    });
    if (upgrade === undefined) {
      serverRequest.once('upgrade', this.#unaskedUpgrade);
      // The head goes out at once, also when the content is late.
      if (facts.hasContent) serverRequest.write(NOTHING);
    }
  }

  /** Whether the client still waits and nothing has been decided; afterwards it is not ours any more. */
  handOver(): boolean {
    if (this.#over || this.#outcome !== undefined) return false;
    this.#over = true;
    this.#context.deadlines.release(this);
    return true;
  }

  responded(response: IncomingMessage): void {
    const { res, tap } = this.inbound;
    // First of all, as an 'error' without a listener would end the process.
    response.on('error', (error) => {
      this.failed(error);
    });
    this.#context.deadlines.release(this);
    if (this.#over || this.#answered) return;
    const fault = faultOf(response, describeTarget(this.#context.options.target));
    if (fault !== undefined) {
      this.failed(fault);
      return;
    }
    this.#answered = true;
    relayResponse(response, res, tap, this.#context.holds);
    // Only a response that is on its way can be as good as complete.
    this.#response = response;
  }

  /** Anything that keeps the app's answer from being complete. May be called more than once. */
  failed(error: unknown): void {
    const { req, res, tap, facts } = this.inbound;
    // A client that left is not the app's failure; `res` closes by itself.
    if (this.#over || this.#outcome !== undefined || req.socket.destroyed) return;
    // The app had said all there is to say before its connection broke; it only has to be read yet.
    if (res.writableEnded || this.#response?.complete === true) return;
    if (this.#mayTryAgain(error)) {
      this.#send('again');
      return;
    }
    const { status, code, message } = describeFailure(error, this.#context.options.target);
    this.#outcome = { kind: 'server-failed', code, message };
    this.#stop();
    if (res.headersSent) res.destroy();
    else answer(res, tap, { status, message, accept: facts.accept });
  }

  /** The request itself turned out to be malformed behind its head. */
  refuse(refusal: Refusal): void {
    const { res, tap, facts } = this.inbound;
    if (this.#over || this.#outcome !== undefined) return;
    this.#outcome = { kind: 'refused', ...refusal };
    this.#stop();
    res.shouldKeepAlive = false;
    if (res.headersSent) res.destroy();
    else answer(res, tap, { status: 400, message: refusal.message, accept: facts.accept });
  }

  /** Runs a step of ours; what it throws ends this exchange and nothing else. */
  guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      try {
        this.failed(error);
      } catch {
        this.inbound.res.destroy();
      }
    }
  }

  #send(attempt: 'first' | 'again'): void {
    this.#attempts += 1;
    this.inbound.tap.mark('server-asked');
    this.#context.send(this, attempt);
  }

  #watchData(): void {
    const { req, tap } = this.inbound;
    req.on('data', (bytes: Buffer) => {
      this.lastProgressAt = this.#context.clock.mono();
      tap.requestData(bytes);
    });
  }

  #watchEnd(): void {
    const { req, tap } = this.inbound;
    // Before pipe's own listener, which ends the request to the app.
    req.once('end', () => {
      this.lastProgressAt = this.#context.clock.mono();
      const { rawTrailers } = req;
      tap.requestEnd(pairRawHeaders(rawTrailers));
      if (rawTrailers.length > 0 && this.#serverRequest?.writableEnded === false) {
        this.#serverRequest.addTrailers(forwardedTrailers(rawTrailers));
      }
    });
  }

  /** A kept connection that the app closed while we wrote to it: nobody has seen the request. */
  #mayTryAgain(error: unknown): boolean {
    const code = codeOf(error);
    return (
      this.#attempts === 1 &&
      isRepeatable(this.inbound) &&
      this.#serverRequest?.reusedSocket === true &&
      (code === 'ECONNRESET' || code === 'EPIPE') &&
      !this.#answered &&
      (this.#serverRequest.socket?.bytesRead ?? 0) === this.#bytesBefore
    );
  }

  #clientSideClosed(): void {
    if (this.#over) return;
    const { res, tap } = this.inbound;
    const finished = res.writableFinished;
    this.#over = true;
    this.#context.deadlines.release(this);
    if (!finished) this.#serverRequest?.destroy();
    tap.end(this.#outcome ?? { kind: finished ? 'completed' : 'client-aborted' });
  }

  #stop(): void {
    this.#answered = true;
    this.#context.deadlines.release(this);
    this.#serverRequest?.destroy();
    this.#drain();
  }

  #drain(): void {
    const { req } = this.inbound;
    if (this.inbound.upgrade === undefined && !req.readableEnded) req.resume();
  }

  readonly #unaskedUpgrade = (_response: IncomingMessage, serverSocket: Socket): void => {
    serverSocket.on('error', ignore);
    serverSocket.destroy();
    const place = describeTarget(this.#context.options.target);
    const message = `The app at ${place} switched protocols (101) without having been asked to.`;
    this.failed(new ServerFault('UPGRADE_UNASKED', message));
  };
}
