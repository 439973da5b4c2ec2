/** Moments and spans of time in words. Pure. */

/** `2026-11-22T20:30:20Z`; undefined beyond what a date can hold. */
export function isoText(epochMs: number): string | undefined {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('.000Z', 'Z');
}

const YEAR = 365 * 86_400;
const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** `14 days`, `1 hour`, `0 seconds`: in the largest unit of which there is one; years from two upward. */
export function spanText(seconds: number): string {
  const size = Math.abs(seconds);
  if (size >= 2 * YEAR) return `${Math.floor(size / YEAR).toLocaleString('en-US')} years`;
  const [length, name] = UNITS.find(([unit]) => size >= unit) ?? [1, 'second'];
  const count = Math.floor(size / length);
  return `${count.toLocaleString('en-US')} ${name}${count === 1 ? '' : 's'}`;
}

/** `3 days ago`, `in 2 hours`, as seen from `nowMs`. */
export function fromNow(epochMs: number, nowMs: number): string {
  const seconds = (epochMs - nowMs) / 1000;
  return seconds > 0 ? `in ${spanText(seconds)}` : `${spanText(seconds)} ago`;
}
