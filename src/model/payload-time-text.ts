/**
 * Python's dates and times as `repr` prints them, from the ISO 8601 text of a payload's node.
 * Text that is not of that shape is printed as it stands.
 */
import type { PayloadNode } from './payload.js';

const ISO = /^(?:(\d{4})-(\d\d)-(\d\d))?T?(?:(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/;

type Zoned = PayloadNode & { kind: 'datetime' | 'time' };

/** `datetime.datetime(2024, 2, 29, 12, 30, tzinfo=datetime.timezone.utc)`. */
export const datetimeText = (node: Zoned): string =>
  call('datetime.datetime', [...isoParts(node.iso), ...zoneParts(node)]);

/** `datetime.date(2008, 9, 3)`. */
export const dateText = (iso: string): string => call('datetime.date', isoParts(iso));

/** `datetime.time(23, 59, 58, 7)`. */
export const timeText = (node: Zoned): string =>
  call('datetime.time', [...isoParts(node.iso), ...zoneParts(node)]);

/** `datetime.timedelta(days=-1, seconds=30)`; parts that are zero are left out. */
export function timedeltaText(node: PayloadNode & { kind: 'timedelta' }): string {
  const { days, seconds, microseconds } = node;
  const parts = Object.entries({ days, seconds, microseconds }).filter(([, count]) => count !== 0);
  return call(
    'datetime.timedelta',
    parts.length === 0 ? ['0'] : parts.map(([name, count]) => `${name}=${count}`),
  );
}

const call = (name: string, args: readonly string[]): string => `${name}(${args.join(', ')})`;

function isoParts(iso: string): string[] {
  const [matched, year, month, day, hour, minute, second, fraction = ''] = ISO.exec(iso) ?? [];
  if (matched === undefined || matched === '') return [JSON.stringify(iso)];
  const date = year === undefined ? [] : [year, month, day];
  const time = hour === undefined ? [] : [hour, minute, ...fineParts(second, fraction)];
  return [...date, ...time].map((digits) => String(Number(digits)));
}

/** Python leaves out seconds and microseconds that are zero. */
function fineParts(second: string | undefined, fraction: string): (string | undefined)[] {
  const microseconds = fraction.padEnd(6, '0');
  if (Number(microseconds) > 0) return [second, microseconds];
  return Number(second) > 0 ? [second] : [];
}

function zoneParts(node: Zoned): string[] {
  const fold = node.fold === undefined ? [] : [`fold=${node.fold}`];
  return node.tz === undefined ? fold : [...fold, `tzinfo=${zoneText(node.tz)}`];
}

function zoneText(zone: string): string {
  if (zone === 'UTC') return 'datetime.timezone.utc';
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return `zoneinfo.ZoneInfo(${JSON.stringify(zone)})`;
  const seconds = (Number(hours) * 60 + Number(minutes)) * 60;
  return `datetime.timezone(datetime.timedelta(seconds=${sign === '-' ? -seconds : seconds}))`;
}
