import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksSigned, openSigned } from '../../../src/envelopes/django-signing.js';
import { djangoVectors, keyRing, keysOf } from '../../support/django-vectors.js';

const SALT = 'django.contrib.sessions.SessionStore';
const COUNT_6 = 'eyJjb3VudCI6Nn0:1xVECa:vQT0dsK-iSaSMlsZvvsA9Vtbl6aIROdAYDPW7yq4v4o';

const signed = djangoVectors.sessions
  .filter(({ scheme, signed_with }) => scheme.startsWith('signing') && signed_with !== undefined)
  .map((vector) => [vector.id, vector] as const);
const secretOf = (value: string): string => {
  const vector = djangoVectors.sessions.find(({ stored }) => stored.session_data === value);
  return vector?.secret ?? '';
};

describe('openSigned', () => {
  it.each(signed)('%s verifies with the key that signed it', (_id, vector) => {
    const text = vector.stored.session_data ?? vector.stored.content ?? vector.cookie_value ?? '';
    const stored = vector.stored.value_base64 ?? '';
    const value = stored === '' ? text : Buffer.from(stored, 'base64').toString();
    const opened = openSigned(
      vector.stored.db?.session_data ?? value,
      vector.salt ?? '',
      keysOf(vector),
    );
    const [, fallback] = /^fallback:(\d)$/.exec(vector.signed_with ?? '') ?? [];
    const keyIndex = fallback === undefined ? 0 : Number(fallback) + 1;
    expect(opened.verdict).toEqual({ integrity: 'verified', keyIndex });
    expect(opened.algorithm).toBe(vector.scheme.replace('signing-', ''));
  });

  it('shows content and time without a key', () => {
    const opened = openSigned(COUNT_6, SALT, []);
    expect(opened).toEqual({
      verdict: { integrity: 'no-key' },
      algorithm: 'sha256',
      signedAt: Date.UTC(2026, 10, 22, 20, 30, 20),
      content: { kind: 'content', bytes: Buffer.from('{"count":6}') },
    });
  });

  it('verifies under its own salt only', () => {
    const keys = keyRing(secretOf(COUNT_6));
    expect(openSigned(COUNT_6, SALT, keys).verdict.integrity).toBe('verified');
    expect(openSigned(COUNT_6, `${SALT}x`, keys).verdict.integrity).toBe('bad-signature');
  });

  it('never verifies what was changed in any one character', () => {
    const keys = keyRing(secretOf(COUNT_6));
    fc.assert(
      fc.property(
        fc.nat(COUNT_6.length - 1),
        fc.string({ unit: 'binary', maxLength: 2 }),
        (at, put) => {
          fc.pre(put !== COUNT_6[at]);
          const tampered = COUNT_6.slice(0, at) + put + COUNT_6.slice(at + 1);
          expect(openSigned(tampered, SALT, keys).verdict.integrity).toBe('bad-signature');
        },
      ),
    );
  });

  it('opens any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(openSigned(text, SALT, keyRing('k')).verdict.integrity).toBe('bad-signature');
      }),
    );
  });

  it('says that zlib content is broken, not what it might be', () => {
    expect(openSigned('.AAAA:1xVECa:x', SALT, []).content).toEqual({ kind: 'broken' });
  });
});

describe('looksSigned', () => {
  it.each([
    [COUNT_6, true],
    ['.eJx', true],
    ['ZmEyNDVh', false],
    ['9wp8e20p68yu20dvbpdb24bnxxj6k1b8', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(looksSigned(text)).toBe(expected);
  });
});
