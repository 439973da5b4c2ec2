/** What stood in a store, read by where it stood: a row's text, a file, a cache's value. */
import { decodeBase64 } from '../../envelopes/python-base64.js';
import type { KeyRing } from '../../model/keyring.js';
import { emptyMap, isNode } from '../../model/payload.js';
import { problem } from '../../model/problem.js';
import type { Settings } from '../../model/settings.js';
import type { StoreRecord } from '../../model/store.js';
import type { EpochMs } from '../../model/time.js';
import type { ReadPayload } from '../adapter.js';
import { readCacheFile, readCacheValue } from './cache-value.js';
import { engineOf, isCacheOnly } from './engines.js';
import { fileExpiry, rowExpiry } from './expiry.js';
import { CACHE_VALUE_COLUMN } from './locations.js';
import { malformed } from './payloads.js';
import { readSessionText } from './session-text.js';

/** Session text is base64 with signing's separators, or was wrapped in lines; nothing else. */
const TEXT = /^[A-Za-z0-9+/=_.:\s-]*$/;

/** Integrity, payload and expiry of a stored session. */
export function readRecord(
  record: StoreRecord,
  keys: KeyRing,
  settings: Settings,
  now: EpochMs,
): ReadPayload {
  const text = Buffer.from(record.bytes).toString('utf8');
  switch (record.kind) {
    case 'rows': {
      const isCached =
        record.valueColumn === undefined
          ? isCacheOnly(engineOf(settings))
          : record.valueColumn === CACHE_VALUE_COLUMN;
      const read = isCached ? readCacheRow(text) : readSessionText(text, keys, settings);
      return rowExpiry(read, record.expires, settings, now);
    }
    case 'files': {
      if (text === '') return EMPTY_FILE;
      if (!TEXT.test(text)) {
        const cached = readCacheFile(record.bytes);
        if (cached !== undefined) return sessionOnly(cached);
      }
      const read = readSessionText(text, keys, settings);
      return fileExpiry(read, record.modifiedAt, settings, now);
    }
    case 'keys': {
      const read = TEXT.test(text)
        ? readSessionText(text, keys, settings)
        : sessionOnly(readCacheValue(record.bytes));
      return record.expiresAt === undefined ? read : { ...read, expiresAt: record.expiresAt };
    }
    case 'cookie':
      return readSessionText(text, keys, settings);
    default:
      return record.kind satisfies never;
  }
}

/** A file that was just made and is not yet written is an empty session (backends/file.py load). */
const EMPTY_FILE: ReadPayload = { integrity: 'not-signed', payload: emptyMap, problems: [] };

/** The cache table holds base64 of the pickled value (core/cache/backends/db.py). */
function readCacheRow(text: string): ReadPayload {
  const bytes = decodeBase64(text);
  return bytes === undefined
    ? malformed('The cache table holds no base64 for this session.', false)
    : sessionOnly(readCacheValue(bytes));
}

/** A cache holds all sorts of values; a session is a dict. */
function sessionOnly(read: ReadPayload): ReadPayload {
  const { payload, ...rest } = read;
  if (payload === undefined || (isNode(payload) && payload.kind === 'map')) return read;
  return { ...rest, problems: [...read.problems, NO_SESSION] };
}

const NO_SESSION = problem(
  'error',
  'payload-malformed',
  'The cache holds something else than a session under its key.',
);
