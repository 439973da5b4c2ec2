/**
 * What a HAR file says, read without believing it: members that are there, of the type they should be,
 * within bounds. Numbers as texts are taken, as some tools write them; all else is absent.
 */

/** An own member of an object; undefined where there is none, or it is null. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  // It is an own member, whatever its name: `__proto__` as well.
  return (value as Readonly<Record<string, unknown>>)[name] ?? undefined;
}

/** A text; a number as one. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** A finite number; a text that is one. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A count: a whole number from 0 that is exact; undefined for -1 and the like. */
export function countOf(value: unknown): number | undefined {
  const number = numberOf(value);
  if (number === undefined || number < 0 || number > Number.MAX_SAFE_INTEGER) return undefined;
  return Math.round(number);
}

/** The items of a list; none where it is something else. */
export const itemsOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : [];

/** The value if it is one of those given. */
export const oneOf = <Choice extends string>(
  value: unknown,
  choices: readonly Choice[],
): Choice | undefined => choices.find((choice) => choice === value);

/** The value under its name, or nothing: for members that may be absent. */
export const present = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Readonly<Record<Name, Value>>> =>
  // A computed key widens to string; it is Name.
  (value === undefined ? {} : { [name]: value }) as Partial<Readonly<Record<Name, Value>>>;

/** A moment between 1970 and 9999, in milliseconds: ISO 8601, as all tools write it. */
export function momentOf(value: unknown): number | undefined {
  const parsed = typeof value === 'string' ? Date.parse(value) : undefined;
  if (parsed === undefined || Number.isNaN(parsed)) return undefined;
  return parsed >= 0 && parsed <= LATEST ? parsed : undefined;
}

const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
