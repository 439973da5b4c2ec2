/**
 * A message's content measured and made ready: content coding undone, sizes as HAR counts them, and
 * the `body` record that says how much of it there is.
 */
import { createHash } from 'node:crypto';
import { contentCodings, decodeContent } from '../http/content-coding.js';
import { fieldValue } from '../http/fields.js';
import { parseMediaType } from '../http/media-type.js';
import type { Content, HeaderSection } from '../model/message.js';
import type { HarBody } from './extension.js';
import {
  keepCoded,
  keepContent,
  keepDropped,
  type ContentRules,
  type KeptContent,
} from './kept-content.js';

/** What is written of one content. */
export interface WrittenContent {
  /** The Content-Type as received, or `x-unknown`. */
  readonly mimeType: string;
  /** Bytes without content coding; of the decoded part where the content was cut. */
  readonly decodedBytes: number;
  /** Bytes saved by content coding; absent without one, and where it cannot be told. */
  readonly savedBytes?: number;
  readonly truncated: boolean;
  readonly kept: KeptContent;
}

/** The content of one message, ready to be written. Never throws. */
export function writeContent(
  headers: HeaderSection,
  content: Content,
  from: 'request' | 'response',
  rules: ContentRules,
): WrittenContent {
  const type = fieldValue(headers, 'content-type');
  const mimeType = type ?? 'x-unknown';
  const codings = contentCodings(headers, content);
  if (content.dropped === true) {
    const decodedBytes = codings.length === 0 ? content.sizeBytes : 0;
    return { mimeType, decodedBytes, truncated: true, kept: keepDropped() };
  }
  const decoded = decodeContent(content.bytes, codings, {
    maxBytes: rules.maxContentBytes,
    inputTruncated: content.truncated,
  });
  if (decoded.kind === 'not-decodable') {
    const { bytes, sizeBytes, truncated } = content;
    const kept = keepCoded(bytes, decoded.coding, rules);
    return { mimeType, decodedBytes: sizeBytes, truncated, kept };
  }
  const { bytes, truncated } = decoded;
  const kept = keepContent({ bytes, media: parseMediaType(type), truncated, from }, rules);
  const hasCoding = contentCodings(headers, {}).length > 0;
  if (!hasCoding) return { mimeType, decodedBytes: content.sizeBytes, truncated, kept };
  const saved = truncated ? {} : { savedBytes: bytes.length - content.sizeBytes };
  return { mimeType, decodedBytes: bytes.length, ...saved, truncated, kept };
}

/**
 * How much of a content there is. `writtenText` is what the entry holds in the end: where that is not
 * the content as received, no hash is given, since short content can be guessed from its hash.
 */
export function bodyRecord(
  content: Content,
  written: WrittenContent,
  writtenText: string | undefined,
): HarBody {
  // What was read from a recording may not be what passed, byte for byte.
  const isAsReceived =
    content.isDecoded !== true &&
    content.scrubbed !== true &&
    isUnredacted(written.kept, writtenText);
  const isHashed = content.bytes.length > 0 && isAsReceived;
  return {
    captured: capturedBytes(content),
    total: content.sizeBytes,
    truncated: content.truncated || written.truncated,
    ...(content.dropped === undefined ? {} : { dropped: content.dropped }),
    sha256: isHashed ? createHash('sha256').update(content.bytes).digest('hex') : null,
  };
}

/** Of what passwords were taken out of, the length says nothing. */
const capturedBytes = ({ bytes, sizeBytes, scrubbed, truncated }: Content): number =>
  scrubbed === true && !truncated ? sizeBytes : Math.min(bytes.length, sizeBytes);

function isUnredacted(kept: KeptContent, writtenText: string | undefined): boolean {
  switch (kept.kind) {
    case 'text':
      return writtenText === kept.original;
    case 'base64':
      return !kept.isRedacted;
    case 'none':
      return false;
    default:
      return kept satisfies never;
  }
}
