/**
 * Python's dates and times out of their pickled state: a few bytes each, with the zone as a second
 * argument (CPython Lib/datetime.py `_getstate`). The first bit of the month, or of a time's hour, is
 * the fold. State that is no date stays undefined, and a zone of unknown class as well.
 * Example: 07 e8 07 01 0c 00 00 00 00 00 is 2024-07-01T12:00:00.
 */
import type { PayloadValue } from '../model/payload.js';
import { bytesOf, calledName } from './pickle-calls.js';
import { isRawNode, itemOf, textOf, type Raw } from './pickle-values.js';

type Made = PayloadValue | undefined;

const two = (number: number): string => String(number).padStart(2, '0');

/** `datetime.datetime(state, tzinfo)`. */
export function datetimeValue([state, zone, ...more]: readonly Raw[]): Made {
  const bytes = stateBytes(state, 10);
  const [, , flaggedMonth = 0] = bytes ?? [];
  const date = bytes && isoDate(bytes, flaggedMonth & 0x7f);
  const time = bytes && isoTime(bytes.subarray(4), 0xff);
  const zoned = zonedWith(zone);
  if (date === undefined || time === undefined || zoned === undefined) return undefined;
  if (more.length > 0) return undefined;
  const fold = flaggedMonth > 0x7f ? ({ fold: 1 } as const) : {};
  return { kind: 'datetime', iso: `${date}T${time}`, ...zoned, ...fold };
}

/** `datetime.date(state)`. */
export function dateValue([state, ...more]: readonly Raw[]): Made {
  const bytes = stateBytes(state, 4);
  const iso = bytes && isoDate(bytes, bytes[2] ?? 0);
  return iso === undefined || more.length > 0 ? undefined : { kind: 'date', iso };
}

/** `datetime.time(state, tzinfo)`. */
export function timeValue([state, zone, ...more]: readonly Raw[]): Made {
  const bytes = stateBytes(state, 6);
  const iso = bytes && isoTime(bytes, 0x7f);
  const zoned = zonedWith(zone);
  if (iso === undefined || zoned === undefined || more.length > 0) return undefined;
  const fold = (bytes?.[0] ?? 0) > 0x7f ? ({ fold: 1 } as const) : {};
  return { kind: 'time', iso, ...zoned, ...fold };
}

/** `datetime.timedelta(days, seconds, microseconds)`. */
export function timedeltaValue([days, seconds, microseconds, ...more]: readonly Raw[]): Made {
  if (typeof days !== 'number' || typeof seconds !== 'number') return undefined;
  if (typeof microseconds !== 'number' || more.length > 0) return undefined;
  return { kind: 'timedelta', days, seconds, microseconds };
}

/** A string state is what Python 3 makes of one that Python 2 wrote. */
function stateBytes(state: Raw | undefined, length: number): Uint8Array | undefined {
  const bytes = typeof state === 'string' ? Buffer.from(state, 'latin1') : bytesOf(state);
  return bytes?.length === length ? bytes : undefined;
}

function isoDate(bytes: Uint8Array, month: number): string | undefined {
  const [high = 0, low = 0, , day = 0] = bytes;
  const year = high * 256 + low;
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** Hour, minute, second and three bytes of microseconds, which are left out when zero. */
function isoTime(bytes: Uint8Array, hourMask: number): string | undefined {
  const [flaggedHour = 0, minute = 0, second = 0, high = 0, middle = 0, low = 0] = bytes;
  const hour = flaggedHour & hourMask;
  const microseconds = (high * 256 + middle) * 256 + low;
  if (hour > 23 || minute > 59 || second > 59 || microseconds > 999_999) return undefined;
  const fraction = microseconds === 0 ? '' : `.${String(microseconds).padStart(6, '0')}`;
  return `${two(hour)}:${two(minute)}:${two(second)}${fraction}`;
}

/** The zone as members of a node: none when naive; undefined when its class is not known. */
function zonedWith(zone: Raw | undefined): { tz?: string } | undefined {
  if (zone === undefined || zone === null) return {};
  const tz = zoneName(zone);
  return tz === undefined ? undefined : { tz };
}

/** `UTC`, an offset such as `+05:30`, or a zone's name, from the zone objects seen in sessions. */
function zoneName(zone: Raw): string | undefined {
  if (!isRawNode(zone) || zone.kind !== 'object') return undefined;
  const [first] = zone.args;
  const name = calledName(zone) ?? computedName(zone.callable) ?? '';
  switch (name) {
    case 'pytz._UTC':
    case 'django.utils.timezone.UTC':
    case 'dateutil.tz.tz.tzutc':
      return 'UTC';
    case 'pytz._p':
    case 'zoneinfo.ZoneInfo':
    case 'zoneinfo.ZoneInfo._unpickle':
      return textOf(first);
    case 'pytz.FixedOffset':
      return typeof first === 'number' ? offsetName(first * 60) : undefined;
    case 'datetime.timezone':
      return deltaName(first);
    case 'django.utils.timezone.FixedOffset':
      return deltaName(itemOf(zone.states[0], '_FixedOffset__offset'));
    default:
      return undefined;
  }
}

/** `getattr(zoneinfo.ZoneInfo, '_unpickle')` names a method as `module.class.method`. */
function computedName(callable: Raw): string | undefined {
  if (!isRawNode(callable) || callable.kind !== 'object') return undefined;
  const [owner, attribute] = callable.args;
  if (calledName(callable) !== 'builtins.getattr' || !isRawNode(owner)) return undefined;
  return owner.kind === 'global' ? `${owner.name}.${textOf(attribute) ?? ''}` : undefined;
}

/** The name of an offset given as a timedelta. */
function deltaName(raw: Raw | undefined): string | undefined {
  if (!isRawNode(raw) || raw.kind !== 'object') return undefined;
  const [days, seconds] = raw.args;
  if (calledName(raw) !== 'datetime.timedelta') return undefined;
  if (typeof days !== 'number' || typeof seconds !== 'number') return undefined;
  return offsetName(days * 86_400 + seconds);
}

function offsetName(offsetSeconds: number): string | undefined {
  const size = Math.abs(offsetSeconds);
  if (!Number.isInteger(size) || size >= 86_400) return undefined;
  if (size === 0) return 'UTC';
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  if (parts[2] === 0) parts.pop();
  return `${offsetSeconds < 0 ? '-' : '+'}${parts.map(two).join(':')}`;
}
