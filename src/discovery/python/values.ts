/** Values of Python expressions as far as a settings file can be read without running it. */

export type PythonValue =
  | null
  | boolean
  | number
  | string
  | readonly PythonValue[]
  | { readonly kind: 'dict'; readonly entries: ReadonlyMap<string, PythonValue> }
  /** `bytes`; each character is a byte. */
  | { readonly kind: 'bytes'; readonly text: string }
  /** A pathlib path. */
  | { readonly kind: 'path'; readonly path: string }
  /** Something imported, by its full name: `os.environ.get`. */
  | { readonly kind: 'name'; readonly name: string }
  /** A module of the project, with what it defines. */
  | { readonly kind: 'module'; readonly names: ReadonlyMap<string, PythonValue> }
  /** A method of a value, not called yet. */
  | { readonly kind: 'method'; readonly of: PythonValue; readonly name: string }
  /** An object of a package that settings are read with, such as `environ.Env()`. */
  | { readonly kind: 'reader'; readonly reader: SettingsReader }
  /** It has a value, but only running the project would tell which. */
  | { readonly kind: 'unknown' };

export const UNKNOWN: PythonValue = { kind: 'unknown' };

export type PythonNode = Extract<PythonValue, { readonly kind: string }>;

export interface CallArguments {
  readonly positional: readonly PythonValue[];
  readonly keyword: ReadonlyMap<string, PythonValue>;
}

/** What the expressions are evaluated in. */
export interface PythonSurroundings {
  /** Absolute path of the file, Python's `__file__`. */
  readonly file: string;
  /** Where a relative path is relative to: the folder with manage.py. */
  readonly folder: string;
  /** Python's `os.environ`, which settings also write to. */
  readonly environment: Variables;
  /** The text of a small file, absolute; undefined where there is none. */
  readonly readText: (path: string) => string | undefined;
}

/** Environment variables, of which some have a value that cannot be told. */
export interface Variables {
  /** null: there is no such variable; unknown: it cannot be told. */
  get(name: string): string | null | { readonly kind: 'unknown' };
  /** undefined: a value that cannot be told. */
  set(name: string, value: string | undefined): void;
}

export interface SettingsReader {
  /** What calling the object gives. */
  call(args: CallArguments, surroundings: PythonSurroundings): PythonValue;
  /** What calling its method gives. */
  method(name: string, args: CallArguments, surroundings: PythonSurroundings): PythonValue;
}

export const isList = (value: PythonValue): value is readonly PythonValue[] => Array.isArray(value);

/** The node when it is of that kind. */
export function nodeOf<Kind extends PythonNode['kind']>(
  value: PythonValue | undefined,
  kind: Kind,
): Extract<PythonNode, { readonly kind: Kind }> | undefined {
  const isNode = typeof value === 'object' && value !== null && 'kind' in value;
  // The kind was just compared.
  return isNode && value.kind === kind
    ? (value as Extract<PythonNode, { readonly kind: Kind }>)
    : undefined;
}

/** It has a value that we do not have: unknown, or something that was only imported. */
export function isUntold(value: PythonValue): boolean {
  const kind = isList(value) || typeof value !== 'object' ? undefined : value?.kind;
  return kind !== undefined && ['unknown', 'name', 'module', 'method', 'reader'].includes(kind);
}

export const isUnknown = (value: PythonValue): boolean => nodeOf(value, 'unknown') !== undefined;

/** What may be missing; None is not. */
export const orUnknown = (value: PythonValue | undefined): PythonValue =>
  value === undefined ? UNKNOWN : value;

export const dictOf = (entries: Iterable<readonly [string, PythonValue]>): PythonValue => ({
  kind: 'dict',
  entries: new Map(entries),
});

/** The entries of a dict. */
export const entriesOf = (
  value: PythonValue | undefined,
): ReadonlyMap<string, PythonValue> | undefined => nodeOf(value, 'dict')?.entries;

/** Text of a string or a path; undefined for anything else. */
export const pathText = (value: PythonValue | undefined): string | undefined =>
  typeof value === 'string' ? value : nodeOf(value, 'path')?.path;

/** A positional argument, or the one of that name. */
export const argument = (
  { positional, keyword }: CallArguments,
  index: number,
  name: string,
): PythonValue | undefined => (index < positional.length ? positional[index] : keyword.get(name));

/** Python's idea of true; undefined where the value is not known. */
export function truth(value: PythonValue): boolean | undefined {
  if (isList(value)) return value.length > 0;
  if (typeof value !== 'object' || value === null) return Boolean(value);
  switch (value.kind) {
    case 'dict':
      return value.entries.size > 0;
    case 'bytes':
      return value.text !== '';
    case 'path':
    case 'module':
      return true;
    case 'name':
    case 'method':
    case 'reader':
    case 'unknown':
      return undefined;
    default:
      return value satisfies never;
  }
}
