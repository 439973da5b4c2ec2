/**
 * How much memory a payload takes as objects, near enough to keep a bound: a number of values is looked
 * at, and what lies beyond is taken for small.
 */
import { isNode, type PayloadNode, type PayloadValue } from './payload.js';

// As measured in V8.
const VALUE_BYTES = 64;
const MAX_VALUES = 4096;

/** What was found before: payloads do not change, and are met again in each revision. */
const known = new WeakMap<PayloadNode, number>();

/** In bytes. */
export function payloadWeight(payload: PayloadValue): number {
  if (!isNode(payload)) return weightOfScalar(payload);
  const before = known.get(payload);
  if (before !== undefined) return before;
  const bytes = walk(payload);
  known.set(payload, bytes);
  return bytes;
}

/** Breadth first, so that what is not reached is known at least by the length of its container. */
function walk(payload: PayloadNode): number {
  const waiting: unknown[] = [payload];
  let bytes = 0;
  let seen = 0;
  for (; seen < waiting.length && seen < MAX_VALUES; seen += 1) {
    const value = waiting[seen];
    bytes += weightOfScalar(value);
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) continue;
    const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    const room = Math.max(0, 2 * MAX_VALUES - waiting.length);
    for (const part of parts.slice(0, room)) waiting.push(part);
    // An entry is a pair: two values and what holds them.
    bytes += Math.max(0, parts.length - room) * 4 * VALUE_BYTES;
  }
  return bytes + (waiting.length - seen) * 4 * VALUE_BYTES;
}

function weightOfScalar(value: unknown): number {
  if (typeof value === 'string') return VALUE_BYTES + 2 * value.length;
  if (value instanceof Uint8Array) return 4 * VALUE_BYTES + value.length;
  return VALUE_BYTES;
}
