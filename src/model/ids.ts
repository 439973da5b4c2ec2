/**
 * Identifiers as branded strings, so that a connection's id is never passed for an exchange's.
 * They are unique within one run and mean nothing outside it.
 */

declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** One TCP connection from a client: `c1`, `c2`, ... in the order they were accepted. */
export type ConnectionId = Branded<string, 'ConnectionId'>;

/** One request and what came back: `x1`, `x2`, ... in the order the requests arrived. */
export type ExchangeId = Branded<string, 'ExchangeId'>;

/** One user agent, as far as cookies can tell: `u1`, `u2`, ... (docs/decisions/0004). */
export type ClientId = Branded<string, 'ClientId'>;

/**
 * A session's printable name: `s-` and six hex digits of a hash keyed for this run.
 * Equal ids give equal tags; the id cannot be had back from the tag.
 */
export type SessionTag = Branded<string, 'SessionTag'>;

/** One step of a test: `page_1`, `page_2`, ... as HAR has it. */
export type PageId = Branded<string, 'PageId'>;

export const connectionId = (ordinal: number): ConnectionId => `c${ordinal}` as ConnectionId;
export const exchangeId = (ordinal: number): ExchangeId => `x${ordinal}` as ExchangeId;
export const pageId = (ordinal: number): PageId => `page_${ordinal}` as PageId;
export const clientId = (ordinal: number): ClientId => `u${ordinal}` as ClientId;
export const sessionTag = (hex: string): SessionTag => `s-${hex}` as SessionTag;
