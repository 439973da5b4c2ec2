import { describe, expect, it } from 'vitest';
import { examine } from '../../../src/frameworks/django/examine.js';
import type { ExaminedValue, Examination, ExamineOptions } from '../../../src/model/examination.js';
import type { KeyRing } from '../../../src/model/keyring.js';
import { payloadText } from '../../../src/model/payload-text.js';
import type { SettingValue } from '../../../src/model/settings.js';
import type { EpochMs } from '../../../src/model/time.js';
import { djangoVectors, keyRing } from '../../support/django-vectors.js';
import { SIGNED_AT, SIGNED_SECRET, signedSample } from '../../support/signed-samples.js';

interface Asked extends Partial<Omit<ExamineOptions, 'now'>> {
  readonly keys?: KeyRing;
  readonly settings?: Readonly<Record<string, SettingValue>>;
  /** Unix seconds. */
  readonly at?: number;
}

const KEYS = keyRing(SIGNED_SECRET);

function look(value: ExaminedValue, asked: Asked = {}): Examination | undefined {
  const { keys = [], settings = {}, at = SIGNED_AT, ...options } = asked;
  const now = (at * 1000) as EpochMs;
  return examine(value, keys, new Map(Object.entries(settings)), { now, ...options });
}

const text = (value: string, asked?: Asked): Examination | undefined =>
  look({ kind: 'text', text: value }, asked);

const cookie = (name: string, value: string, asked?: Asked): Examination | undefined =>
  look({ kind: 'text', text: value, cookie: { name, line: [{ name, value }] } }, asked);

const codes = (found: Examination | undefined): readonly string[] =>
  found?.problems.map(({ code }) => code) ?? ['unrecognised'];

const shown = (found: Examination | undefined): string | undefined =>
  found?.payload === undefined ? undefined : payloadText(found.payload);

