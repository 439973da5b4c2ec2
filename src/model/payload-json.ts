/**
 * A payload as JSON, for HAR files and `decode --json`. What JSON has stands for itself; what it
 * lacks becomes an object whose `$py` names the kind. A mapping whose keys are not all text, or that
 * holds a key `$py`, is such an object too, so that reading back is never ambiguous.
 * Recursive: payloads are bounded in depth by the serializers that make them.
 */
import { isNode, type PayloadEntry, type PayloadNode, type PayloadValue } from './payload.js';

export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

const MARK = '$py';

/** The payload as JSON. Objects have no prototype, so `__proto__` is a key like any other. */
export function payloadJson(value: PayloadValue): JsonValue {
  return isNode(value) ? nodeJson(value) : value;
}

/** Whether a mapping may stand as a JSON object. */
const isTextKeyed = (
  entries: readonly PayloadEntry[],
): entries is readonly (readonly [key: string, value: PayloadValue])[] =>
  entries.every(([key]) => typeof key === 'string' && key !== MARK);

function nodeJson(node: PayloadNode): JsonValue {
  switch (node.kind) {
    case 'map':
      return mapJson(node);
    case 'list':
      return list(node.items);
    case 'tuple':
    case 'set':
    case 'frozenset':
      return tagged(node.kind, { items: list(node.items) });
    case 'deque':
      return tagged('deque', { items: list(node.items), maxlen: payloadJson(node.maxlen ?? null) });
    case 'object':
      return objectJson(node);
    case 'integer':
      return tagged('int', { value: node.digits });
    case 'float':
      return tagged('float', { value: node.text });
    case 'bytes':
      return tagged(node.mutable === true ? 'bytearray' : 'bytes', {
        base64: Buffer.from(node.bytes).toString('base64'),
      });
    case 'datetime':
    case 'time':
      return tagged(node.kind, { iso: node.iso, tz: node.tz, fold: node.fold });
    case 'date':
      return tagged('date', { iso: node.iso });
    case 'timedelta': {
      const { days, seconds, microseconds } = node;
      return tagged('timedelta', { days, seconds, microseconds });
    }
    case 'decimal':
    case 'uuid':
      return tagged(node.kind, { value: node.text });
    case 'complex':
      return tagged('complex', { real: payloadJson(node.real), imag: payloadJson(node.imag) });
    case 'global':
      return tagged('global', { name: node.name });
    case 'reference':
      return tagged('ref', { path: node.path });
    case 'persistent':
      return tagged('persistent', { id: payloadJson(node.id) });
    default:
      return node satisfies never;
  }
}

function mapJson(node: PayloadNode & { kind: 'map' }): JsonValue {
  if (node.type !== undefined) {
    const factory = node.factory === undefined ? undefined : payloadJson(node.factory);
    return tagged(node.type, { factory, items: pairs(node.entries) });
  }
  const { entries } = node;
  if (!isTextKeyed(entries)) return tagged('dict', { items: pairs(entries) });
  const object = bare();
  for (const [key, value] of entries) object[key] = payloadJson(value);
  return object;
}

function objectJson(node: PayloadNode & { kind: 'object' }): JsonValue {
  return tagged('object', {
    class: payloadJson(node.class),
    args: node.args && list(node.args),
    kwargs: node.kwargs === undefined ? undefined : payloadJson(node.kwargs),
    state: node.state === undefined ? undefined : payloadJson(node.state),
    items: node.items && list(node.items),
    entries: node.entries && pairs(node.entries),
  });
}

const list = (items: readonly PayloadValue[]): JsonValue[] => items.map(payloadJson);

const pairs = (entries: readonly PayloadEntry[]): JsonValue[] =>
  entries.map(([key, value]) => [payloadJson(key), payloadJson(value)]);

/** An object of a kind that JSON lacks; undefined members are left out. */
function tagged(kind: string, members: Readonly<Record<string, JsonValue | undefined>>): JsonValue {
  const object = bare();
  object[MARK] = kind;
  for (const [name, member] of Object.entries(members)) {
    if (member !== undefined) object[name] = member;
  }
  return object;
}

/** Nothing is inherited, so assigning `__proto__` makes an ordinary property. */
const bare = (): Record<string, JsonValue> => Object.create(null) as Record<string, JsonValue>;
