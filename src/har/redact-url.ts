/** Secrets in URLs, and in what the values of their queries hold. */
import type { Redactor } from './redact.js';
import { redactUrlParts } from './redact-url-parts.js';
import { redactValue } from './redact-value.js';

/** A URL, absolute or relative, with its secrets replaced in percent-encoded form. */
export const redactUrl = (url: string, redactor: Redactor): string =>
  redactUrlParts(url, redactor, (value) => redactValue(value, redactor, 'request'));