const vector = (id: string) => {
  const found = djangoVectors.sessions.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no such vector: ${id}`);
  return found;
};

describe('a value that a project signed', () => {
  const salt = 'shop.links';

  it.each([
    ['dumps, salt', '{"a": [1, "x"]}', 'signing, json', SIGNED_AT],
    ['dumps, salt, a number', '7', 'signing, json', SIGNED_AT],
    ['Signer, salt', '"user:1"', 'signing, text', undefined],
    ['Signer, salt, object', '{"b": 2}', 'signing, json', undefined],
    ['TimestampSigner, salt', '"user:1"', 'signing, text', SIGNED_AT],
  ])('by %s is verified with its salt', (name, payload, format, signedAt) => {
    const found = text(signedSample(name), { keys: KEYS, salt });
    expect(shown(found)).toBe(payload);
    expect(found).toMatchObject({ integrity: 'verified', format, holds: 'other' });
    expect(found?.signedWith).toEqual({ keyIndex: 0, origin: 'vectors', salt });
    expect(found?.signedAt).toBe(signedAt && signedAt * 1000);
  });

  it.each([
    ['dumps', 'django.core.signing', '[1, 2, 3]'],
    ['Signer', 'django.core.signing.Signer', '"hello"'],
    ['TimestampSigner', 'django.core.signing.TimestampSigner', '"1"'],
  ])('by %s is verified without one, as that has its default', (name, known, payload) => {
    const found = text(signedSample(name), { keys: KEYS });
    expect(found).toMatchObject({ integrity: 'verified', signedWith: { salt: known } });
    expect(shown(found)).toBe(payload);
  });

  it('is a bad signature under any other salt, and shown all the same', () => {
    const found = text(signedSample('dumps, salt, compressed'), { keys: KEYS, salt: 'shop' });
    expect(found).toMatchObject({ integrity: 'bad-signature', signedAt: SIGNED_AT * 1000 });
    expect(found?.signedWith).toBeUndefined();
    expect(shown(found)).toBe(`{"a": "${'x'.repeat(200)}"}`);
  });

  it('in a cookie is verified by the name of the cookie, and a salt of its own behind it', () => {
    const value = signedSample('set_signed_cookie cart');
    expect(cookie('cart', value, { keys: KEYS })).toMatchObject({ integrity: 'verified' });
    expect(cookie('card', value, { keys: KEYS })).toMatchObject({ integrity: 'bad-signature' });
    expect(text(value, { keys: KEYS, salt: 'cart' })).toMatchObject({ integrity: 'verified' });
    const salted = signedSample('set_signed_cookie cart, salt');
    const asked = { keys: KEYS, salt: 'pepper' };
    expect(cookie('cart', salted, asked)).toMatchObject({ integrity: 'verified' });
  });

  it('is a session where the salt is that of the session store', () => {
    const own = signedSample('session, key_salt of its own');
    const settings = { session_salt: 'shop.sessions' };
    const user = { id: '1', backend: 'django.contrib.auth.backends.ModelBackend' };
    expect(text(own, { keys: KEYS, settings })).toMatchObject({ holds: 'session', user });
    expect(text(own, { keys: KEYS })).toMatchObject({ integrity: 'bad-signature' });
    const subclass = signedSample('session, subclass');
    for (const each of ['django.contrib.sessions.ShopStore', 'django.contrib.sessionsShopStore']) {
      expect(text(subclass, { keys: KEYS, salt: each })).toMatchObject({
        integrity: 'verified',
        holds: 'session',
        user,
      });
    }
  });

  it('names a user wherever it does, as only the project knows whose salt it is', () => {
    const own = signedSample('session, key_salt of its own');
    const asked = { keys: KEYS, salt: 'shop.sessions' };
    expect(text(own, asked)).toMatchObject({ holds: 'session', user: { id: '1' } });
  });

  it('names the key that fitted, and the order counts', () => {
    const keys = keyRing('new', 'newer', SIGNED_SECRET);
    expect(text(signedSample('dumps'), { keys })?.signedWith?.keyIndex).toBe(2);
  });
});

describe('the age of a signature', () => {
  const cookieVector = vector('6.0.4-py3.13-signed-cookies-count');
  const value = cookieVector.cookie_value ?? '';
  const signedAt = cookieVector.signed_at ?? 0;
  const keys = keyRing(cookieVector.secret);

  it.each([
    [0, 60, 'verified'],
    [60, 60, 'verified'],
    [60.5, 60, 'expired'],
    [61, 60, 'expired'],
    [0, 0, 'verified'],
    [1, 0, 'expired'],
    [1_209_600, undefined, 'verified'],
    [1_209_601, undefined, 'expired'],
  ])('of %d seconds with at most %s is %s', (age, maxAgeSeconds, integrity) => {
    const asked = maxAgeSeconds === undefined ? {} : { maxAgeSeconds };
    const found = text(value, { keys, at: signedAt + age, ...asked });
    expect(found?.integrity).toBe(integrity);
    expect(found?.expiresAt).toBe((signedAt + (maxAgeSeconds ?? 1_209_600)) * 1000);
    expect(codes(found).includes('max-age-assumed')).toBe(maxAgeSeconds === undefined);
    expect(codes(found).includes('signature-expired')).toBe(integrity === 'expired');
  });

  it("is held against the project's own where that is known", () => {
    const settings = { SESSION_COOKIE_AGE: 10 };
    const found = text(value, { keys, settings, at: signedAt + 11 });
    expect(found?.integrity).toBe('expired');
    expect(codes(found)).toEqual(['signature-expired']);
  });

  it('does not matter in a stored session, which is said where an age is given', () => {
    const stored = vector('6.0.4-py3.13-db-count');
    const data = stored.stored.session_data ?? '';
    const asked = { keys: keyRing(stored.secret), at: signedAt + 1e9 };
    expect(text(data, asked)).toMatchObject({ integrity: 'verified', problems: [] });
    const found = text(data, { ...asked, maxAgeSeconds: 1 });
    expect(found?.integrity).toBe('verified');
    expect(codes(found)).toEqual(['age-not-checked']);
  });

  it('may be negative: then the clocks differ', () => {
    const found = text(value, { keys, at: signedAt - 60, maxAgeSeconds: 0 });
    expect(found?.integrity).toBe('verified');
    expect(codes(found)).toEqual(['clock-skew']);
  });

  it('of a form that its Django does not read is told apart from the signature', () => {
    const settings = { django_version: '2.2.28' };
    const found = text(value, { keys, settings, at: signedAt });
    expect(found?.integrity).toBe('verified');
    expect(found?.problems.map(({ message }) => message).join(' ')).toContain(
      'Django 2.2.28 does not read the newer form',
    );
  });

  it('is never judged without a key that fits', () => {
    for (const others of [[], keyRing('other')]) {
      const found = text(value, { keys: others, at: signedAt + 1e9 });
      expect(found?.expiresAt).toBeUndefined();
      expect(found?.integrity).toBe(others.length === 0 ? 'no-key' : 'bad-signature');
    }
  });

  it.each(['dumps, salt', 'TimestampSigner, salt'])('counts for %s with its salt', (name) => {
    const asked = { keys: KEYS, salt: 'shop.links', at: SIGNED_AT + 61 };
    expect(text(signedSample(name), { ...asked, maxAgeSeconds: 60 })?.integrity).toBe('expired');
    expect(text(signedSample(name), { ...asked, at: SIGNED_AT + 1e8 })?.integrity).toBe('expired');
  });

  it('does not exist where a value has no time', () => {
    const asked = { keys: KEYS, salt: 'shop.links', maxAgeSeconds: 0, at: SIGNED_AT + 1e8 };
    expect(text(signedSample('Signer, salt'), asked)?.integrity).toBe('verified');
  });
});

describe('a value as it was given', () => {
  const stored = vector('6.0.4-py3.13-db-count');
  const data = stored.stored.session_data ?? '';
  const keys = keyRing(stored.secret);

  it.each([
    `"${data}"`,
    `'${data}'`,
    `b'${data}'`,
    ` ${data}`,
    `${data} `,
    `${data}\n`,
    data.replaceAll(':', '%3A'),
  ])('does not verify as %j, and it is said why', (given) => {
    const found = text(given, { keys });
    expect(found).toMatchObject({ integrity: 'bad-signature' });
    expect(codes(found)[0]).toBe('not-as-given');
    expect(shown(found)).toBe('{"count": 6}');
    expect(text(given)).toMatchObject({ integrity: 'no-key', holds: 'session' });
  });

  it('in a cookie is unquoted, as Django does', () => {
    const { cookie_value: signed, secret } = vector('6.0.4-py3.13-signed-cookies-count');
    const found = cookie('sessionid', `"${signed ?? ''}"`, {
      keys: keyRing(secret),
      at: stored.evaluate_at,
    });
    expect(found?.integrity).toBe('verified');
    expect(found?.layers[0]?.name).toBe('quotes');
  });

  it('in the session cookie has to be what Django looks for there', () => {
    const found = cookie('sessionid', data, { keys, at: stored.evaluate_at });
    expect(found?.integrity).toBe('verified');
    expect(codes(found)).toEqual(['cookie-malformed']);
    expect(codes(cookie('sessionid', 'short'))).toEqual(['cookie-malformed']);
    const settings = { SESSION_COOKIE_NAME: 'sid' };
    expect(codes(cookie('sid', data, { keys, settings }))).toContain('cookie-malformed');
    expect(codes(cookie('sid', data, { keys }))).not.toContain('cookie-malformed');
  });
});

describe('what has no signature', () => {
  const cacheRow = vector('4.2.30-py3.11-dbcache-count').stored.value ?? '';

  it("knows a database cache's row from a session's text", () => {
    const found = text(cacheRow);
    expect(found).toMatchObject({ integrity: 'not-signed', user: { id: '1' }, holds: 'session' });
    expect(found?.what).toContain('cache');
    const legacy = vector('1.2.7-py2.7-db-count').stored.session_data ?? '';
    expect(text(legacy)).toMatchObject({ integrity: 'no-key', format: 'md5, pickle protocol 2' });
  });

  it.each([
    ['{"count": 6}', 'JSON'],
    [Buffer.from('{"count":6}').toString('base64'), 'payload'],
    [Buffer.from('{"count":6}').toString('base64url'), 'payload'],
  ])('reads %s, and says that it is unsigned', (value, what) => {
    const found = text(value, { keys: KEYS });
    expect(shown(found)).toBe('{"count": 6}');
    expect(found?.integrity).toBe('not-signed');
    expect(found?.what).toContain(what);
  });

  it.each(djangoVectors.sessions.filter(({ stored }) => stored.kind === 'cache_file'))(
    'reads the cache file $id with its expiry',
    ({ stored }) => {
      const bytes = Buffer.from(stored.content_base64 ?? '', 'base64');
      const found = look({ kind: 'bytes', bytes }, { at: 2e9 });
      expect(found?.expiresAt).toBeGreaterThan(1.7e12);
      expect(found?.integrity).toBe('not-signed');
      expect(codes(found)).toContain('session-expired');
    },
  );

  it('reads the text that redis_sessions keeps', () => {
    const { stored, secret } = vector('4.2.30-py3.11-redissess-redis-sessions');
    const bytes = Buffer.from(stored.value_base64 ?? '', 'base64');
    const found = look({ kind: 'bytes', bytes }, { keys: keyRing(secret) });
    expect(found).toMatchObject({ integrity: 'verified', user: { id: '1' } });
  });

  it('names what a pickle would call', () => {
    const pickle = Buffer.from('\x80\x02cposix\nsystem\nU\x02id\x85R.', 'latin1');
    for (const found of [text(pickle.toString('base64')), look({ kind: 'bytes', bytes: pickle })]) {
      expect(codes(found)).toEqual(['payload-unsafe']);
      expect(shown(found)).toBe('<posix.system("id")>');
    }
  });

  it('says what it cannot unpack', () => {
    const found = look({ kind: 'bytes', bytes: Buffer.from('04224d1800', 'hex') });
    expect(found).toMatchObject({ format: 'lz4', integrity: 'not-signed' });
  });
});

describe('short texts', () => {
  const ID = '9wp8e20p68yu20dvbpdb24bnxxj6k1b8';

  it('may be session ids, and tell where the session would be', () => {
    const found = text(ID);
    expect(found).toMatchObject({ holds: 'session-id', integrity: 'not-signed' });
    const places = found?.facts.find(({ name }) => name === 'storedIn')?.value;
    expect(places).toContain(`row of django_session where session_key = ${ID}`);
    expect(places).toContain(`file sessionid${ID}`);
    expect(places).toContain(`key :1:django.contrib.sessions.cached_db${ID} of redis or memcached`);
    const settings = { SESSION_ENGINE: 'django.contrib.sessions.backends.db' };
    expect(text(ID, { settings })?.facts[0]?.value).toHaveLength(1);
  });

  it('of an unusual length are ids only in the session cookie', () => {
    expect(text('abcdefgh12')).toBeUndefined();
    expect(codes(cookie('sessionid', 'abcdefgh12'))).toEqual(['session-id-malformed']);
    expect(cookie('other', ID)).toBeUndefined();
    expect(cookie('sid', ID)).toMatchObject({ holds: 'session-id', certainty: 'possible' });
  });

  it.each(djangoVectors.csrf.filter(({ id }) => id !== '1.3.7-csrf'))(
    'may be CSRF tokens, of which only a fingerprint is shown: $id',
    ({ cookie_value, form_tokens }) => {
      const prints = [cookie_value, ...form_tokens].map((token) => {
        const found = text(token);
        expect(found?.facts[0]).toEqual({ name: 'masked', value: token.length === 64 });
        expect(JSON.stringify(found)).not.toContain(token.slice(-32));
        return found?.facts[1]?.value;
      });
      expect(new Set(prints).size).toBe(1);
    },
  );

  it('of one line belong together or do not', () => {
    const [one, other] = djangoVectors.csrf.slice(-2);
    const belongs = (...pairs: [string, string][]) => {
      const line = pairs.map(([name, value]) => ({ name, value }));
      const [{ name, value }] = line as [(typeof line)[0]];
      return look({ kind: 'text', text: value, cookie: { name, line } });
    };
    const token = one?.cookie_value ?? '';
    const same = belongs(['csrftoken', token], ['csrfmiddlewaretoken', one?.form_tokens[0] ?? '']);
    expect(same?.facts.at(-1)).toEqual({ name: 'sameSecret', value: true });
    const strange = belongs(['csrftoken', token], ['csrftoken', other?.cookie_value ?? '']);
    expect(strange?.facts.at(-1)).toEqual({ name: 'sameSecret', value: false });
    expect(codes(strange)).toEqual(['csrf-mismatch']);
  });

  it.each([
    ['a'.repeat(40), 'SHA-1'],
    ['0a'.repeat(32), 'SHA-256'],
  ])('of hex digits may be a hash: %s', (value, algorithm) => {
    const found = text(value);
    expect(found?.what).toContain(algorithm);
    expect(codes(found)).toEqual(['hash-not-checked']);
  });
});

describe('a password column', () => {
  const fact = (value: string, name: string) =>
    text(value)?.facts.find((each) => each.name === name)?.value;

  it.each(djangoVectors.passwords.filter(({ encoded }) => encoded.includes('$')))(
    'is known by its form: $id',
    ({ encoded }) => {
      const found = text(encoded);
      expect(found?.what).toContain('password column');
      expect(found?.what).toContain(encoded.split('$')[0]);
    },
  );

  it.each([
    ['pbkdf2_sha256$600000$salt$aGFzaA==', 'Django 4.2'],
    ['pbkdf2_sha256$1000000$salt$aGFzaA==', 'Django 5.2'],
    ['pbkdf2_sha256$1$salt$aGFzaA==', 'no released Django'],
    ['scrypt$16384$salt$8$5$aGFzaA==', 'Django 5.1 and later'],
  ])('%s is the default of %s', (value, version) => {
    expect(fact(value, 'defaultOf')).toBe(version);
  });

  it('may be unusable, by bcrypt or by argon2', () => {
    expect(text(`!${'aB3'.repeat(14).slice(0, 40)}`)?.what).toContain('no usable password');
    const bcrypt = `bcrypt_sha256$$2b$12$${'a'.repeat(53)}`;
    expect(fact(bcrypt, 'rounds')).toBe(12);
    const argon2 = 'argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdA$aGFzaA';
    expect(fact(argon2, 'parameters')).toBe('argon2id, v=19, m=102400,t=2,p=8');
  });
});

describe('everything else', () => {
  it.each([
    '',
    ' ',
    'hello',
    'a:b',
    'https://example.com:8000/x',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    '.eJyrVkpUslKqGCZAqRYAvw9f3A.ZVPnkA.GY-2fv0tbbUuvpomeOQZXxw0zF3TbXB',
    'eyJ1c2VyX2lkIjoxfQ.ZVPnkA.GY-2fv0tbbUuvpomeOQZXxw0zF3TbXB',
    's:9wp8e20p68yu20dvbpdb24bnxxj6k1b8.c2lnbmF0dXJl',
    '12:30:45',
    '.',
    '"',
    '""',
    '{',
    '$',
  ])('%j is nothing of Django', (value) => {
    expect(text(value, { keys: KEYS })).toBeUndefined();
  });
});
