/**
 * Content codings undone: gzip, deflate, br and, where this Node has it, zstd (RFC 9110 section 8.4).
 * Bomb-safe: no more than the cap is ever produced, two codings at most, and bad input is a result.
 */
import * as zlib from 'node:zlib';
import type { Content, HeaderSection } from '../model/message.js';
import { fieldValues } from './fields.js';

export type DecodedContent =
  | {
      readonly kind: 'decoded';
      readonly bytes: Uint8Array;
      /** The content goes on after `bytes`: its coded form was cut, or the cap was reached. */
      readonly truncated: boolean;
    }
  | {
      readonly kind: 'not-decodable';
      /** The coding as the sender named it. */
      readonly coding: string;
      readonly reason: 'unknown-coding' | 'too-many-codings' | 'corrupt';
    };

export interface DecodeLimits {
  /** Most bytes of output. */
  readonly maxBytes: number;
  /** Whether `bytes` is only the beginning of the coded content. */
  readonly inputTruncated?: boolean;
}

/** More than this is an attack on whoever decodes it (undici CVE-2026-22036). */
const MAX_CODINGS = 2;

/**
 * The codings that `content` has, in the order they were applied, lower case, `identity` left out: as
 * the header section names them, and none where a recording has them removed.
 */
export function contentCodings(
  headers: HeaderSection,
  content: Pick<Content, 'isDecoded'>,
): readonly string[] {
  if (content.isDecoded === true) return [];
  return fieldValues(headers, 'content-encoding')
    .flatMap((value) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

/** The content without its codings, capped. Never throws. */
export function decodeContent(
  bytes: Uint8Array,
  codings: readonly string[],
  limits: DecodeLimits,
): DecodedContent {
  if (codings.length > MAX_CODINGS) {
    return { kind: 'not-decodable', coding: codings.join(', '), reason: 'too-many-codings' };
  }
  let content: Uint8Array = bytes;
  let truncated = limits.inputTruncated ?? false;
  for (const coding of codings.toReversed()) {
    const decoder = DECODERS.get(coding);
    if (decoder === undefined) return { kind: 'not-decodable', coding, reason: 'unknown-coding' };
    const step = decodeOne(decoder, content, truncated, limits.maxBytes);
    if (step === undefined) return { kind: 'not-decodable', coding, reason: 'corrupt' };
    ({ bytes: content, truncated } = step);
  }
  if (content.length <= limits.maxBytes) return { kind: 'decoded', bytes: content, truncated };
  return { kind: 'decoded', bytes: content.subarray(0, limits.maxBytes), truncated: true };
}

interface Decoder {
  /** Decodes at once; `partial` accepts input that stops early. Throws as zlib does. */
  readonly run: (bytes: Uint8Array, maxOutputLength: number, partial: boolean) => Uint8Array;
}

interface Step {
  readonly bytes: Uint8Array;
  readonly truncated: boolean;
}

/** undefined: not what the coding says it is. */
function decodeOne(
  decoder: Decoder,
  input: Uint8Array,
  cut: boolean,
  cap: number,
): Step | undefined {
  // A response to HEAD or a 304 carries the field without content.
  if (input.length === 0) return { bytes: input, truncated: cut };
  if (!cut) {
    const whole = attempt(decoder, input, cap, false);
    if (typeof whole !== 'string') return { bytes: whole, truncated: false };
    if (whole === 'corrupt') return undefined;
  }
  return decodeBeginning(decoder, input, cap);
}

/** Attempts at finding how much of the input gives as much output as the cap allows. */
const MAX_ATTEMPTS = 16;

/** Cut input, or too much output: the beginning of the input gives the beginning of the output. */
function decodeBeginning(decoder: Decoder, input: Uint8Array, cap: number): Step | undefined {
  let best: Uint8Array = new Uint8Array(0);
  let fits = 0;
  let tooLong = input.length + 1;
  for (let i = 0; i < MAX_ATTEMPTS && fits + 1 < tooLong; i += 1) {
    // The whole first; then quarters, since what is too long is mostly much too long.
    const length = i === 0 ? input.length : fits + Math.ceil((tooLong - fits) / 4);
    const part = attempt(decoder, input.subarray(0, length), cap, true);
    if (part === 'corrupt') return undefined;
    if (typeof part === 'string') {
      tooLong = length;
    } else {
      best = part;
      fits = length;
    }
  }
  return { bytes: best, truncated: true };
}

function attempt(
  decoder: Decoder,
  input: Uint8Array,
  cap: number,
  partial: boolean,
): Uint8Array | 'too-large' | 'ended-early' | 'corrupt' {
  try {
    return decoder.run(input, cap, partial);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ERR_BUFFER_TOO_LARGE') return 'too-large';
    return code === 'Z_BUF_ERROR' && !partial ? 'ended-early' : 'corrupt';
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

const { Z_SYNC_FLUSH, Z_FINISH, BROTLI_OPERATION_FLUSH, BROTLI_OPERATION_FINISH } = zlib.constants;

const flate = (
  decode: (bytes: Uint8Array, options: zlib.ZlibOptions) => Uint8Array,
): Decoder['run'] => {
  return (bytes, maxOutputLength, partial) =>
    decode(bytes, { maxOutputLength, finishFlush: partial ? Z_SYNC_FLUSH : Z_FINISH });
};

const gunzip = flate(zlib.gunzipSync);
const inflate = flate(zlib.inflateSync);
const inflateRaw = flate(zlib.inflateRawSync);

/** RFC 9110 s8.4.1.2: `deflate` is the zlib format, "some non-conformant implementations" send it raw. */
const isZlibFormat = (bytes: Uint8Array): boolean => {
  const [method = 0, flags = 0] = bytes;
  return (method & 0x0f) === 8 && ((method << 8) | flags) % 31 === 0;
};

const deflate: Decoder['run'] = (bytes, ...rest) => {
  if (!isZlibFormat(bytes)) return inflateRaw(bytes, ...rest);
  try {
    return inflate(bytes, ...rest);
  } catch (error) {
    // One raw stream in five hundred begins like a zlib header.
    if (codeOf(error) !== 'Z_DATA_ERROR') throw error;
    return inflateRaw(bytes, ...rest);
  }
};

const brotli: Decoder['run'] = (bytes, maxOutputLength, partial) =>
  zlib.brotliDecompressSync(bytes, {
    maxOutputLength,
    finishFlush: partial ? BROTLI_OPERATION_FLUSH : BROTLI_OPERATION_FINISH,
  });

/** node:zlib has zstd since 22.15 and 23.8; the types we compile with are those of Node 20. */
function zstdDecoder(): [string, Decoder][] {
  const decode: unknown = Reflect.get(zlib, 'zstdDecompressSync');
  if (typeof decode !== 'function') return [];
  // ZSTD_EndDirective of zstd.h: flush is 1, end is 2.
  const run: Decoder['run'] = (bytes, maxOutputLength, partial) => {
    const options = { maxOutputLength, finishFlush: partial ? 1 : 2 };
    const result: unknown = Reflect.apply(decode, zlib, [bytes, options]);
    if (!(result instanceof Uint8Array)) throw new TypeError('zstd gave no bytes');
    return result;
  };
  return [['zstd', { run }]];
}

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', { run: gunzip }],
  ['x-gzip', { run: gunzip }],
  ['deflate', { run: deflate }],
  ['br', { run: brotli }],
  ...zstdDecoder(),
]);
