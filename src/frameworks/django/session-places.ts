/** Where a session of an id would be, in words: for someone who wants to look there. */
import type { Settings } from '../../model/settings.js';
import type { StoreAddress } from '../../model/store.js';
import { locateSession } from './locations.js';
import { textSetting } from './settings.js';

const CACHED_DB = 'django.contrib.sessions.backends.cached_db';

/** One place each, the likeliest first; those of all of Django's engines where the engine is unknown. */
export function placesOf(id: string, settings: Settings): readonly string[] {
  const isKnown = textSetting(settings, 'SESSION_ENGINE') !== undefined;
  const cachedDb = new Map([...settings, ['SESSION_ENGINE', CACHED_DB]]);
  const addresses = [
    ...locateSession(id, 'rows', settings),
    ...locateSession(id, 'files', settings),
    ...locateSession(id, 'keys', settings),
    ...(isKnown ? [] : locateSession(id, 'keys', cachedDb)),
  ];
  return addresses.map(placeText);
}

function placeText(address: StoreAddress): string {
  switch (address.kind) {
    case 'row':
      return `row of ${address.query.table} where ${address.query.keyColumn} = ${address.query.key}`;
    case 'file':
      return `file ${address.name}`;
    case 'key':
      return `key ${address.key} of redis or memcached`;
    default:
      return address satisfies never;
  }
}
