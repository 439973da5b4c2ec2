import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openLegacy } from '../../../src/envelopes/django-legacy.js';
import { djangoVectors, keyRing, keysOf } from '../../support/django-vectors.js';

const SALT = 'django.contrib.sessionsSessionStore';
/** As printed in articles; its key is not known. */
const ARTICLE = 'ZmEyNDVhNTBhMTk2ZmRjNzVlYzQ4NTFjZDk2Y2UwODc3YmVjNWVjZjqAAn1xAVUFY291bnRxAksGcy4=';

const stored = djangoVectors.sessions
  .filter(({ scheme, signature }) => /^(hmac|md5)/.test(scheme) && signature === 'valid')
  .map((vector) => {
    const { session_data, content, db } = vector.stored;
    return [vector.id, vector, session_data ?? content ?? db?.session_data ?? ''] as const;
  });

describe('openLegacy', () => {
  it.each(stored)('%s verifies', (_id, vector, text) => {
    const opened = openLegacy(text, vector.salt ?? SALT, keysOf(vector));
    expect(opened?.verdict).toEqual({ integrity: 'verified', keyIndex: 0 });
    expect(opened?.scheme).toBe(vector.scheme.startsWith('md5') ? 'md5' : 'hmac-sha1');
  });

  it('takes the article apart without its key', () => {
    const opened = openLegacy(ARTICLE, SALT, []);
    expect(opened).toMatchObject({ scheme: 'hmac-sha1', verdict: { integrity: 'no-key' } });
    expect(Buffer.from(opened?.content ?? []).toString('latin1')).toBe(
      '\x80\x02}q\x01U\x05countq\x02K\x06s.',
    );
  });

  it('tries the keys in their order', () => {
    const [, vector, text] = stored[0] ?? [];
    const opened = openLegacy(
      text ?? '',
      vector?.salt ?? SALT,
      keyRing('no', 'no', vector?.secret ?? ''),
    );
    expect(opened?.verdict).toEqual({ integrity: 'verified', keyIndex: 2 });
  });

  it.each([
    '',
    'AAAA',
    '!',
    'ZmEyNDVhNTBhMTk2',
    'bm90IGEgc2Vzc2lvbiBhdCBhbGwsIGp1c3QgYSBsb25nIGxpbmUgb2YgdGV4dA==',
  ])('%j is of neither form', (text) => {
    expect(openLegacy(text, SALT, keyRing('k'))).toBeUndefined();
  });

  it('never verifies content or digest that was changed', () => {
    const signed = stored.map(([, vector, text]) => ({
      vector,
      bytes: Buffer.from(text, 'base64'),
    }));
    fc.assert(
      fc.property(
        fc.constantFrom(...signed),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (each, place, flip) => {
          const tampered = Buffer.from(each.bytes);
          const at = place % tampered.length;
          tampered[at] = (tampered[at] ?? 0) ^ flip;
          const opened = openLegacy(
            tampered.toString('base64'),
            each.vector.salt ?? SALT,
            keysOf(each.vector),
          );
          expect(opened?.verdict.integrity).not.toBe('verified');
        },
      ),
    );
  });
});
