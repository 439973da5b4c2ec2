/**
 * Connections to the app. They are kept alive, and never limited in number: a limit would let a few
 * long polls starve everybody else. A kept connection may have been closed by the app just now; a
 * request that cannot be sent twice is therefore put on one only if it was in use a moment ago.
 */
import { Agent, type AgentOptions } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Socket } from 'node:net';

import type { Clock } from '../model/time.js';
import { lookupWithLoopback } from './localhost.js';
import type { Target } from './target.js';

/** Servers close idle connections after 2 s (gunicorn), 5 s (uvicorn, Node) or later. */
const SURELY_OPEN_MS = 1000;

export class ServerPool {
  /** Keeps connections; for requests that may be sent again if one turns out to be stale. */
  readonly keptAlive: Agent;
  /** A new connection for each request. */
  readonly fresh: Agent;
  readonly #idleSince = new WeakMap<object, number>();
  readonly #clock: Clock;

  constructor(target: Target, insecure: boolean, clock: Clock) {
    this.#clock = clock;
    const secure = target.kind === 'tcp' && target.protocol === 'https:';
    const create = (options: AgentOptions): Agent =>
      secure ? new TlsAgent({ ...options, rejectUnauthorized: !insecure }) : new Agent(options);
    // Spelt out, so that `localhost` is tried on both families under every flag of Node.
    const families = { autoSelectFamily: true, lookup: lookupWithLoopback };
    this.keptAlive = create({ ...families, keepAlive: true, scheduling: 'lifo' });
    this.fresh = create({ ...families, keepAlive: false });
    this.#watchIdle(this.keptAlive);
  }

  /** The agent for a request that must not be sent twice. */
  forUnrepeatable(): Agent {
    const next = Object.values(this.keptAlive.freeSockets)[0]?.at(-1);
    const idleSince = next === undefined ? undefined : this.#idleSince.get(next);
    if (idleSince === undefined) return this.keptAlive;
    return this.#clock.mono() - idleSince < SURELY_OPEN_MS ? this.keptAlive : this.fresh;
  }

  close(): void {
    this.keptAlive.destroy();
    this.fresh.destroy();
  }

  /** `keepSocketAlive` is Node's documented hook for the moment a connection becomes idle. */
  #watchIdle(agent: Agent): void {
    const keep = agent.keepSocketAlive.bind(agent) as (socket: object) => boolean;
    Object.assign(agent, {
      keepSocketAlive: (socket: Socket): boolean => {
        this.#idleSince.set(socket, this.#clock.mono());
        return keep(socket);
      },
    });
  }
}
