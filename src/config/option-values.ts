/** How options are written: sizes, durations, switches, choices, counts. Pure; case and spaces do not matter. */
import { faulty, parsed, type Parsed } from './parsed.js';

const SIZE_UNITS = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 } as const;
const DURATION_UNITS = { ms: 1, '': 1000, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** `256k` or `262144` as bytes; k, m and g are powers of 1024. */
export function parseSize(text: string): Parsed<number> {
  const [, digits, unit = ''] = /^([\d.]+)\s*([bkmg]?)(?:i?b)?$/i.exec(text.trim()) ?? [];
  const bytes = Number(digits) * (lookUp(SIZE_UNITS, unit) ?? NaN);
  if (Number.isSafeInteger(Math.floor(bytes))) return parsed(Math.floor(bytes));
  return faulty('is not a size: write bytes, or a number with k, M or G, such as 256k');
}

/** For what would make no sense at none: where a file ends. */
export function parsePositiveSize(text: string): Parsed<number> {
  const size = parseSize(text);
  return size.ok && size.value < 1
    ? faulty('is too small: write a size above zero, such as 256M')
    : size;
}

/** `120s`, `500ms`, `2m` or `120` (seconds) as milliseconds; above zero, below 25 days. */
export function parseDuration(text: string): Parsed<number> {
  const [, digits, unit = ''] = /^([\d.]+)\s*(ms|s|m|h|)$/i.exec(text.trim()) ?? [];
  const milliseconds = Math.round(Number(digits) * (lookUp(DURATION_UNITS, unit) ?? NaN));
  // Node's timers hold 31 bits; a longer wait would end at once.
  if (milliseconds >= 1 && milliseconds < 2 ** 31) return parsed(milliseconds);
  return faulty('is not a duration above zero and below 25 days: write 500ms, 30s, 2m or 1h');
}

export function parseSwitch(text: string): Parsed<boolean> {
  switch (text.trim().toLowerCase()) {
    case 'true':
    case 'yes':
    case 'on':
    case '1':
      return parsed(true);
    case 'false':
    case 'no':
    case 'off':
    case '0':
      return parsed(false);
    default:
      return faulty('is neither yes nor no: write true or false');
  }
}

/** A whole number of at least one. */
export function parseCount(text: string): Parsed<number> {
  const count = /^\d+$/.test(text.trim()) ? Number(text) : NaN;
  if (Number.isSafeInteger(count) && count >= 1) return parsed(count);
  return faulty('is not a count: write a whole number above zero');
}

/** `1209600`: seconds, from none upward. */
export function parseSeconds(text: string): Parsed<number> {
  const seconds = /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : NaN;
  if (Number.isFinite(seconds)) return parsed(seconds);
  return faulty('is not a number of seconds: write 1209600 for two weeks');
}

/** The last moment that a date can be made of, in seconds. */
const LAST_MOMENT = 8.64e12;

/** `1795379482`: seconds since 1970, with a fraction if need be. */
export function parseEpochSeconds(text: string): Parsed<number> {
  const seconds = /^-?\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : NaN;
  if (Math.abs(seconds) <= LAST_MOMENT) return parsed(seconds);
  return faulty('is no moment: write it in seconds since 1970, such as 1795379482');
}

export function parseText(text: string): Parsed<string> {
  return text.trim() === ''
    ? faulty('is empty: give a value or leave the option out')
    : parsed(text);
}

/** A reader for one of a few words. */
export const parseChoice =
  <Choice extends string>(choices: readonly Choice[]) =>
  (text: string): Parsed<Choice> => {
    const choice = choices.find((word) => word === text.trim().toLowerCase());
    if (choice !== undefined) return parsed(choice);
    return faulty(
      `is not among its values: write ${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`,
    );
  };

const lookUp = (units: Readonly<Record<string, number>>, unit: string): number | undefined =>
  units[unit.toLowerCase()];
