/**
 * What the rest of the proxy knows of forwarding, and its implementation on http-proxy. Replacing
 * http-proxy means to write another Forwarder (docs/decisions/0001): nothing else knows about it.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

import type HttpProxy from 'http-proxy';

import type { Clock } from '../model/time.js';
import { Deadlines } from './deadlines.js';
import { Forwarding, type ForwardingContext } from './forwarding.js';
import type { Holds } from './holds.js';
import { type Inbound, isRepeatable } from './inbound.js';
import { createHttpProxy } from './http-proxy.js';
import type { ProxyOptions } from './options.js';
import { ServerPool } from './server-pool.js';
import { superviseUpgrade } from './upgrade.js';

/** Sends requests on; what comes of them is told to each request's tap. Never throws. */
export interface Forwarder {
  forward(inbound: Inbound): Forwarding;
  /** Lets go of connections to the app; the exchanges must have ended. */
  close(): void;
}

/**
 * What http-proxy copies into the request to the app. The real head is written from the raw fields
 * (server-request.ts), and an `Expect` in here would make http-proxy skip its own hook for that.
 */
const NO_FIELDS: IncomingHttpHeaders = {};
/** The same where http-proxy asks whether it is a WebSocket handshake. */
const UPGRADE_FIELDS: IncomingHttpHeaders = { connection: 'upgrade', upgrade: 'websocket' };

export class HttpProxyForwarder implements Forwarder {
  readonly #proxy: HttpProxy;
  readonly #pool: ServerPool;
  readonly #deadlines: Deadlines;
  readonly #context: ForwardingContext;
  readonly #running = new WeakMap<IncomingMessage, Forwarding>();

  constructor(options: ProxyOptions, clock: Clock, holds?: Holds) {
    const { target, insecure, maxHeaderBytes } = options;
    this.#pool = new ServerPool(target, insecure, clock);
    this.#deadlines = new Deadlines(options.timeoutMs, clock);
    const agent = this.#pool.keptAlive;
    this.#proxy = createHttpProxy({ target, agent, maxHeaderBytes, insecure });
    this.#context = {
      options,
      clock,
      deadlines: this.#deadlines,
      holds,
      send: (forwarding, attempt) => {
        forwarding.guard(() => {
          this.#send(forwarding, attempt);
        });
      },
    };
    this.#listen();
  }

  forward(inbound: Inbound): Forwarding {
    const forwarding = new Forwarding(inbound, this.#context);
    this.#running.set(inbound.req, forwarding);
    forwarding.begin();
    return forwarding;
  }

  close(): void {
    this.#deadlines.close();
    this.#pool.close();
  }

  #send(forwarding: Forwarding, attempt: 'first' | 'again'): void {
    const { req, res, upgrade } = forwarding.inbound;
    if (upgrade !== undefined) {
      req.headers = UPGRADE_FIELDS;
      this.#proxy.ws(req, upgrade.socket, upgrade.head, { agent: this.#pool.fresh });
      const serverRequest = forwarding.serverRequest;
      if (serverRequest !== undefined) superviseUpgrade(serverRequest, forwarding, upgrade.socket);
      return;
    }
    req.headers = NO_FIELDS;
    const agent = this.#agentFor(forwarding, attempt);
    // Options of its own cost http-proxy a copy of all others, so they are the exception.
    if (agent === this.#pool.keptAlive) this.#proxy.web(req, res);
    else this.#proxy.web(req, res, { agent });
  }

  #agentFor(forwarding: Forwarding, attempt: 'first' | 'again'): ServerPool['keptAlive'] {
    if (attempt === 'again') return this.#pool.fresh;
    return isRepeatable(forwarding.inbound) ? this.#pool.keptAlive : this.#pool.forUnrepeatable();
  }

  #listen(): void {
    const made = (serverRequest: HttpProxyRequest, req: IncomingMessage): void => {
      const forwarding = this.#running.get(req);
      forwarding?.guard(() => {
        forwarding.serverRequestMade(serverRequest);
      });
    };
    this.#proxy.on('proxyReq', made);
    this.#proxy.on('proxyReqWs', made);
    this.#proxy.on('proxyRes', (response, req) => {
      const forwarding = this.#running.get(req);
      forwarding?.guard(() => {
        forwarding.responded(response);
      });
    });
    const failed = (error: Error, req: IncomingMessage): void => {
      this.#running.get(req)?.failed(error);
    };
    this.#proxy.on('error', failed);
    this.#proxy.on('econnreset', failed);
  }
}

type HttpProxyRequest = Parameters<Forwarding['serverRequestMade']>[0];
