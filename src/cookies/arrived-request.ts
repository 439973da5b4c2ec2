/** A request, as far as cookies and the question whose it is are concerned. */
import { createHash } from 'node:crypto';
import { fieldValue } from '../http/fields.js';
import { targetUri, type Scheme, type TargetUri } from '../http/target-uri.js';
import type { CookiePair } from '../model/cookie.js';
import type { Exchange } from '../model/exchange.js';
import type { RequestHead } from '../model/message.js';
import type { EpochMs } from '../model/time.js';
import { pairKey, sentCookies } from './cookie-string.js';
import type { Moment } from './kept-cookie.js';

export interface ArrivedRequest {
  /** As sent, duplicates included. */
  readonly sent: readonly CookiePair[];
  /** The keys of `sent`, as pairKey makes them. */
  readonly sentKeys: ReadonlySet<string>;
  readonly sentNames: ReadonlySet<string>;
  readonly at: TargetUri;
  readonly moment: Moment;
  /** Equal for requests that one user agent may have sent, as far as its own fields tell. */
  readonly fingerprint: string;
  readonly head: Pick<RequestHead, 'method' | 'headers'>;
}

/** `remoteAddress`: the client's address, without the port, which differs for each connection. */
export function arrivedRequest(
  { request, connectionId }: Pick<Exchange, 'request' | 'connectionId'>,
  remoteAddress: string,
  scheme: Scheme,
  now: EpochMs,
): ArrivedRequest {
  const sent = sentCookies(request.headers);
  return {
    sent,
    sentKeys: new Set(sent.map(pairKey)),
    sentNames: new Set(sent.map(({ name }) => name)),
    at: targetUri(request, scheme),
    moment: { now, connection: connectionId },
    fingerprint: fingerprintOf(request, remoteAddress),
    head: request,
  };
}

/** Hashed, so that its size does not depend on what a client sends. */
function fingerprintOf({ headers }: Pick<RequestHead, 'headers'>, remoteAddress: string): string {
  const traits = [
    fieldValue(headers, 'user-agent') ?? '',
    fieldValue(headers, 'accept-language') ?? '',
    remoteAddress,
  ];
  return createHash('sha256').update(JSON.stringify(traits)).digest('base64url').slice(0, 22);
}
