/**
 * What changed between two payloads, path by path. Mappings are compared by key, sequences by
 * position, everything else as a whole. Bounded: deep or huge payloads end in one `changed` higher up.
 */
import { isNode, type PayloadEntry, type PayloadValue, type SequenceNode } from './payload.js';
import type { PayloadChange } from './session.js';

/** Depth below which two differing values are compared as wholes. */
const MAX_DEPTH = 24;
/** How many changes are told apart; a session that changed more is told as far as this. */
const MAX_CHANGES = 500;

/** The changes in the order of the older payload's keys, additions last within each mapping. */
export function diffPayloads(before: PayloadValue, after: PayloadValue): readonly PayloadChange[] {
  const changes: PayloadChange[] = [];
  compare(before, after, [], changes);
  return changes;
}

/** Whether two payloads hold the same. */
export function samePayload(a: PayloadValue, b: PayloadValue): boolean {
  return diffPayloads(a, b).length === 0;
}

function compare(
  before: PayloadValue,
  after: PayloadValue,
  path: readonly string[],
  changes: PayloadChange[],
): void {
  if (before === after || changes.length >= MAX_CHANGES) return;
  if (path.length < MAX_DEPTH && isNode(before) && isNode(after)) {
    if (before.kind === 'map' && after.kind === 'map') {
      compareEntries(before.entries, after.entries, path, changes);
      return;
    }
    if (isOrdered(before) && isOrdered(after) && before.kind === after.kind) {
      compareEntries(indexed(before.items), indexed(after.items), path, changes);
      return;
    }
  }
  if (plain(before) !== plain(after)) changes.push({ op: 'changed', path, before, after });
}

function compareEntries(
  before: readonly PayloadEntry[],
  after: readonly PayloadEntry[],
  path: readonly string[],
  changes: PayloadChange[],
): void {
  const later = new Map(after.map(([key, value]) => [pathKey(key), value]));
  const earlier = new Set<string>();
  for (const [key, value] of before) {
    const name = pathKey(key);
    earlier.add(name);
    const next = later.get(name);
    if (next === undefined) add(changes, { op: 'removed', path: [...path, name], before: value });
    else compare(value, next, [...path, name], changes);
  }
  for (const [key, value] of after) {
    const name = pathKey(key);
    if (!earlier.has(name)) add(changes, { op: 'added', path: [...path, name], after: value });
  }
}

function add(changes: PayloadChange[], change: PayloadChange): void {
  if (changes.length < MAX_CHANGES) changes.push(change);
}

const isOrdered = (node: PayloadValue): node is SequenceNode =>
  isNode(node) && (node.kind === 'list' || node.kind === 'tuple' || node.kind === 'deque');

const indexed = (items: readonly PayloadValue[]): PayloadEntry[] =>
  items.map((item, index) => [String(index), item] as const);

/** A key as one path segment: text as it is, anything else by its content. */
const pathKey = (key: PayloadValue): string => (typeof key === 'string' ? key : plain(key));

/** A value as text that is equal exactly when the values are; sets without regard to order. */
function plain(value: PayloadValue): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Uint8Array) return Buffer.from(part).toString('base64');
    if (isUnordered(part)) return { kind: part.kind, items: part.items.map(plain).sort() };
    return part;
  });
}

const isUnordered = (part: unknown): part is { kind: string; items: PayloadValue[] } =>
  typeof part === 'object' &&
  part !== null &&
  'items' in part &&
  Array.isArray(part.items) &&
  'kind' in part &&
  (part.kind === 'set' || part.kind === 'frozenset');
