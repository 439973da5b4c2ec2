/** The layers of a signed value in words, from the outside to the inside. */
import type { HashAlgorithm } from '../../envelopes/salted-hmac.js';
import type { Layer, SignedWith } from '../../model/examination.js';
import type { EpochMs } from '../../model/time.js';
import { contentLayer, countOf, timeLayer } from './examining.js';
import type { OpenedValue } from './signed-reading.js';

export function signedLayers(
  { parts, sizeBytes }: OpenedValue,
  format: string,
  algorithm: HashAlgorithm | undefined,
  signedAt: EpochMs | undefined,
  signedWith: SignedWith | undefined,
): readonly Layer[] {
  return [
    { name: 'signature', detail: signatureDetail(parts.signature, algorithm, signedWith) },
    ...(signedAt === undefined ? [] : [timeLayer(parts.time, signedAt)]),
    ...contentLayers(parts.payload, format, sizeBytes),
  ];
}

function signatureDetail(
  signature: string,
  algorithm: HashAlgorithm | undefined,
  signedWith: SignedWith | undefined,
): string {
  const salt = signedWith?.salt === undefined ? '' : `, salt ${signedWith.salt}`;
  if (algorithm !== undefined) return `${NAMES[algorithm]}${salt}`;
  if (signature === '') return 'missing';
  return `${countOf(signature.length, 'letter')}, where there should be 43 (SHA-256) or 27 (SHA-1)`;
}

const NAMES: Readonly<Record<HashAlgorithm, string>> = {
  sha256: 'HMAC-SHA256',
  sha1: 'HMAC-SHA1',
};

function contentLayers(
  payload: string,
  format: string,
  sizeBytes: number | undefined,
): readonly Layer[] {
  const name = format.split(', ').slice(1).join(', ');
  if (name === 'text') return [{ name, detail: '' }];
  const isCompressed = payload.startsWith('.');
  const letters = payload.length - (isCompressed ? 1 : 0);
  return [
    { name: 'base64url', detail: countOf(letters, 'letter') },
    ...(isCompressed ? [{ name: 'zlib', detail: unpackedDetail(sizeBytes) }] : []),
    ...(name === '' ? [] : [contentLayer(name, sizeBytes ?? 0)]),
  ];
}

const unpackedDetail = (sizeBytes: number | undefined): string =>
  sizeBytes === undefined ? 'does not unpack' : `unpacks to ${countOf(sizeBytes, 'byte')}`;
