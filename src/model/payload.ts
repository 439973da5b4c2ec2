/**
 * A decoded session as data: JSON's scalars stand for themselves, everything else is a node with a
 * `kind`. Mappings are lists of entries, never objects, so a key such as `__proto__` is only a key.
 * Values that JSON lacks carry what the language of origin would print.
 */

export type PayloadValue = null | boolean | number | string | PayloadNode;

/** A mapping's entry; keys are nearly always strings. */
export type PayloadEntry = readonly [key: PayloadValue, value: PayloadValue];

export interface MapNode {
  readonly kind: 'map';
  readonly entries: readonly PayloadEntry[];
  /** Absent for a plain dict or JSON object; otherwise the class that was pickled. */
  readonly type?: 'OrderedDict' | 'defaultdict';
  /** defaultdict only. */
  readonly factory?: PayloadValue;
}

export interface SequenceNode {
  readonly kind: 'list' | 'tuple' | 'set' | 'frozenset' | 'deque';
  readonly items: readonly PayloadValue[];
  /** deque only. */
  readonly maxlen?: PayloadValue;
}

/** A call or an instance that was described and not made. */
export interface ObjectNode {
  readonly kind: 'object';
  /** `module.name`, or the node that computed the callable. */
  readonly class: string | PayloadValue;
  readonly args?: readonly PayloadValue[];
  readonly kwargs?: PayloadValue;
  readonly state?: PayloadValue;
  /** What was appended to it. */
  readonly items?: readonly PayloadValue[];
  /** What was set on it by key. */
  readonly entries?: readonly PayloadEntry[];
}

export type PayloadNode =
  | MapNode
  | SequenceNode
  | ObjectNode
  /** An integer beyond 2^53-1, as decimal digits. */
  | { readonly kind: 'integer'; readonly digits: string }
  | { readonly kind: 'float'; readonly text: 'nan' | 'inf' | '-inf' | '-0.0' }
  /** `mutable`: a bytearray. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly mutable?: true }
  /** ISO 8601; `tz` is `UTC`, an offset or a zone name, absent when naive. */
  | { readonly kind: 'datetime'; readonly iso: string; readonly tz?: string; readonly fold?: 1 }
  | { readonly kind: 'date'; readonly iso: string }
  | { readonly kind: 'time'; readonly iso: string; readonly tz?: string; readonly fold?: 1 }
  | {
      readonly kind: 'timedelta';
      readonly days: number;
      readonly seconds: number;
      readonly microseconds: number;
    }
  | { readonly kind: 'decimal' | 'uuid'; readonly text: string }
  | { readonly kind: 'complex'; readonly real: PayloadValue; readonly imag: PayloadValue }
  /** A name that was only referred to: a class or function, never imported. */
  | { readonly kind: 'global'; readonly name: string }
  /** A container met again inside itself: a JSON pointer to it, from the payload's root. */
  | { readonly kind: 'reference'; readonly path: string }
  | { readonly kind: 'persistent'; readonly id: PayloadValue };

/** What a serializer makes of bytes: it never throws and never executes. */
export type Deserialized =
  | {
      readonly kind: 'read';
      readonly payload: PayloadValue;
      /** How it was written: `json`, `pickle protocol 2`. */
      readonly format: string;
      /** Globals outside plain data that loading it for real would call or import. */
      readonly unsafeGlobals: readonly string[];
    }
  | {
      readonly kind: 'unreadable';
      readonly reason: 'malformed' | 'too-deep' | 'too-large' | 'unknown-format';
      /** One sentence, with the byte offset where known. */
      readonly message: string;
    };

export const isNode = (value: PayloadValue): value is PayloadNode =>
  typeof value === 'object' && value !== null;

/** The value of a text key in a mapping; undefined for other kinds and absent keys. The last entry wins. */
export function entryOf(value: PayloadValue, key: string): PayloadValue | undefined {
  if (!isNode(value) || value.kind !== 'map') return undefined;
  return value.entries.findLast(([name]) => name === key)?.[1];
}

export const emptyMap: MapNode = { kind: 'map', entries: [] };
