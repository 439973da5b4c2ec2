/**
 * What carries no signature at all: a row of the database cache (base64 of a pickle), a payload by
 * itself in base64, and a session's data as JSON.
 */
import { decodeBase64 } from '../../envelopes/python-base64.js';
import type { Examination } from '../../model/examination.js';
import { isNode, type PayloadValue } from '../../model/payload.js';
import { problem } from '../../model/problem.js';
import { serializerOf } from '../../serializers/detect.js';
import { readJson } from '../../serializers/json.js';
import { examineBytes } from './examine-cache.js';
import { BASE, contentLayer, countOf, userIn, type Recogniser } from './examining.js';

/** The last opcode of a pickle. */
const STOP = 0x2e;
/** Shorter text is base64 by accident. */
const MIN_BASE64 = 8;

export const examineBase64: Recogniser = (text, examining) => {
  if (text.length < MIN_BASE64 || !/^[\w+/=\s-]+$/.test(text)) return undefined;
  const bytes = bytesOf(text);
  if (bytes === undefined) return undefined;
  const layer = { name: 'base64', detail: countOf(text.length, 'letter') };
  const isJson = bytes[0] === 0x7b || bytes[0] === 0x5b;
  const inner = isJson
    ? examineJson(Buffer.from(bytes).toString('latin1'), examining)
    : isCacheValue(bytes)
      ? examineBytes(bytes, examining)
      : undefined;
  if (inner === undefined) return undefined;
  return {
    ...inner,
    what: isJson ? 'the payload of a signed session, without its signature' : inner.what,
    layers: [layer, ...inner.layers],
  };
};

/** Base64 of either alphabet, padded or not: nothing here was checked against anything. */
function bytesOf(text: string): Uint8Array | undefined {
  const letters = text
    .replace(/[\s=]+/g, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/');
  return decodeBase64(letters + '='.repeat((4 - (letters.length % 4)) % 4));
}

/** Begins as zlib or a pickle does, and ends with its STOP: much else decodes to something by chance. */
const isCacheValue = (bytes: Uint8Array): boolean =>
  (bytes[0] === 0x78 && [0x01, 0x5e, 0x9c, 0xda].includes(bytes[1] ?? 0)) ||
  (serializerOf(bytes) === 'pickle' && bytes.at(-1) === STOP);

export const examineJson: Recogniser = (text) => {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const bytes = Buffer.from(text);
  const read = readJson(bytes, 'utf-8');
  if (read.kind !== 'read' || !isContainer(read.payload)) return undefined;
  const isMap = read.payload.kind === 'map';
  return {
    ...BASE,
    holds: isMap ? 'session' : 'other',
    what: 'JSON, such as the data of a session, without a signature',
    certainty: 'possible',
    format: 'json',
    layers: [contentLayer('json', bytes.length)],
    payload: read.payload,
    ...userIn(read.payload),
    problems: [UNSIGNED],
  } satisfies Examination;
};

const isContainer = (value: PayloadValue): value is PayloadValue & object => isNode(value);

const UNSIGNED = problem(
  'note',
  'not-as-given',
  'There is no signature, so Django would not take this text for a session.',
);
