/**
 * Secrets in content, by the form it is written in: the one place that knows which rule file reads
 * which form. Content whose type says nothing is judged by how it begins.
 */
import type { ContentKind } from '../http/media-type.js';
import type { Redactor } from './redact.js';
import { redactJson } from './redact-json.js';
import { redactMarkup } from './redact-markup.js';
import type { PartRule } from './redact-multipart.js';
import { redactPairs } from './redact-pairs.js';
import { redactPlainText, redactText } from './redact-text.js';
import { redactValue } from './redact-value.js';

/** Decoded text content with its secrets replaced. */
export function redactBody(
  text: string,
  kind: ContentKind,
  from: 'request' | 'response',
  redactor: Redactor,
): string {
  const form = actualKind(text, kind);
  const nested = (value: string): string => redactValue(value, redactor, from);
  switch (form) {
    case 'form':
      return redactor.sweep(redactPairs(text, redactor, nested), 'uri');
    case 'json':
      return redactJson(text, redactor, from, nested);
    case 'html':
    case 'xml':
      return redactMarkup(text, redactor);
    case 'script':
      return redactText(text, redactor);
    case 'text':
    case 'multipart':
    case 'media':
    case 'binary':
    case 'unknown':
      return redactPlainText(text, redactor);
    default:
      return form satisfies never;
  }
}

/** How the parts of a multipart content are looked through. */
export const partRule =
  (from: 'request' | 'response', redactor: Redactor): PartRule =>
  (text, media) => {
    if (media?.kind === 'media' || media?.kind === 'binary') return text;
    return media === undefined
      ? redactValue(text, redactor, from)
      : redactBody(text, media.kind, from, redactor);
  };

/** Many an app labels its JSON `text/html` and its pages `text/plain`. */
function actualKind(text: string, kind: ContentKind): ContentKind {
  if (kind === 'form' || kind === 'script') return kind;
  const start = text.slice(0, 64).trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return 'json';
  return start.startsWith('<') && kind !== 'json' ? 'html' : kind;
}

/** How far back a cut word is looked for. */
const MAX_WORD = 4096;

/**
 * Cut text without its last word, which may be the beginning of a secret that cannot be recognised
 * any more. Text that ends in white space or punctuation stays whole.
 */
export function withoutCutWord(text: string): string {
  let end = text.length;
  const stop = Math.max(0, end - MAX_WORD);
  while (end > stop && /[\w.+/=:%~-]/.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}
