/**
 * A session as Django's caches hold it: the pickled dict, unsigned, within whatever layers the cache
 * adds. Each layer is told from its first bytes: the expiry before the value in cache files, the
 * compressors and the serializers of django-redis. Compressors leave short values as they are.
 */
import { inflateGzip, inflateZlib, type Inflated } from '../../envelopes/inflate.js';
import { decompressLz4 } from '../../envelopes/lz4.js';
import { decompressXz } from '../../envelopes/xz.js';
import { decompressZstd } from '../../envelopes/zstd.js';
import type { EpochMs } from '../../model/time.js';
import { serializerOf } from '../../serializers/detect.js';
import { readJson } from '../../serializers/json.js';
import { readMsgpack } from '../../serializers/msgpack.js';
import { pickleLength, readPickle } from '../../serializers/pickle.js';
import type { Deserialized } from '../../model/payload.js';
import type { ReadPayload } from '../adapter.js';
import { readPayload } from './payloads.js';

/** A value from redis, memcached or, base64 removed, the cache table. */
export function readCacheValue(bytes: Uint8Array): ReadPayload {
  const compression = COMPRESSIONS.find(({ magic }) => startsWith(bytes, magic));
  if (compression === undefined) return readPayload('not-signed', '', deserialize(bytes));
  const inflated = compression.decompress(bytes);
  const content = inflated.kind === 'inflated' ? deserialize(inflated.bytes) : inflated;
  return readPayload('not-signed', compression.name, content);
}

/** A pickled float takes 22 bytes at most, as text. */
const MAX_EXPIRY_BYTES = 64;

/**
 * A file of Django's file cache: the pickled expiry in seconds, or None, then the value
 * (core/cache/backends/filebased.py); undefined where the bytes do not begin like one.
 */
export function readCacheFile(bytes: Uint8Array): ReadPayload | undefined {
  const length = pickleLength(bytes.subarray(0, MAX_EXPIRY_BYTES));
  if (length === undefined || length >= bytes.length) return undefined;
  const expiry = readPickle(bytes.subarray(0, length));
  if (expiry.kind !== 'read') return undefined;
  const seconds = expiry.payload;
  if (seconds !== null && typeof seconds !== 'number') return undefined;
  const read = readCacheValue(bytes.subarray(length));
  // Seconds since the epoch become milliseconds.
  return seconds === null ? read : { ...read, expiresAt: (seconds * 1000) as EpochMs };
}

interface Compression {
  readonly name: string;
  readonly magic: readonly (readonly number[])[];
  readonly decompress: (bytes: Uint8Array) => Inflated;
}

/** The compressors of django-redis; zlib is that of the file cache as well. */
const COMPRESSIONS: readonly Compression[] = [
  {
    name: 'zlib',
    magic: [0x01, 0x5e, 0x9c, 0xda].map((level) => [0x78, level]),
    decompress: inflateZlib,
  },
  { name: 'gzip', magic: [[0x1f, 0x8b]], decompress: inflateGzip },
  { name: 'xz', magic: [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]], decompress: decompressXz },
  { name: 'lz4', magic: [[0x04, 0x22, 0x4d, 0x18]], decompress: decompressLz4 },
  { name: 'zstd', magic: [[0x28, 0xb5, 0x2f, 0xfd]], decompress: decompressZstd },
];

const startsWith = (bytes: Uint8Array, magics: Compression['magic']): boolean =>
  magics.some((magic) => magic.every((byte, at) => bytes[at] === byte));

/** Maps of MessagePack begin with 80 to 8f, de or df; a pickle's 80 has a protocol behind it. */
function deserialize(bytes: Uint8Array): Deserialized {
  const [first = 0] = bytes;
  const isMap = (first > 0x80 && first < 0x90) || first === 0xde || first === 0xdf;
  if (isMap || (first === 0x80 && bytes.length === 1)) return readMsgpack(bytes);
  return serializerOf(bytes) === 'json' ? readJson(bytes, 'utf-8') : readPickle(bytes);
}
