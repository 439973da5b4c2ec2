/**
 * Dates as databases and Python write them, as moments. A date without an offset is local to a zone
 * that the caller names; zones are those of the runtime's own time zone database.
 */
import type { EpochMs } from '../../model/time.js';

const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/;

/**
 * `2026-12-06 20:40:46.123456`, or with `T` and an offset. `zone` is `UTC`, an offset or a zone's name;
 * undefined where the text is no date or the zone is not known.
 */
export function momentOf(text: string, zone: string): EpochMs | undefined {
  const [matched, ...groups] = DATE_TIME.exec(text.trim()) ?? [];
  if (matched === undefined) return undefined;
  const offset = groups[7] ?? zone;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = groups
    .slice(0, 6)
    .map((digits?: string) => Number(digits ?? 0));
  const milliseconds = Number((groups[6] ?? '').padEnd(3, '0'));
  const wallClock = new Date(0);
  wallClock.setUTCFullYear(year, month - 1, day);
  wallClock.setUTCHours(hour, minute, second, milliseconds);
  return inZone(wallClock.getTime(), offset);
}

/** The moment at which clocks of the zone show what UTC's show at `wallClock`. */
function inZone(wallClock: number, zone: string): EpochMs | undefined {
  const fixed = fixedOffsetMs(zone);
  // Both results are milliseconds since the epoch.
  if (fixed !== undefined) return (wallClock - fixed) as EpochMs;
  try {
    const near = wallClock - zoneOffsetMs(zone, wallClock);
    return (wallClock - zoneOffsetMs(zone, near)) as EpochMs;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function fixedOffsetMs(zone: string): number | undefined {
  if (zone === 'UTC' || zone === 'Z') return 0;
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (sign === undefined) return undefined;
  const size = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -size : size;
}

/** How far clocks of the zone are ahead of UTC at a moment. Throws RangeError for an unknown zone. */
function zoneOffsetMs(zone: string, moment: number): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(moment).find((part) => part.type === 'timeZoneName')?.value;
  return fixedOffsetMs((name ?? '').replace('GMT', '')) ?? 0;
}
