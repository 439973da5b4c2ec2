/** The content of a signed value: read once, then shown as what the value is taken for. */
import { unpackPayload, type SignedParts } from '../../envelopes/django-signing.js';
import type { HashAlgorithm } from '../../envelopes/salted-hmac.js';
import type { Fact } from '../../model/examination.js';
import type { PayloadValue } from '../../model/payload.js';
import type { Problem } from '../../model/problem.js';
import type { Settings } from '../../model/settings.js';
import { readSerialized } from '../../serializers/detect.js';
import { hasMoreMessages, messagesPayload } from './messages.js';
import { readPayload, type Content } from './payloads.js';
import { serializerName } from './session-text.js';
import type { SigningUse } from './signing-uses.js';

/** A value taken apart, with its content as a serializer reads it. */
export interface OpenedValue {
  readonly parts: SignedParts;
  readonly content: Content;
  /** Size of what was serialised; absent where it cannot be unpacked. */
  readonly sizeBytes?: number;
}

export function openValue(parts: SignedParts, settings: Settings): OpenedValue {
  const unpacked = unpackPayload(parts.payload);
  if (unpacked.kind !== 'content') return { parts, content: unpacked };
  const { bytes } = unpacked;
  const expected = serializerName(settings) ?? (isNumeric(bytes) ? 'json' : undefined);
  return { parts, content: readSerialized(bytes, expected), sizeBytes: bytes.length };
}

/** Begins with a digit: signing.dumps() takes a number as well, and its serializer is JSON. */
const isNumeric = ([first = 0]: Uint8Array): boolean => first >= 0x30 && first <= 0x39;

export interface SignedReading {
  readonly format: string;
  readonly payload?: PayloadValue;
  readonly facts: readonly Fact[];
  readonly problems: readonly Problem[];
}

/** `hasTime`: a signer put a time behind what it signed. */
export function readAs(
  use: SigningUse,
  { parts, content }: OpenedValue,
  algorithm: HashAlgorithm | undefined,
  hasTime: boolean,
): SignedReading {
  const scheme = algorithm === 'sha1' ? 'signing sha1' : 'signing';
  if (use.place === 'value' && content.kind !== 'read') {
    const payload = hasTime ? parts.payload : parts.signed;
    return { format: `${scheme}, text`, payload, facts: [], problems: [] };
  }
  const { format = scheme, payload, problems } = readPayload('not-signed', scheme, content);
  if (payload === undefined) return { format, facts: [], problems };
  const messages = use.place === 'messages' ? messagesPayload(payload) : undefined;
  if (messages === undefined) return { format, payload, facts: [], problems };
  const facts = [{ name: 'overflow', value: hasMoreMessages(payload) }];
  return { format, payload: messages, facts, problems };
}
