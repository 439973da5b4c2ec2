/**
 * Bytes of Django's caches: the session itself, unsigned, as a pickle or what django-redis makes of it,
 * compressed or not; a file of the file cache; or a session's text as redis_sessions keeps it.
 */
import type { Examination, Layer } from '../../model/examination.js';
import { isNode } from '../../model/payload.js';
import { problem, type Problem } from '../../model/problem.js';
import type { EpochMs } from '../../model/time.js';
import type { ReadPayload } from '../adapter.js';
import { readCacheFile, readCacheValue } from './cache-value.js';
import { BASE, countOf, userIn, type Examining } from './examining.js';
import { uncheckedAge } from './signature-age.js';

/** undefined where it is nothing that a cache holds. */
export function examineBytes(bytes: Uint8Array, examining: Examining): Examination | undefined {
  const file = readCacheFile(bytes);
  if (file?.payload !== undefined) return examined(bytes, file, 'file', examining);
  const value = readCacheValue(bytes);
  return value.payload !== undefined || isUnmistakable(bytes, value)
    ? examined(bytes, value, 'value', examining)
    : undefined;
}

/** Compressed by what we cannot read, or a pickle by its first two bytes, though broken further on. */
const isUnmistakable = ([first, second = 255]: Uint8Array, { format }: ReadPayload): boolean =>
  (format !== undefined && format !== '') || (first === 0x80 && second <= 5);

function examined(
  bytes: Uint8Array,
  read: ReadPayload,
  place: 'file' | 'value',
  { options }: Examining,
): Examination {
  const { format = 'pickle', payload, expiresAt } = read;
  const isMap = payload !== undefined && isNode(payload) && payload.kind === 'map';
  return {
    ...BASE,
    holds: isMap ? 'session' : 'other',
    what: WORDS[place],
    certainty: 'likely',
    format,
    layers: [
      ...(place === 'file' ? [expiryLayer(expiresAt)] : []),
      ...format.split(', ').map((name, at) => layerOf(name, at === 0 ? bytes.length : undefined)),
    ],
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(payload === undefined ? {} : { payload }),
    ...userIn(payload),
    problems: [
      ...read.problems,
      ...expiryProblems(expiresAt, options.now),
      ...uncheckedAge(options),
    ],
  };
}

const WORDS = {
  file: 'a file of the file cache (.djcache), unsigned',
  value: 'a value of a cache (redis, memcached or the database cache), unsigned',
} as const;

const expiryLayer = (expiresAt: EpochMs | undefined): Layer => ({
  name: 'expiry',
  detail: expiresAt === undefined ? 'none' : `${expiresAt / 1000}, pickled before the value`,
});

/** `pickle protocol 2` is a pickle of protocol 2. */
function layerOf(format: string, sizeBytes: number | undefined): Layer {
  const [name = '', ...rest] = format.split(' ');
  const size = sizeBytes === undefined ? '' : countOf(sizeBytes, 'byte');
  return { name, detail: [rest.join(' '), size].filter(Boolean).join(', ') };
}

/** core/cache/backends/filebased.py `_is_expired`. */
const expiryProblems = (expiresAt: EpochMs | undefined, now: EpochMs): readonly Problem[] =>
  expiresAt === undefined || expiresAt >= now
    ? []
    : [problem('warning', 'session-expired', 'Its time is over, so Django deletes it unread.')];
