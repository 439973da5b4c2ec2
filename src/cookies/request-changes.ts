/**
 * What a request says about its client's cookies: pairs that the app never set, and cookies that
 * should have come and did not. The jar then follows the user agent, as that is what it simulates.
 */
import type { CookieChange, CookiePair } from '../model/cookie.js';
import type { ArrivedRequest } from './arrived-request.js';
import type { ClientJar } from './client-jar.js';
import { pairKey } from './cookie-string.js';
import { mayHaveCrossed, type KeptCookie } from './kept-cookie.js';
import { whyWithheld } from './withholding.js';

const FORMER_VALUE = 'The user agent still sends the value that it had before.';

/** The changes that a request shows: introduced pairs as sent, then cookies withheld. */
export function noteRequest(jar: ClientJar, request: ArrivedRequest): readonly CookieChange[] {
  const missing = groupByName(jar.missingFrom(request));
  const changes: CookieChange[] = [];
  for (const pair of distinct(request.sent)) {
    const kept = jar.kept(pair);
    if (kept !== undefined) kept.confirmed = true;
    else if (!jar.knows(pair)) changes.push(...noteUnknown(jar, pair, missing, request));
  }
  for (const kept of [...missing.values()].flat()) changes.push(...noteMissing(kept, request));
  retireOverwritten(jar, request);
  return changes;
}

/**
 * A pair that the jar does not know. A missing cookie of its name is the one whose place it has: it
 * is taken from `missing`, so that it is not reported a second time as withheld.
 */
function noteUnknown(
  jar: ClientJar,
  pair: CookiePair,
  missing: ReadonlyMap<string, KeptCookie[]>,
  request: ArrivedRequest,
): readonly CookieChange[] {
  const { at, moment } = request;
  const rival = missing.get(pair.name)?.shift();
  const former = jar.former(pair);
  if (former !== undefined && mayHaveCrossed(rival?.since ?? former.since, moment)) return [];
  if (rival === undefined) {
    jar.introduce(pair, at);
    return [{ kind: 'introduced', pair }];
  }
  jar.retire(rival.cookie, moment);
  const cookie = { ...rival.cookie, value: pair.value };
  const by = former === undefined ? 'user-agent' : 'app';
  jar.hold({ cookie, since: moment, by, confirmed: true, saidWithheld: false }, at);
  return former === undefined
    ? [{ kind: 'introduced', pair }]
    : [{ kind: 'withheld', before: rival.cookie, why: FORMER_VALUE }];
}

function noteMissing(kept: KeptCookie, request: ArrivedRequest): readonly CookieChange[] {
  if (kept.saidWithheld || mayHaveCrossed(kept.since, request.moment)) return [];
  kept.saidWithheld = true;
  const why = whyWithheld(kept.cookie, request.head, request.at);
  return [{ kind: 'withheld', before: kept.cookie, ...(why === undefined ? {} : { why }) }];
}

/** An introduced pair has gone when its name comes with other values only. */
function retireOverwritten(jar: ClientJar, { sentNames, sentKeys, moment }: ArrivedRequest): void {
  for (const cookie of jar.introduced()) {
    if (sentNames.has(cookie.name) && !sentKeys.has(pairKey(cookie))) jar.retire(cookie, moment);
  }
}

const distinct = (pairs: readonly CookiePair[]): Iterable<CookiePair> =>
  new Map(pairs.map((pair) => [pairKey(pair), pair])).values();

function groupByName(cookies: readonly KeptCookie[]): Map<string, KeptCookie[]> {
  const groups = new Map<string, KeptCookie[]>();
  for (const kept of cookies) {
    const group = groups.get(kept.cookie.name);
    if (group === undefined) groups.set(kept.cookie.name, [kept]);
    else group.push(kept);
  }
  return groups;
}
