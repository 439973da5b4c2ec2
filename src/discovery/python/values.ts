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
  /** A method of a value, not called yet. */
  | { readonly kind: 'method'; readonly of: PythonValue; readonly name: string }
  /** It has a value, but only running the project would tell which. */
  | { readonly kind: 'unknown' };

export const UNKNOWN: PythonValue = { kind: 'unknown' };

export type PythonNode = Extract<PythonValue, { readonly kind: string }>;

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

export const isUnknown = (value: PythonValue): boolean => nodeOf(value, 'unknown') !== undefined;

/** Text of a string or a path; undefined for anything else. */
export const pathText = (value: PythonValue | undefined): string | undefined =>
  typeof value === 'string' ? value : nodeOf(value, 'path')?.path;

/** Python's idea of true; undefined where the value is not known. */
export function truth(value: PythonValue): boolean | undefined {
  if (isUnknown(value) || nodeOf(value, 'name') || nodeOf(value, 'method')) return undefined;
  if (isList(value)) return value.length > 0;
  const dict = nodeOf(value, 'dict');
  if (dict !== undefined) return dict.entries.size > 0;
  const bytes = nodeOf(value, 'bytes');
  if (bytes !== undefined) return bytes.text !== '';
  return typeof value === 'object' && value !== null ? true : Boolean(value);
}
