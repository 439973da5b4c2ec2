/**
 * Secrets in a value that no name announces but that holds names itself: JSON in a form, a URL in a
 * query, markup in JSON, a call in a GraphQL document, base64 of any of them. Followed three deep.
 */
import { withinEncoded } from './encoded-text.js';
import { redactJson } from './redact-json.js';
import { redactMarkup } from './redact-markup.js';
import { redactPairs } from './redact-pairs.js';
import { redactPlainText, redactText } from './redact-text.js';
import { redactUrlParts } from './redact-url-parts.js';
import type { Redactor } from './redact.js';

const MAX_DEPTH = 3;
/** Shorter values hold no name with a value. */
const MIN_VALUE = 6;

/** The value with what is secret in it replaced; the same where nothing is. */
export function redactValue(
  value: string,
  redactor: Redactor,
  from: 'request' | 'response',
  depth = 1,
): string {
  if (redactor.mode === 'off' || value.length < MIN_VALUE || depth > MAX_DEPTH) return value;
  const nested = (inner: string): string => redactValue(inner, redactor, from, depth + 1);
  const own = redactor.byPattern(value);
  if (/^\s{0,64}[[{]/.test(own)) return redactJson(own, redactor, from, nested);
  if (/^(?:[a-z][\w+.-]{1,16}:\/\/|\/|\?)\S*[?#;=@]|^[a-z][\w+.-]{1,16}:\/\/\S*@/i.test(own)) {
    return redactUrlParts(own, redactor, nested);
  }
  if (/<[a-z!/]/i.test(own)) return redactMarkup(own, redactor);
  if (/\s/.test(own) && /\w=\S/.test(own)) return redactPlainText(own, redactor);
  if (/[:=]\s{0,4}\\?["']|[?&]\w/.test(own)) return redactText(own, redactor);
  return withinEncoded(own, (decoded) => {
    if (/^\s{0,64}[[{]/.test(decoded)) return nested(decoded);
    return /^[\w.[\]-]{1,64}=\S*$/.test(decoded) ? redactPairs(decoded, redactor, nested) : decoded;
  });
}
