/**
 * Every way in which Node's HTTP server reports a request ends here: each becomes a numbered exchange
 * with a turn on its connection. Requests are examined before anything is forwarded.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import { pairRawHeaders } from '../http/fields.js';
import type { RawFields } from '../http/hop-by-hop.js';
import { examineRequest, type RequestLine } from '../http/request-head.js';
import { exchangeId } from '../model/ids.js';
import type { RequestHead } from '../model/message.js';
import type { Clock } from '../model/time.js';
import { ClientConnection, type Turn } from './client-connection.js';
import { type Emit, ExchangeTap } from './exchange-tap.js';
import type { Forwarder } from './forwarder.js';
import { responseOnSocket } from './own-response.js';
import { readParseError } from './parse-error.js';
import { putBackWithoutUpgrade } from './replay.js';
import { ForwardedTurn, RefusedTurn, SocketTurn } from './turns.js';

/** One exchange's record before it has a turn, and how it gets one. */
interface Admission {
  readonly tap: ExchangeTap;
  readonly take: (turn: Turn) => void;
}

export class Intake {
  readonly #emit: Emit;
  readonly #clock: Clock;
  readonly #forwarder: Forwarder;
  readonly #connections = new Map<Duplex, ClientConnection>();
  /** Fields as received of requests that were put back without their upgrade. */
  readonly #putBack = new WeakMap<Duplex, RawFields>();
  #connectionsSeen = 0;
  #exchangesSeen = 0;
  /** Called whenever an exchange or a connection has ended. */
  onProgress: () => void = () => undefined;

  constructor(forwarder: Forwarder, emit: Emit, clock: Clock) {
    this.#forwarder = forwarder;
    this.#emit = emit;
    this.#clock = clock;
  }

  /** The connections that are open. */
  get connections(): readonly ClientConnection[] {
    return [...this.#connections.values()];
  }

  /** Begins to take what the server reports. */
  listenTo(server: Server): void {
    const request = (req: IncomingMessage, res: ServerResponse): void => {
      this.#requested(req, res);
    };
    server.on('connection', (socket) => {
      this.#connected(socket);
    });
    server.on('request', request);
    server.on('checkExpectation', request);
    server.on('checkContinue', (req, res) => {
      // Answered here: a gateway is the origin server as far as the client can tell.
      res.writeContinue();
      request(req, res);
    });
    server.on('upgrade', (req, socket, head) => {
      this.#upgradeRequested(server, req, socket, head);
    });
    server.on('connect', (req, socket) => {
      this.#connectRequested(req, socket);
    });
    server.on('clientError', (error, socket) => {
      this.#unreadable(error, socket);
    });
  }

  #connected(socket: Socket): void {
    // Before anything else: an 'error' that nobody listens to ends the process.
    socket.on('error', () => undefined);
    if (this.#connections.has(socket)) return;
    this.#connectionsSeen += 1;
    const settled = (): void => {
      this.#connections.delete(socket);
      this.onProgress();
    };
    const connection = new ClientConnection(
      ...([socket, this.#connectionsSeen, this.#emit, this.#clock, settled] as const),
    );
    this.#connections.set(socket, connection);
  }

  #requested(req: IncomingMessage, res: ServerResponse): void {
    const connection = this.#connections.get(req.socket);
    if (connection === undefined || connection.isShut) return;
    const received = this.#putBack.get(req.socket);
    this.#putBack.delete(req.socket);
    const { tap, take } = this.#admit(connection, headOf(req, received ?? req.rawHeaders));
    take(this.#turnFor(connection, req, res, tap));
  }

  #turnFor(
    connection: ClientConnection,
    req: IncomingMessage,
    res: ServerResponse,
    tap: ExchangeTap,
    upgrade?: { socket: Socket; head: Buffer },
  ): Turn {
    const examined = examineRequest(headLine(req), req.rawHeaders);
    if (examined.kind === 'refused') {
      connection.shut();
      return new RefusedTurn(req, res, tap, examined.refusal);
    }
    const inbound = { req, res, tap, fields: req.rawHeaders, facts: examined.facts };
    return new ForwardedTurn(
      upgrade === undefined ? inbound : { ...inbound, upgrade },
      this.#forwarder,
    );
  }

  #upgradeRequested(server: Server, req: IncomingMessage, duplex: Duplex, head: Buffer): void {
    const socket = req.socket;
    const connection = this.#connections.get(duplex);
    // An upgrade behind an unanswered request: nobody sends that, and no answer would be right.
    if (connection === undefined || connection.isBusy || connection.isShut) {
      duplex.destroy();
      return;
    }
    const examined = examineRequest(headLine(req), req.rawHeaders);
    if (examined.kind === 'clear' && !examined.facts.asksForWebSocket) {
      this.#putBack.set(socket, req.rawHeaders);
      putBackWithoutUpgrade(req, socket, head);
      server.emit('connection', socket);
      return;
    }
    const { tap, take } = this.#admit(connection, headOf(req, req.rawHeaders));
    const res = responseOnSocket(req, socket);
    connection.shut();
    take(this.#turnFor(connection, req, res, tap, { socket, head }));
  }

  #connectRequested(req: IncomingMessage, duplex: Duplex): void {
    const connection = this.#connections.get(duplex);
    if (connection === undefined || connection.isShut) return;
    connection.shut();
    const { tap, take } = this.#admit(connection, headOf(req, req.rawHeaders));
    const message = 'sessionspy stands in front of one app and opens no tunnels (CONNECT).';
    const fields = ['Allow', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'];
    take(new SocketTurn(req.socket, tap, 'METHOD_CONNECT', { status: 405, message, fields }));
  }

  #unreadable(error: Error, duplex: Duplex): void {
    const connection = this.#connections.get(duplex);
    const fault = readParseError(error);
    if (connection === undefined || fault === undefined || !duplex.writable) {
      duplex.destroy();
      return;
    }
    if (connection.isShut) return;
    connection.shut();
    const { refusal, status } = fault;
    if (connection.latest?.isComplete === false) {
      connection.latest.breakOff(refusal);
      return;
    }
    const { tap, take } = this.#admit(connection, fault.head);
    const own = { status, message: refusal.message };
    take(new SocketTurn(connection.socket, tap, refusal.code, own));
  }

  /** Numbers the exchange and reports its head; the connection takes its turn from there. */
  #admit(connection: ClientConnection, head: RequestHead): Admission {
    this.#exchangesSeen += 1;
    let turn: Turn | undefined;
    const ended = (): void => {
      if (turn !== undefined) connection.finished(turn);
      this.onProgress();
    };
    const tap = new ExchangeTap(exchangeId(this.#exchangesSeen), this.#emit, this.#clock, ended);
    tap.requestHead(connection.id, connection.nextOrdinal(), head);
    const take = (taken: Turn): void => {
      turn = taken;
      connection.enqueue(taken);
    };
    return { tap, take };
  }
}

/**
 * Whether Node is to stop parsing at a request that offers an upgrade. With content it must not: on
 * these versions it knows where that ends. Without, it must: it would drop what follows in the packet.
 */
export function stopsParsing(req: IncomingMessage): boolean {
  const examined = examineRequest(headLine(req), req.rawHeaders);
  return examined.kind === 'clear' && !examined.facts.hasContent;
}

const headLine = (req: IncomingMessage): RequestLine => ({
  method: req.method ?? '',
  target: req.url ?? '',
  httpVersion: req.httpVersion,
});

const headOf = (req: IncomingMessage, received: RawFields): RequestHead => ({
  ...headLine(req),
  headers: pairRawHeaders(received),
});
