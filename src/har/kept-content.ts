/**
 * What of a content may stand in the recording, and in which form: text with its secrets replaced, or
 * base64. Content that could hide a secret from the search is not kept while redaction is on.
 */
import { Buffer } from 'node:buffer';
import type { MediaType } from '../http/media-type.js';
import { partRule, redactBody, withoutCutWord } from './redact-body.js';
import { redactMultipart } from './redact-multipart.js';
import { readPairs } from './redact-pairs.js';
import type { Redactor } from './redact.js';
import { bufferOf, decodeText } from './text-content.js';
import type { HarParam } from './types.js';

export interface ContentRules {
  readonly redactor: Redactor;
  /** `false`: no content is written, only its sizes. */
  readonly keepContent: boolean;
  /** Most bytes of decoded content that are looked through and written. */
  readonly maxContentBytes: number;
}

/** `params`: the fields of a form, redacted. */
export type KeptContent = { readonly params: readonly HarParam[] } & (
  | { readonly kind: 'text'; readonly text: string; readonly original: string | undefined }
  | { readonly kind: 'base64'; readonly text: string; readonly isRedacted: boolean }
  /** `why` is a sentence; absent when there was nothing to keep. */
  | { readonly kind: 'none'; readonly why?: string; readonly isUndecodable?: true }
);

/** Content without content coding. */
export interface PlainContent {
  readonly bytes: Uint8Array;
  readonly media: MediaType | undefined;
  readonly truncated: boolean;
  readonly from: 'request' | 'response';
}

const none = (why?: string, params: readonly HarParam[] = []): KeptContent => ({
  kind: 'none',
  params,
  ...(why === undefined ? {} : { why }),
});

const NOT_KEPT = 'Content is not kept in this recording.';
const UNDECODED = 'None of the content was captured, or too little to decode.';
const DROPPED = 'Not kept: it was given up for memory before this file was saved.';
const STRICT = 'Content is not kept with --redact strict.';

/** What is written of a content that was decoded. */
export function keepContent(content: PlainContent, rules: ContentRules): KeptContent {
  const { redactor } = rules;
  if (content.bytes.length === 0) return none(content.truncated ? UNDECODED : undefined);
  if (!rules.keepContent) return none(NOT_KEPT);
  const kept = keepByKind(content, redactor);
  return redactor.mode === 'strict' ? none(STRICT, kept.params) : kept;
}

/** What is written of a content that was given up before. */
export const keepDropped = (): KeptContent => none(DROPPED);

/** What is written of a content whose coding could not be undone: secrets may be in it, unseen. */
export function keepCoded(bytes: Uint8Array, coding: string, rules: ContentRules): KeptContent {
  if (!rules.keepContent) return none(NOT_KEPT);
  if (rules.redactor.mode === 'off') return asBase64(bufferOf(bytes), false);
  const why = `Not kept: the content coding ${coding.slice(0, 64)} could not be undone to look for secrets.`;
  return { kind: 'none', params: [], why, isUndecodable: true };
}

function keepByKind(content: PlainContent, redactor: Redactor): KeptContent {
  const { bytes, media, truncated, from } = content;
  const kind = media?.kind ?? 'unknown';
  if (kind === 'media' || kind === 'binary') return asBase64(bufferOf(bytes), false);
  if (kind === 'multipart' && media?.boundary !== undefined) {
    const multipart = keepMultipart(content, media.boundary, redactor);
    if (multipart !== undefined) return multipart;
  }
  const original = decodeText(bytes, media, truncated);
  if (original === undefined) return keepBytes(bytes, redactor);
  const whole = redactBody(original, kind, from, redactor);
  const text = truncated && redactor.mode !== 'off' ? withoutCutWord(whole) : whole;
  return { kind: 'text', text, original, params: kind === 'form' ? readPairs(text) : [] };
}

/** Parts are cut at bytes, then read as text if all of them are. */
function keepMultipart(
  { bytes, media, truncated, from }: PlainContent,
  boundary: string,
  redactor: Redactor,
): KeptContent | undefined {
  const latin1 = bufferOf(bytes).toString('latin1');
  const multipart = redactMultipart(latin1, boundary, redactor, partRule(from, redactor));
  if (multipart === undefined) return undefined;
  const { params } = multipart;
  const isChanged = multipart.latin1 !== latin1;
  const written = isChanged ? Buffer.from(multipart.latin1, 'latin1') : bytes;
  const text = decodeText(written, media, truncated);
  if (text === undefined) return { ...keepBytes(written, redactor, isChanged), params };
  const original = isChanged ? undefined : text;
  return { kind: 'text', text: redactor.sweep(text), original, params };
}

/** Binary content of a type that could hold anything: known secrets are replaced byte by byte. */
function keepBytes(bytes: Uint8Array, redactor: Redactor, isRedacted = false): KeptContent {
  if (redactor.mode === 'off') return asBase64(bufferOf(bytes), isRedacted);
  const latin1 = bufferOf(bytes).toString('latin1');
  const swept = redactor.sweep(latin1, 'bytes');
  if (swept === latin1) return asBase64(bufferOf(bytes), isRedacted);
  return asBase64(Buffer.from(swept, 'latin1'), true);
}

const asBase64 = (bytes: Buffer, isRedacted: boolean): KeptContent => ({
  kind: 'base64',
  text: bytes.toString('base64'),
  isRedacted,
  params: [],
});
