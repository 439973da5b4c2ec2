/**
 * What stands on the stack of the pickle machine: plain data while it is still being built. Nodes
 * are mutable and may contain themselves; pickle-unfold.ts turns them into a payload. A call is a
 * node of its own, described and never made.
 */
import type { PayloadNode } from '../model/payload.js';
import { utf8 } from './utf8.js';

export type Raw = null | boolean | number | string | RawNode;

/** Values that are final from the start. */
type Leaf = Extract<PayloadNode, { kind: 'integer' | 'float' | 'bytes' }>;

/** Python 2's 8-bit string: text to most, bytes to the classes that keep their state in one. */
interface RawByteString {
  readonly kind: 'byte-string';
  /** A part of the input, not a copy. */
  readonly bytes: Uint8Array;
  /** The bytes as UTF-8, decoded once however often the string is shown; undefined where they are none. */
  readonly text: string | undefined;
}

export interface RawSequence {
  readonly kind: 'list' | 'tuple' | 'set' | 'frozenset';
  readonly items: Raw[];
}

export interface RawDict {
  readonly kind: 'dict';
  readonly entries: [key: Raw, value: Raw][];
  /** Where keys that are text stand in `entries`; absent while there are few. */
  texts?: Map<string, number>;
  /** Where the other keys stand. */
  others?: Map<unknown, number>;
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

export const dict = (): RawDict => ({ kind: 'dict', entries: [] });

export const byteString = (bytes: Uint8Array): RawByteString => ({
  kind: 'byte-string',
  bytes,
  text: utf8(bytes),
});

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
  const text = textOf(key);
  const at = text === undefined ? target.others?.get(otherKey(key)) : textPosition(target, text);
  const entry = target.entries[at ?? -1];
  if (entry !== undefined) {
    entry[1] = value;
    return;
  }
  if (text === undefined) (target.others ??= new Map()).set(otherKey(key), target.entries.length);
  else target.texts?.set(text, target.entries.length);
  target.entries.push([key, value]);
}

/** The value of a text key; undefined when absent or when `raw` is no dict. */
export const itemOf = (raw: Raw | undefined, key: string): Raw | undefined =>
  isRawNode(raw) && raw.kind === 'dict'
    ? raw.entries[textPosition(raw, key) ?? -1]?.[1]
    : undefined;

/** Few short keys are compared sooner than a table of them is made. */
const FEW = 8;
const SHORT = 64;

function textPosition(target: RawDict, text: string): number | undefined {
  if (target.texts === undefined && target.entries.length < FEW && text.length <= SHORT) {
    for (const [at, [key]] of target.entries.entries()) if (textOf(key) === text) return at;
    return undefined;
  }
  target.texts ??= tableOf(target);
  return target.texts.get(text);
}

function tableOf({ entries }: RawDict): Map<string, number> {
  const texts = new Map<string, number>();
  for (const [at, [key]] of entries.entries()) {
    const text = textOf(key);
    if (text !== undefined) texts.set(text, at);
  }
  return texts;
}

/** Equal for keys that Python takes for the same; nodes that are compared by content are not merged. */
function otherKey(key: Raw): unknown {
  if (typeof key === 'boolean') return Number(key);
  return isRawNode(key) && key.kind === 'integer' ? `integer ${key.digits}` : key;
}

/** The text of a string of either kind; undefined for everything else and for bytes that are no text. */
export function textOf(raw: Raw | undefined): string | undefined {
  if (typeof raw === 'string') return raw;
  return isRawNode(raw) && raw.kind === 'byte-string' ? raw.text : undefined;
}
