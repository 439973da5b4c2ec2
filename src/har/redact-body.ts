/**
 * Secrets in content, by the form it is written in: the one place that knows which rule file reads
 * which form. Content whose type says nothing is judged by how it begins.
 */
import type { ContentKind } from '../http/media-type.js';
import type { Redactor } from './redact.js';
import { redactJson } from './redact-json.js';
import { redactMarkup } from './redact-markup.js';
import { redactPairs } from './redact-pairs.js';
import { redactPlainText, redactText } from './redact-text.js';
import { redactUrl } from './redact-url.js';

/** Decoded text content with its secrets replaced. */
export function redactBody(
  text: string,
  kind: ContentKind,
  from: 'request' | 'response',
  redactor: Redactor,
): string {
  const form = actualKind(text, kind);
  switch (form) {
    case 'form':
      return redactor.sweep(
        redactPairs(text, redactor, (value) => (isUrl(value) ? redactUrl(value, redactor) : value)),
        'uri',
      );
    case 'json':
      return redactJson(text, redactor, from);
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

/** Many an app labels its JSON `text/html` and its pages `text/plain`. */
function actualKind(text: string, kind: ContentKind): ContentKind {
  if (kind === 'form' || kind === 'script') return kind;
  const start = text.slice(0, 64).trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return 'json';
  return start.startsWith('<') && kind !== 'json' ? 'html' : kind;
}

const isUrl = (value: string): boolean => /^(?:https?:\/\/|\/)\S*[?#;]/.test(value);

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
