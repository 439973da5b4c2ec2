/**
 * Many user agents at once over few kept-alive connections, each asking one thing after the other without a
 * pause: pages, logins, logouts, new ids, errors, ids that have ended. The same seed asks the same.
 */
import { Agent, request } from 'node:http';

export interface TraceShape {
  readonly requests: number;
  readonly users: number;
  /** User agents, each with a cookie jar of its own. */
  readonly agents: number;
  readonly connections: number;
  readonly seed: number;
}

/** Sends all requests; each carries its number as X-Trace-Id. */
export async function runTrace(url: string, shape: TraceShape): Promise<void> {
  const connections = new Agent({ keepAlive: true, maxSockets: shape.connections });
  const each = Math.floor(shape.requests / shape.agents);
  const agents = Array.from({ length: shape.agents }, async (_unused, index) => {
    const agent = new TraceAgent(url, connections, seeded(shape.seed + index), shape.users);
    for (let ordinal = 0; ordinal < each; ordinal += 1) await agent.next(`${index}-${ordinal}`);
  });
  try {
    await Promise.all(agents);
  } finally {
    connections.destroy();
  }
}

type Random = () => number;

class TraceAgent {
  readonly #url: string;
  readonly #connections: Agent;
  readonly #random: Random;
  readonly #users: number;
  #id: string | undefined;
  #formerId: string | undefined;
  #isLoggedIn = false;

  constructor(url: string, connections: Agent, random: Random, users: number) {
    this.#url = url;
    this.#connections = connections;
    this.#random = random;
    this.#users = users;
  }

  async next(traceId: string): Promise<void> {
    const path = this.#choose();
    const isStale = path === '/' && this.#formerId !== undefined && this.#random() < 0.1;
    const id = isStale ? this.#formerId : this.#id;
    const set = await this.#send(path, traceId, id);
    if (path.startsWith('/login/')) this.#isLoggedIn = true;
    if (path === '/logout/') this.#isLoggedIn = false;
    // An id that has ended is told to be forgotten; the agent's own stays.
    if (isStale || set === undefined) return;
    if (set !== this.#id) this.#formerId = this.#id;
    this.#id = set === '' ? undefined : set;
  }

  #choose(): string {
    const roll = this.#random();
    const somebody = `/login/user${1 + Math.floor(this.#random() * this.#users)}/`;
    if (!this.#isLoggedIn) return roll < 0.3 ? somebody : roll < 0.7 ? '/count/' : '/';
    if (roll < 0.45) return '/count/';
    if (roll < 0.7) return '/';
    if (roll < 0.78) return '/plain/';
    if (roll < 0.85) return '/rotate/';
    if (roll < 0.89) return '/fail/';
    return roll < 0.93 ? somebody : '/logout/';
  }

  /** The session id that was set, empty where it was deleted; undefined where nothing was said. */
  #send(path: string, traceId: string, id: string | undefined): Promise<string | undefined> {
    const headers = {
      'X-Trace-Id': traceId,
      'User-Agent': 'trace',
      ...(id === undefined ? {} : { Cookie: `sessionid=${id}` }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, this.#url), { agent: this.#connections, headers });
      sent.on('error', reject).on('response', (response) => {
        const [line] = response.headers['set-cookie'] ?? [];
        response.on('error', reject).on('end', () => {
          resolve(line === undefined ? undefined : /^sessionid="?([^";]*)/.exec(line)?.[1]);
        });
        response.resume();
      });
      sent.end();
    });
  }
}

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
