/**
 * Classes of Python's standard library that are plain data: their pickled call is read as the value
 * it makes. Everything is checked first; a call that is not of the shape Python writes stays a
 * described object. Names of Python 2 (`__builtin__`, `copy_reg`) and 3 are the same here.
 */
import type { PayloadEntry, PayloadNode, PayloadValue } from '../model/payload.js';
import { dateValue, datetimeValue, timedeltaValue, timeValue } from './pickle-time.js';
import { bytesOf, calledName } from './pickle-calls.js';
import { isRawNode, itemOf, textOf, type Raw, type RawObject } from './pickle-values.js';

/** Turns the parts of a value into payload, keeping count of where in the result they stand. */
export interface Unfolding {
  /** A part that stands under the given path within the value at hand. */
  value(raw: Raw, ...path: readonly string[]): PayloadValue;
  /** The items of a sequence, under `items`. */
  items(items: readonly Raw[]): readonly PayloadValue[];
  /** Keys and values as pairs under a name. */
  pairs(entries: readonly (readonly [Raw, Raw])[], name: string): readonly PayloadEntry[];
}

type Maker = (object: RawObject, unfolding: Unfolding) => PayloadValue | undefined;

/** The value that the call makes; undefined where the class or the shape is not known. */
export function knownValue(object: RawObject, unfolding: Unfolding): PayloadValue | undefined {
  const name = calledName(object);
  return name === undefined || object.isUncalled === true
    ? undefined
    : MAKERS.get(name)?.(object, unfolding);
}

/** A maker for calls that have arguments and nothing else. */
const fromArguments =
  (make: (args: readonly Raw[], unfolding: Unfolding) => PayloadValue | undefined): Maker =>
  (object, unfolding) =>
    isBare(object) && object.items.length === 0 && object.entries.length === 0
      ? make(object.args, unfolding)
      : undefined;

const isBare = ({ states, kwargs }: RawObject): boolean =>
  states.length === 0 && kwargs === undefined;

/** The items of an argument that is a sequence. */
const itemsOf = (raw: Raw | undefined): readonly Raw[] | undefined =>
  isRawNode(raw) && 'items' in raw && raw.kind !== 'object' ? raw.items : undefined;

const setOf = (kind: 'set' | 'frozenset'): Maker =>
  fromArguments(([arg, ...more], unfolding) => {
    const items = arg === undefined ? [] : itemsOf(arg);
    if (items === undefined || more.length > 0) return undefined;
    return { kind, items: unfolding.items(items) };
  });

/** Python 2 passes all items, Python 3 an empty sequence and appends. */
const deque: Maker = (object, unfolding) => {
  const [initial, maxlen = null, ...more] = object.args;
  const items = initial === undefined ? [] : itemsOf(initial);
  if (items === undefined || more.length > 0 || !isBare(object)) return undefined;
  if (object.entries.length > 0) return undefined;
  return {
    kind: 'deque',
    items: unfolding.items([...items, ...object.items]),
    maxlen: unfolding.value(maxlen, 'maxlen'),
  };
};

/** Python 2 passes a list of pairs, Python 3 sets the keys afterwards. */
const orderedDict: Maker = (object, unfolding) => {
  const [initial, ...more] = object.args;
  const pairs = initial === undefined ? [] : itemsOf(initial)?.map(pairOf);
  if (pairs === undefined || more.length > 0 || !isBare(object)) return undefined;
  if (object.items.length > 0 || !pairs.every((pair) => pair !== undefined)) return undefined;
  const entries = unfolding.pairs([...pairs, ...object.entries], 'items');
  return { kind: 'map', type: 'OrderedDict', entries };
};

function pairOf(raw: Raw): readonly [Raw, Raw] | undefined {
  const [key, value, ...more] = itemsOf(raw) ?? [];
  return key === undefined || value === undefined || more.length > 0 ? undefined : [key, value];
}

const defaultDict: Maker = (object, unfolding) => {
  const [factory = null, ...more] = object.args;
  if (more.length > 0 || !isBare(object) || object.items.length > 0) return undefined;
  return {
    kind: 'map',
    type: 'defaultdict',
    factory: unfolding.value(factory, 'factory'),
    entries: unfolding.pairs(object.entries, 'items'),
  };
};

const DECIMAL = /^[+-]?(\d+(\.\d*)?(e[+-]?\d+)?|inf(inity)?|s?nan\d*)$/i;

const decimal = fromArguments(([arg]) => {
  const text = textOf(arg);
  return text !== undefined && DECIMAL.test(text) ? { kind: 'decimal', text } : undefined;
});

const complex = fromArguments(([real, imag], unfolding) =>
  isNumber(real) && isNumber(imag)
    ? {
        kind: 'complex',
        real: unfolding.value(real, 'real'),
        imag: unfolding.value(imag, 'imag'),
      }
    : undefined,
);

const isNumber = (raw: Raw | undefined): raw is Raw =>
  typeof raw === 'number' || (isRawNode(raw) && (raw.kind === 'float' || raw.kind === 'integer'));

/** A UUID keeps its 128 bits as one integer in its state. */
function uuid({ states, items, entries }: RawObject): PayloadNode | undefined {
  const number = itemOf(states[0], 'int');
  if (states.length !== 1 || items.length > 0 || entries.length > 0) return undefined;
  if (!isNumber(number) || (isRawNode(number) && number.kind !== 'integer')) return undefined;
  const digits = isRawNode(number) ? number.digits : String(number);
  if (!/^\d{1,39}$/.test(digits)) return undefined;
  const hex = BigInt(digits).toString(16).padStart(32, '0');
  if (hex.length > 32) return undefined;
  return { kind: 'uuid', text: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') };
}

const bytes: Maker = (object) => {
  const content = bytesOf(object);
  return content && { kind: 'bytes', bytes: content };
};

const bytearray = fromArguments(([arg, encoding]) => {
  const content = arg === undefined ? new Uint8Array() : bytesOf(arg, encoding);
  return content && { kind: 'bytes', bytes: content, mutable: true };
});

const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['builtins.set', setOf('set')],
  ['builtins.frozenset', setOf('frozenset')],
  ['builtins.complex', complex],
  ['builtins.bytes', bytes],
  ['builtins.bytearray', bytearray],
  ['_codecs.encode', bytes],
  ['collections.deque', deque],
  ['collections.OrderedDict', orderedDict],
  ['collections.defaultdict', defaultDict],
  ['decimal.Decimal', decimal],
  ['uuid.UUID', uuid],
  ['datetime.datetime', fromArguments(datetimeValue)],
  ['datetime.date', fromArguments(dateValue)],
  ['datetime.time', fromArguments(timeValue)],
  ['datetime.timedelta', fromArguments(timedeltaValue)],
]);
