/**
 * What stands on the stack of the pickle machine: plain data while it is still being built. Nodes
 * are mutable and may contain themselves; pickle-unfold.ts turns them into a payload. A call is a
 * node of its own, described and never made.
 */
import type { PayloadNode } from '../model/payload.js';

export type Raw = null | boolean | number | string | RawNode;

/** Values that are final from the start. */
type Leaf = Extract<PayloadNode, { kind: 'integer' | 'float' | 'bytes' }>;

/** Python 2's 8-bit string: text to most, bytes to the classes that keep their state in one. */
interface RawByteString {
  readonly kind: 'byte-string';
  readonly bytes: Uint8Array;
}

export interface RawSequence {
  readonly kind: 'list' | 'tuple' | 'set' | 'frozenset';
  readonly items: Raw[];
}

export interface RawDict {
  readonly kind: 'dict';
  readonly entries: [key: Raw, value: Raw][];
  /** Where each key stands in `entries`. */
  readonly positions: Map<unknown, number>;
}

export interface RawGlobal {
  readonly kind: 'global';
  /** `module.name`, as written. */
  readonly name: string;
}

/** A call or an instance: what `callable(*args, **kwargs)` would have made. */
export interface RawObject {
  readonly kind: 'object';
  readonly callable: Raw;
  readonly args: readonly Raw[];
  readonly kwargs?: Raw;
  /** Set where the callable itself, a class or a module's function, was given a state. */
  readonly isUncalled?: true;
  /** One for each BUILD, nearly always none or one. */
  readonly states: Raw[];
  readonly items: Raw[];
  readonly entries: [key: Raw, value: Raw][];
}

export type RawNode =
  | Leaf
  | RawByteString
  | RawSequence
  | RawDict
  | RawGlobal
  | RawObject
  | { readonly kind: 'persistent'; readonly id: Raw };

export const isRawNode = (raw: Raw | undefined): raw is RawNode =>
  typeof raw === 'object' && raw !== null;

export const sequence = (kind: RawSequence['kind'], items: Raw[]): RawSequence => ({ kind, items });

export const dict = (): RawDict => ({ kind: 'dict', entries: [], positions: new Map() });

export const object = (callable: Raw, args: readonly Raw[], kwargs?: Raw): RawObject => ({
  kind: 'object',
  callable,
  args,
  states: [],
  items: [],
  entries: [],
  ...(kwargs === undefined ? {} : { kwargs }),
});

/** Sets a key as Python does: an equal key keeps its place and its old spelling. */
export function setItem(target: RawDict, key: Raw, value: Raw): void {
  const identity = keyIdentity(key);
  const entry = target.entries[target.positions.get(identity) ?? -1];
  if (entry !== undefined) {
    entry[1] = value;
    return;
  }
  target.positions.set(identity, target.entries.length);
  target.entries.push([key, value]);
}

/** The value of a text key; undefined when absent or when `raw` is no dict. */
export function itemOf(raw: Raw | undefined, key: string): Raw | undefined {
  if (!isRawNode(raw) || raw.kind !== 'dict') return undefined;
  return raw.entries[raw.positions.get(`text ${key}`) ?? -1]?.[1];
}

/** Equal for keys that Python takes for the same; nodes that are compared by content are not merged. */
function keyIdentity(key: Raw): unknown {
  if (typeof key === 'string') return `text ${key}`;
  if (typeof key === 'boolean') return Number(key);
  if (!isRawNode(key)) return key;
  if (key.kind === 'integer') return `integer ${key.digits}`;
  if (key.kind !== 'byte-string') return key;
  const text = textOf(key);
  return text === undefined ? `bytes ${Buffer.from(key.bytes).toString('hex')}` : `text ${text}`;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes as text where they are valid UTF-8. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text of a string of either kind; undefined for everything else and for bytes that are no text. */
export function textOf(raw: Raw | undefined): string | undefined {
  if (typeof raw === 'string') return raw;
  return isRawNode(raw) && raw.kind === 'byte-string' ? utf8(raw.bytes) : undefined;
}
