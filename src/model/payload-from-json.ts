/**
 * The way back from payload-json.ts: an object with `$py` is the kind of value that it names, all other
 * JSON stands for itself. The input is a file's, so nothing is believed: depth is bounded, and an object
 * that says it is a kind and does not look like it is a plain mapping.
 */
import type { PayloadEntry, PayloadNode, PayloadValue } from './payload.js';

const MARK = '$py';
/** Containers inside one another; what is deeper is left out. */
const MAX_DEPTH = 256;

/** The payload that JSON, as `JSON.parse` made it, stands for. Never throws. */
export const payloadFromJson = (json: unknown): PayloadValue => valueAt(json, 0);

function valueAt(json: unknown, depth: number): PayloadValue {
  if (json === null || typeof json === 'boolean' || typeof json === 'string') return json;
  if (typeof json === 'number') return json;
  if (typeof json !== 'object' || depth > MAX_DEPTH) return null;
  if (Array.isArray(json)) return { kind: 'list', items: itemsAt(json, depth) };
  const entries = Object.entries(json);
  return (
    markedAt(new Map(entries), depth) ?? {
      kind: 'map',
      entries: entries.map(([key, value]) => [key, valueAt(value, depth + 1)]),
    }
  );
}

type Members = ReadonlyMap<string, unknown>;

/** undefined: not one of the kinds, or not well-formed. */
function markedAt(members: Members, depth: number): PayloadNode | undefined {
  const kind = members.get(MARK);
  const inner = (name: string): PayloadValue => valueAt(members.get(name), depth + 1);
  switch (kind) {
    case 'tuple':
    case 'set':
    case 'frozenset':
    case 'deque': {
      const items = listOf(members, 'items');
      if (items === undefined) return undefined;
      const maxlen = kind === 'deque' && members.has('maxlen') ? { maxlen: inner('maxlen') } : {};
      return { kind, items: itemsAt(items, depth), ...maxlen };
    }
    case 'dict':
    case 'OrderedDict':
    case 'defaultdict': {
      const items = listOf(members, 'items');
      if (items === undefined) return undefined;
      const entries = entriesAt(items, depth);
      if (kind === 'dict') return { kind: 'map', entries };
      const factory = members.has('factory') ? { factory: inner('factory') } : {};
      return { kind: 'map', type: kind, entries, ...factory };
    }
    case 'object':
      return objectAt(members, depth);
    case 'persistent':
      return { kind, id: inner('id') };
    case 'complex':
      return { kind, real: inner('real'), imag: inner('imag') };
    default:
      return typeof kind === 'string' ? scalarOf(kind, members) : undefined;
  }
}

/** Kinds that hold texts and numbers alone. */
function scalarOf(kind: string, members: Members): PayloadNode | undefined {
  const text = (name: string): string | undefined => {
    const value = members.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const [value, iso] = [text('value'), text('iso')];
  switch (kind) {
    case 'int':
      return value !== undefined && /^-?\d+$/.test(value)
        ? { kind: 'integer', digits: value }
        : undefined;
    case 'float':
      return value === 'nan' || value === 'inf' || value === '-inf' || value === '-0.0'
        ? { kind, text: value }
        : undefined;
    case 'decimal':
    case 'uuid':
      return value === undefined ? undefined : { kind, text: value };
    case 'date':
      return iso === undefined ? undefined : { kind, iso };
    case 'datetime':
    case 'time': {
      const tz = text('tz');
      const zone = tz === undefined ? {} : { tz };
      const fold = members.get('fold') === 1 ? { fold: 1 as const } : {};
      return iso === undefined ? undefined : { kind, iso, ...zone, ...fold };
    }
    case 'timedelta': {
      const [days, seconds, microseconds] = ['days', 'seconds', 'microseconds'].map((name) =>
        Number(members.get(name)),
      );
      if (days === undefined || seconds === undefined || microseconds === undefined)
        return undefined;
      return { kind, days, seconds, microseconds };
    }
    case 'bytes':
    case 'bytearray': {
      const base64 = text('base64');
      if (base64 === undefined) return undefined;
      const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
      return { kind: 'bytes', bytes, ...(kind === 'bytearray' ? { mutable: true as const } : {}) };
    }
    case 'global': {
      const name = text('name');
      return name === undefined ? undefined : { kind, name };
    }
    case 'ref': {
      const path = text('path');
      return path === undefined ? undefined : { kind: 'reference', path };
    }
    default:
      return undefined;
  }
}

function objectAt(members: Members, depth: number): PayloadNode {
  const inner = (name: string): PayloadValue => valueAt(members.get(name), depth + 1);
  const [args, items, entries] = ['args', 'items', 'entries'].map((name) => listOf(members, name));
  return {
    kind: 'object',
    class: inner('class'),
    ...(args === undefined ? {} : { args: itemsAt(args, depth) }),
    ...(members.has('kwargs') ? { kwargs: inner('kwargs') } : {}),
    ...(members.has('state') ? { state: inner('state') } : {}),
    ...(items === undefined ? {} : { items: itemsAt(items, depth) }),
    ...(entries === undefined ? {} : { entries: entriesAt(entries, depth) }),
  };
}

const listOf = (members: Members, name: string): readonly unknown[] | undefined => {
  const value = members.get(name);
  return Array.isArray(value) ? value : undefined;
};

const itemsAt = (items: readonly unknown[], depth: number): PayloadValue[] =>
  items.map((item) => valueAt(item, depth + 1));

const entriesAt = (pairs: readonly unknown[], depth: number): PayloadEntry[] =>
  pairs.map((pair): PayloadEntry => {
    const [key, value] = Array.isArray(pair) ? (pair as readonly unknown[]) : [pair, null];
    return [valueAt(key, depth + 1), valueAt(value, depth + 1)];
  });
