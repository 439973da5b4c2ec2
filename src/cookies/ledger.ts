/**
 * The cookie ledger: whose each exchange is, and what it did to that client's cookies. It is told of
 * a request when its head has come and of the response when its head has, since exchanges overlap:
 * what was sent is judged by the jar as it stood at the request, what was set by the jar as it stands.
 */
import { fieldValues } from '../http/fields.js';
import type { Scheme } from '../http/target-uri.js';
import type {
  CookiePair,
  CookieChange,
  CookieReport,
  HeldCookie,
  SetCookie,
} from '../model/cookie.js';
import type { Exchange } from '../model/exchange.js';
import type { ClientId, ExchangeId } from '../model/ids.js';
import { systemClock, type EpochMs } from '../model/time.js';
import { arrivedRequest, type ArrivedRequest } from './arrived-request.js';
import type { ClientLimits } from './client-table.js';
import type { Client } from './client.js';
import { Clients } from './clients.js';
import { sentCookies } from './cookie-string.js';
import { whyRefused } from './refusal.js';
import { noteRequest } from './request-changes.js';
import { missesNothing } from './resemblance.js';
import { noteSetCookie, tellsOfAnotherJar } from './response-changes.js';
import { parseSetCookie } from './set-cookie.js';

export interface LedgerOptions extends Partial<ClientLimits> {
  /** How clients reach the proxy; default `http`. */
  readonly scheme?: Scheme;
  /** The wall clock that expiry is judged by; default the system's. */
  readonly now?: () => EpochMs;
}

/** An exchange between its request head and its response head. */
interface Pending {
  readonly client: Client;
  readonly request: ArrivedRequest;
  /** Held cookies should have come with it and did not. */
  readonly missedSome: boolean;
  readonly changes: readonly CookieChange[];
}

/** Exchanges that are never settled must not pile up. */
const MAX_PENDING = 10_000;

export class Ledger {
  readonly #clients: Clients;
  readonly #pending = new Map<ExchangeId, Pending>();
  readonly #scheme: Scheme;
  readonly #now: () => EpochMs;

  constructor({ scheme = 'http', now = systemClock.now, ...limits }: LedgerOptions = {}) {
    this.#clients = new Clients(limits);
    this.#scheme = scheme;
    this.#now = now;
  }

  /** Whose the exchange is. To be called once, when its request head is known, in order of arrival. */
  attribute(exchange: Exchange, remoteAddress: string): ClientId {
    const request = arrivedRequest(exchange, remoteAddress, this.#scheme, this.#now());
    const client = this.#clients.attribute(request);
    const missedSome = !missesNothing(client.jar, request);
    const changes = noteRequest(client.jar, request);
    this.#clients.update(client);
    this.#pending.set(exchange.id, { client, request, missedSome, changes });
    for (const oldest of this.#pending.keys()) {
      if (this.#pending.size <= MAX_PENDING) break;
      this.#pending.delete(oldest);
    }
    return client.id;
  }

  /**
   * What the exchange did to its client's cookies. To be called once, when its response head is
   * known or it has failed; `client` is what `attribute` said. Order: what the request showed, then
   * the Set-Cookie fields in theirs. Without changes when the exchange is not known any more.
   */
  settle(exchange: Exchange, client: ClientId): CookieReport {
    const sent = sentCookies(exchange.request.headers);
    const headers = exchange.response?.headers ?? [];
    const set = fieldValues(headers, 'set-cookie').map(parseSetCookie);
    const pending = this.#pending.get(exchange.id);
    this.#pending.delete(exchange.id);
    if (pending?.client.id !== client) return { sent, set, changes: [] };
    return { sent, set, changes: [...pending.changes, ...this.#noteResponse(pending, set)] };
  }

  /**
   * What the user agent with this cookie holds now, besides what it sent without the app having set it:
   * the client's, or one that was split off from it and has not been seen since. None: nobody has it.
   */
  cookiesWith(client: ClientId, cookie: CookiePair): readonly HeldCookie[] {
    const named = this.#clients.named(client);
    const jars = named === undefined ? [] : [named, ...named.forks].map(({ jar }) => jar);
    const jar = jars.find((each) => each.knows(cookie));
    return jar === undefined ? [] : [...jar.held(this.#now()), ...jar.introduced()];
  }

  #noteResponse(pending: Pending, set: readonly SetCookie[]): readonly CookieChange[] {
    const { client, request, missedSome } = pending;
    const place = { at: request.at, moment: { ...request.moment, now: this.#now() } };
    const judged = set.map((setCookie) => ({ setCookie, reason: whyRefused(setCookie, place.at) }));
    const kept = judged.flatMap(({ setCookie, reason }) => (reason === undefined ? setCookie : []));
    const isAnotherJar =
      request.sent.length === 0 && tellsOfAnotherJar(client.jar, kept, place, missedSome);
    const owner = isAnotherJar ? this.#clients.fork(client) : client;
    const changes = judged.map(({ setCookie, reason }): CookieChange =>
      reason === undefined
        ? noteSetCookie(owner.jar, setCookie, place)
        : { kind: 'refused', setCookie, reason },
    );
    this.#clients.update(owner);
    return changes;
  }
}
