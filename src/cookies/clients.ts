/**
 * Whose a request is. HTTP does not say, so it is inferred, from what hardly errs to what may:
 * an identifying cookie, then the whole set of cookies, then the connection, then the user agent's
 * own fields. docs/decisions/0004 gives the reasons; the order of `#find` is the decision itself.
 */
import { clientId, type ClientId } from '../model/ids.js';
import type { CookiePair } from '../model/cookie.js';
import type { ArrivedRequest } from './arrived-request.js';
import { ClientTable, type ClientLimits } from './client-table.js';
import { Client } from './client.js';
import { ConnectionClients } from './connection-clients.js';
import { pairKey } from './cookie-string.js';
import { isIdentifying } from './identifying.js';
import { isContradicted, mayStillSend, sendsExactly, wouldSendNone } from './resemblance.js';

/** How long after its last request a user agent without cookies may open another connection. */
const SAME_VISIT_MS = 5 * 60 * 1000;
/** Of those who know a pair that many share, how many are looked at. */
const MAX_LOOKED_AT = 64;

export class Clients {
  readonly #table: ClientTable;
  readonly #connections = new ConnectionClients();
  #lastOrdinal = 0;

  constructor(limits?: Partial<ClientLimits>) {
    this.#table = new ClientTable(limits);
  }

  /** The client that sent the request, or a new one. */
  attribute(request: ArrivedRequest): Client {
    const client = this.#find(request) ?? this.#create(request.fingerprint);
    client.seenAt = request.moment.now;
    this.#table.note(client);
    this.#connections.note(request.moment.connection, client);
    if (request.sent.length === 0) this.#table.noteWithoutCookies(client);
    return client;
  }

  /** A jar split off from the client's, to be one of its own as soon as a request shows it. */
  fork(parent: Client): Client {
    const fork = this.#create(parent.fingerprint);
    this.#table.noteFork(parent, fork);
    return fork;
  }

  /** One that was seen and is not forgotten. */
  named(id: ClientId): Client | undefined {
    return this.#table.named(id);
  }

  /** To be called after each change to a client's jar. */
  update(client: Client): void {
    this.#table.update(client);
  }

  #find(request: ArrivedRequest): Client | undefined {
    if (request.sent.length === 0) {
      return this.#withoutCookiesOnConnection(request) ?? this.#withoutCookiesElsewhere(request);
    }
    return (
      this.#byIdentifyingPair(request) ??
      this.#byFormerPair(request) ??
      this.#byAllPairs(request) ??
      this.#byConnection(request)
    );
  }

  /** The client that alone knows most of the identifying pairs; of equals the one seen last. */
  #byIdentifyingPair(request: ArrivedRequest): Client | undefined {
    const votes = new Map<Client, number>();
    for (const pair of request.sent.filter(({ value }) => isIdentifying(value))) {
      const client = this.#table.knowing.soleOwnerOf(pairKey(pair));
      if (client !== undefined && this.#counts(pair, client, request)) {
        votes.set(client, (votes.get(client) ?? 0) + 1);
      }
    }
    return [...votes].sort(([a, n], [b, m]) => m - n || (b.seenAt ?? 0) - (a.seenAt ?? 0))[0]?.[0];
  }

  /** What the app gave proves the jar; what a user agent brought may have been brought by two. */
  #counts(pair: CookiePair, client: Client, request: ArrivedRequest): boolean {
    if (client.jar.kept(pair)?.by === 'app') return true;
    return client.fingerprint === request.fingerprint && !isContradicted(client.jar, request);
  }

  /**
   * The client that had one of the identifying pairs until lately. Where both the former and the
   * present value are in use, there are two jars, and the former one gets a client of its own.
   */
  #byFormerPair(request: ArrivedRequest): Client | undefined {
    for (const pair of request.sent.filter(({ value }) => isIdentifying(value))) {
      const client = [...this.#table.formerlyKnowing.ownersOf(pairKey(pair))].at(-1);
      const former = client?.jar.former(pair);
      if (client === undefined || former === undefined) continue;
      if (mayStillSend(client.jar, pair, request)) return client;
      const split = this.#create(request.fingerprint);
      split.jar.hold(
        {
          cookie: former.cookie,
          since: request.moment,
          by: 'app',
          confirmed: true,
          saidWithheld: false,
        },
        request.at,
      );
      return split;
    }
    return undefined;
  }

  /** A client with the same fingerprint that would send just these pairs; on this connection first. */
  #byAllPairs(request: ArrivedRequest): Client | undefined {
    const fits = (client: Client): boolean =>
      client.fingerprint === request.fingerprint && sendsExactly(client.jar, request);
    const owners = request.sent.map((pair) => this.#table.knowing.ownersOf(pairKey(pair)));
    const fewest = owners.reduce((least, each) => (each.size < least.size ? each : least));
    return (
      this.#speaking(request).find(fits) ?? latest([...fewest].slice(-MAX_LOOKED_AT).filter(fits))
    );
  }

  /** The one client of this connection, or one of several that knows a pair; never against evidence. */
  #byConnection(request: ArrivedRequest): Client | undefined {
    const [first, ...others] = this.#speaking(request);
    if (first === undefined) return undefined;
    if (others.length === 0) return isContradicted(first.jar, request) ? undefined : first;
    return [first, ...others].find(
      ({ jar }) => request.sent.some((pair) => jar.knows(pair)) && !isContradicted(jar, request),
    );
  }

  /** Without cookies: a client that would send none here, or the only one there is. */
  #withoutCookiesOnConnection(request: ArrivedRequest): Client | undefined {
    const speaking = this.#speaking(request);
    return (
      speaking.find(({ jar }) => wouldSendNone(jar, request)) ??
      (speaking.length === 1 ? speaking[0] : undefined)
    );
  }

  /** A browser opens several connections at once before it has any cookie: those are one client. */
  #withoutCookiesElsewhere(request: ArrivedRequest): Client | undefined {
    const client = this.#table.lastWithoutCookies(request.fingerprint);
    if (client?.seenAt === undefined) return undefined;
    const isRecent = request.moment.now - client.seenAt < SAME_VISIT_MS;
    return isRecent && wouldSendNone(client.jar, request) ? client : undefined;
  }

  /** Clients of this connection that are still known and may be the request's, latest first. */
  #speaking({ moment, fingerprint }: ArrivedRequest): readonly Client[] {
    return this.#connections
      .on(moment.connection)
      .filter((client) => client.fingerprint === fingerprint && this.#table.has(client));
  }

  #create(fingerprint: string): Client {
    return new Client(fingerprint, () => clientId((this.#lastOrdinal += 1)));
  }
}

const latest = (clients: readonly Client[]): Client | undefined =>
  clients.reduce<Client | undefined>(
    (best, client) => ((best?.seenAt ?? -1) < (client.seenAt ?? 0) ? client : best),
    undefined,
  );
