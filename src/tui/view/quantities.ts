/** Times, durations and sizes as a reader of tables wants them: short, and of one width per kind. */

/** `840 B`, `12.3 kB`, `4.0 MB`; powers of 1000. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes / 1000;
  for (const unit of ['kB', 'MB', 'GB']) {
    if (value < 999.95 || unit === 'GB') return `${value.toFixed(1)} ${unit}`;
    value /= 1000;
  }
  return '';
}

/** `0.4 ms`, `12 ms`, `1.2 s`, `3 min`. */
export function durationText(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `14:03:59` in the local time zone. */
export function clockText(epochMs: number): string {
  const date = new Date(epochMs);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `2026-11-22 14:03:59` in the local time zone; `never` beyond what a date can hold. */
export function dateTimeText(epochMs: number): string {
  const date = new Date(epochMs);
  if (Number.isNaN(date.getTime())) return 'never';
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${clockText(epochMs)}`;
}

/** `1 request`, `3 requests`, `12,345 requests`. */
export const countText = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;

/** `11-22 14:03` in the local time zone; `never` beyond what a date can hold. */
export function dayAndClockText(epochMs: number): string {
  const whole = dateTimeText(epochMs);
  return whole === 'never' ? whole : whole.slice(5, 16);
}

const SPANS: readonly (readonly [seconds: number, noun: string])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** `14 days`, `1 hour`, `90 minutes` where that is exact, else `about 61 minutes`. */
export function spanText(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  for (const [size, noun] of SPANS) {
    if (whole >= size && whole % size === 0 && (size > 1 || whole < 120)) {
      return countText(whole / size, noun);
    }
  }
  for (const [size, noun] of SPANS) {
    if (whole >= size * 2) return `about ${countText(Math.round(whole / size), noun)}`;
  }
  return countText(whole, 'second');
}
