/**
 * What the user says is secret besides, as regular expressions in RE2's syntax: they take time in
 * proportion to the text, whatever they say, so that no expression can stop a recording.
 */
import { RE2JS, RE2JSException } from 're2js';

/** Replaces what an expression finds; the same text where it finds nothing. */
export type SecretPattern = (text: string, replace: (secret: string) => string) => string;

const MAX_PATTERN = 1000;

/**
 * The expression as a pattern: of one with a group the first group is the secret, else the whole match.
 * Returns what is wrong with it instead, as the end of a sentence.
 */
export function secretPattern(expression: string): SecretPattern | string {
  if (expression.length > MAX_PATTERN) return `is longer than ${MAX_PATTERN} characters`;
  try {
    const compiled = RE2JS.compile(expression);
    if (compiled.matcher('').find()) return 'finds a secret in an empty text, so in every text';
    return patternOf(compiled);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `is no regular expression: ${error.message.replace(/^error parsing regexp: /, '')}`;
  }
}

const patternOf =
  (compiled: RE2JS): SecretPattern =>
  (text, replace) => {
    const matcher = compiled.matcher(text);
    const group = compiled.groupCount() > 0 ? 1 : 0;
    let out = '';
    let done = 0;
    while (matcher.find()) {
      const secret = matcher.group(group);
      // A group that took no part, or a match of nothing.
      if (secret === null || secret === '') continue;
      const start = matcher.start(group);
      out += text.slice(done, start) + replace(secret);
      done = start + secret.length;
    }
    return done === 0 ? text : out + text.slice(done);
  };
