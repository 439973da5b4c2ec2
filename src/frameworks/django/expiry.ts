/**
 * When Django stops accepting a stored session: a row by its expire_date, a file by its age or the
 * date set inside it, a cookie by its signature's time. Dates without a zone are UTC, unless USE_TZ is
 * off: then they are local to TIME_ZONE.
 */
import { entryOf, isNode, type PayloadValue } from '../../model/payload.js';
import type { Settings } from '../../model/settings.js';
import type { Cell } from '../../model/store.js';
import type { EpochMs } from '../../model/time.js';
import type { ReadPayload } from '../adapter.js';
import { momentOf } from './moments.js';
import { isDjangoAtLeast } from './version.js';
import { cookieAgeMs, nameSetting, usesTimeZones } from './settings.js';

/** The reading with its expiry; a good signature on an expired session is `expired`. */
function withExpiry(
  read: ReadPayload,
  expiresAt: EpochMs | undefined,
  isOver: boolean,
): ReadPayload {
  if (expiresAt === undefined) return read;
  const integrity = isOver && read.integrity === 'verified' ? 'expired' : read.integrity;
  return { ...read, integrity, expiresAt };
}

/** A row is live while its expiry lies ahead (backends/db.py `_get_session_from_db`). */
export function rowExpiry(
  read: ReadPayload,
  expires: Cell | undefined,
  settings: Settings,
  now: EpochMs,
): ReadPayload {
  const expiresAt = cellTime(expires, settings);
  return withExpiry(read, expiresAt, expiresAt !== undefined && expiresAt <= now);
}

/** backends/file.py `_expiry_date`; before 1.5 a file never expired. */
export function fileExpiry(
  read: ReadPayload,
  modifiedAt: EpochMs | undefined,
  settings: Settings,
  now: EpochMs,
): ReadPayload {
  if (isDjangoAtLeast(settings, '1.5') === false) return read;
  const set = setExpiry(read.payload, settings);
  if (set === 'none') return read;
  const expiresAt = set ?? (modifiedAt && later(modifiedAt, cookieAgeMs(settings)));
  return withExpiry(read, expiresAt, expiresAt !== undefined && expiresAt <= now);
}

/** A signed cookie is good up to its very last second (core/signing.py TimestampSigner.unsign). */
export function cookieExpiry(read: ReadPayload, settings: Settings, now: EpochMs): ReadPayload {
  const expiresAt = read.signedAt && later(read.signedAt, cookieAgeMs(settings));
  return withExpiry(read, expiresAt, expiresAt !== undefined && expiresAt < now);
}

// Milliseconds after an epoch time are an epoch time again.
const later = (time: EpochMs, milliseconds: number): EpochMs => (time + milliseconds) as EpochMs;

/**
 * What set_expiry left in the session: a date, as an object or since 4.1 as text; a number of seconds,
 * which the file engine does not enforce; 0 and absence mean the general age.
 */
function setExpiry(
  payload: PayloadValue | undefined,
  settings: Settings,
): EpochMs | 'none' | undefined {
  const value = (payload === undefined ? undefined : entryOf(payload, '_session_expiry')) ?? null;
  if (typeof value === 'number') return value > 0 ? 'none' : undefined;
  if (typeof value === 'string') return momentOf(value, naiveZone(settings));
  if (!isNode(value) || value.kind !== 'datetime') return undefined;
  return momentOf(value.iso, value.tz ?? naiveZone(settings));
}

function cellTime(cell: Cell | undefined, settings: Settings): EpochMs | undefined {
  if (typeof cell === 'string') return momentOf(cell, naiveZone(settings));
  if (!(cell instanceof Date) || Number.isNaN(cell.getTime())) return undefined;
  // A Date's time is milliseconds since the epoch.
  return cell.getTime() as EpochMs;
}

const naiveZone = (settings: Settings): string =>
  usesTimeZones(settings) === false ? nameSetting(settings, 'TIME_ZONE') : 'UTC';
