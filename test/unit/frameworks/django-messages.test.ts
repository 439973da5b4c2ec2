import { describe, expect, it } from 'vitest';
import { unquote } from '../../../src/frameworks/django/cookies.js';
import { sameCsrfSecret, unmaskCsrf } from '../../../src/frameworks/django/csrf.js';
import { readMessagesCookie } from '../../../src/frameworks/django/messages.js';
import { djangoVectors, keyRing } from '../../support/django-vectors.js';

const messageVectors = djangoVectors.messages.map((vector) => [vector.id, vector] as const);
const csrfVectors = djangoVectors.csrf.map((vector) => [vector.id, vector] as const);

describe('the messages cookie', () => {
  it.each(messageVectors)('%s is unquoted as Django does', (_id, vector) => {
    expect(unquote(vector.wire_value)).toBe(vector.cookie_value);
  });

  it.each(messageVectors)('%s is read and verified', (_id, vector) => {
    const read = readMessagesCookie(vector.cookie_value, keyRing('another', vector.secret));
    const messages = read.messages.map(({ level, text, extraTags, isSafe = null }) => ({
      level,
      message: text,
      extra_tags: extraTags,
      safe: isSafe,
    }));
    expect(messages).toEqual(vector.expected);
    expect(read.integrity).toBe('verified');
    expect(read.hasMore).toBe(vector.not_finished);
  });

  it.each(messageVectors)('%s is shown as tampered with when a letter changed', (_id, vector) => {
    const tampered = vector.cookie_value.replace('a', 'b');
    const { integrity } = readMessagesCookie(tampered, keyRing(vector.secret));
    expect(integrity).toBe('bad-signature');
  });

  it('is read without a key, unverified', () => {
    for (const [, vector] of messageVectors) {
      const read = readMessagesCookie(vector.cookie_value, []);
      expect(read.integrity).toBe('no-key');
      expect(read.messages).toHaveLength(vector.expected.length);
    }
  });

  it('holds no messages where it is not one', () => {
    expect(readMessagesCookie('hello', keyRing('k'))).toEqual({
      integrity: 'bad-signature',
      messages: [],
      hasMore: false,
    });
  });
});

describe('CSRF tokens', () => {
  it.each(csrfVectors)('%s: cookie and form tokens share their secret', (_id, vector) => {
    for (const token of vector.form_tokens) {
      expect(sameCsrfSecret(vector.cookie_value, token)).toBe(true);
    }
  });

  it('of different sessions differ in their secret', () => {
    const secrets = csrfVectors.map(([, { cookie_value }]) => unmaskCsrf(cookie_value));
    expect(new Set(secrets).size).toBe(csrfVectors.length);
  });

  it.each(['', 'short', 'x'.repeat(33), `${'a'.repeat(31)}-`])('%j is none', (text) => {
    expect(unmaskCsrf(text)).toBeUndefined();
    expect(sameCsrfSecret(text, text)).toBe(false);
  });
});
