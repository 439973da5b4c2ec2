/** Parts of unknown JSON: what has another type than expected counts as absent. Pure. */

export type JsonRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const recordIn = (value: unknown): JsonRecord => (isRecord(value) ? value : {});

export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Empty texts count as absent: Django writes '' for a host or user that is not set. */
export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A text that may be empty. */
export const anyTextIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

type Known<Part> = {
  [Key in keyof Part as undefined extends Part[Key] ? Key : never]?: Exclude<Part[Key], undefined>;
} & { [Key in keyof Part as undefined extends Part[Key] ? never : Key]: Part[Key] };

/** Without the keys whose value is undefined. */
export const known = <Part extends object>(part: Part): Known<Part> =>
  // What is left out is optional in the type, what stays is as it was.
  Object.fromEntries(
    Object.entries(part).filter(([, value]) => value !== undefined),
  ) as Known<Part>;
