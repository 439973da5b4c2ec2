/**
 * Which serializer wrote these bytes, told from how they begin. JSON begins with one of a few
 * characters; a pickle with its protocol, or with the opcode of a value. `N` and digits occur in
 * both: then the writer's name decides, if it is known.
 */
import type { Deserialized } from '../model/payload.js';
import { readJson } from './json.js';
import { readPickle } from './pickle.js';

export type SerializerName = 'json' | 'pickle';

const WHITESPACE = new Set(Buffer.from(' \t\n\r'));
const JSON_STARTS = new Set(Buffer.from('{["tfn-'));
const PICKLE_STARTS = new Set([0x80, ...Buffer.from(')(]}cFGLMJKSTUVX', 'latin1')]);

/** Reads a session serialised by Django's JSON or pickle serializer. */
export function readSerialized(bytes: Uint8Array, expected?: SerializerName): Deserialized {
  const name = serializerOf(bytes) ?? expected;
  if (name === 'json') return readJson(bytes);
  if (name === 'pickle') return readPickle(bytes);
  const message =
    bytes.length === 0 ? 'The session is empty.' : 'The session is neither JSON nor a pickle.';
  return { kind: 'unreadable', reason: 'unknown-format', message };
}

/** undefined where the beginning does not tell. */
export function serializerOf(bytes: Uint8Array): SerializerName | undefined {
  const first = bytes.find((byte) => !WHITESPACE.has(byte));
  if (first === undefined) return undefined;
  if (JSON_STARTS.has(first)) return 'json';
  return PICKLE_STARTS.has(first) ? 'pickle' : undefined;
}
