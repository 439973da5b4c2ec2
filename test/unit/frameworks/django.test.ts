import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { django } from '../../../src/frameworks/django.js';
import type { IdentityClaim } from '../../../src/frameworks/adapter.js';
import { payloadText } from '../../../src/model/payload-text.js';
import type { PayloadValue } from '../../../src/model/payload.js';
import type { SettingValue, Settings } from '../../../src/model/settings.js';
import type { Row, StoreRecord } from '../../../src/model/store.js';
import type { EpochMs } from '../../../src/model/time.js';
import { djangoVectors, keyRing, keysOf, userRowOf } from '../../support/django-vectors.js';

const ID = '9wp8e20p68yu20dvbpdb24bnxxj6k1b8';
const COUNT_6 = 'eyJjb3VudCI6Nn0:1xVECa:vQT0dsK-iSaSMlsZvvsA9Vtbl6aIROdAYDPW7yq4v4o';
const SECRET =
  djangoVectors.sessions.find((each) => each.stored.session_data === COUNT_6)?.secret ?? '';
const SIGNED_COOKIE = djangoVectors.sessions.find(
  ({ id }) => id === '6.0.4-py3.13-signed-cookies-count',
);
/** As printed in articles; its key is not known. */
const ARTICLE = 'ZmEyNDVhNTBhMTk2ZmRjNzVlYzQ4NTFjZDk2Y2UwODc3YmVjNWVjZjqAAn1xAVUFY291bnRxAksGcy4=';

const at = (iso: string): EpochMs => Date.parse(iso) as EpochMs;
const NOW = at('2026-11-22T21:00:00Z');
const settings = (values: Record<string, SettingValue> = {}): Settings =>
  new Map(Object.entries(values));
const backend = (name: string): Settings =>
  settings({ SESSION_ENGINE: `django.contrib.sessions.backends.${name}` });
const map = (entries: Record<string, PayloadValue>): PayloadValue => ({
  kind: 'map',
  entries: Object.entries(entries),
});
const row = (bytes: string, rest: Partial<StoreRecord> = {}): StoreRecord => ({
  kind: 'rows',
  bytes: Buffer.from(bytes, 'latin1'),
  ...rest,
});

describe('django.recognise', () => {
  const recognise = (pairs: [string, string][], set = settings()) =>
    django.recognise(
      pairs.map(([name, value]) => ({ name, value })),
      set,
    )?.value;

  it('takes the last cookie of the name, as Django does', () => {
    expect(
      recognise([
        ['sessionid', 'a'],
        ['x', 'b'],
        ['sessionid', 'c'],
      ]),
    ).toBe('c');
  });

  it('takes the name from SESSION_COOKIE_NAME, case and all', () => {
    expect(
      recognise(
        [
          ['sid', 'a'],
          ['SID', 'b'],
        ],
        settings({ SESSION_COOKIE_NAME: 'sid' }),
      ),
    ).toBe('a');
  });

  it.each([
    ['"a:b"', 'a:b'],
    [String.raw`"a\054b\073\"\\"`, String.raw`a,b;"` + '\\'],
    ['"', '"'],
    ['"a', '"a'],
    [String.raw`a\054b`, String.raw`a\054b`],
  ])('undoes the quoting of %s', (value, expected) => {
    expect(recognise([['sessionid', value]])).toBe(expected);
  });

  it('takes an empty value for no session, and only the last value counts', () => {
    expect(recognise([['sessionid', '""']])).toBeUndefined();
    expect(
      recognise([
        ['sessionid', 'a'],
        ['sessionid', ''],
      ]),
    ).toBeUndefined();
    expect(recognise([['other', 'a']])).toBeUndefined();
  });
});

describe('django.open', () => {
  const open = (value: string, set = settings(), keys = keyRing(SECRET), now = NOW) =>
    django.open({ framework: 'django', name: 'sessionid', value }, keys, set, now);

  it('knows an id by its alphabet and length', () => {
    for (const id of [ID, 'ea607f1c3b73750d4318e5548d2e61e9', 'abcdefgh', 'a'.repeat(40)]) {
      expect(open(id)).toEqual({ kind: 'session-id', id, integrity: 'not-signed' });
    }
  });

  it.each([
    '../../etc/passwd',
    "a' OR 1=1 --",
    'ABCDEFGHIJ',
    'short',
    'a'.repeat(41),
    `${ID}\n`,
    'ä'.repeat(8),
  ])('does not take %j for an id', (value) => {
    const problem = { code: 'session-id-malformed' };
    expect(open(value, backend('db'))).toMatchObject({ kind: 'unreadable', problem });
    expect(open(value)).toMatchObject({
      kind: 'unreadable',
      problem: { code: 'cookie-malformed' },
    });
  });

  it('takes a signed value for the session itself unless the engine says otherwise', () => {
    const { cookie_value: value = null, evaluate_at = 0 } = SIGNED_COOKIE ?? {};
    const keys = SIGNED_COOKIE ? keysOf(SIGNED_COOKIE) : [];
    const now = (evaluate_at * 1000) as EpochMs;
    for (const set of [
      settings(),
      backend('signed_cookies'),
      settings({ SESSION_ENGINE: 'shop.sessions' }),
    ]) {
      expect(open(value ?? '', set, keys, now)).toMatchObject({
        kind: 'payload',
        integrity: 'verified',
      });
    }
    expect(open(value ?? '', backend('db'), keys, now)).toMatchObject({ kind: 'unreadable' });
    expect(open(ID, backend('signed_cookies'))).toMatchObject({ kind: 'unreadable' });
  });

  it('takes ids where the engine is a module that it does not know', () => {
    expect(open(ID, settings({ SESSION_ENGINE: 'shop.sessions' }))).toMatchObject({
      kind: 'session-id',
    });
  });

  it('judges a signed cookie by its age, up to the very last second', () => {
    const { cookie_value: value = null, signed_at = 0 } = SIGNED_COOKIE ?? {};
    const keys = SIGNED_COOKIE ? keysOf(SIGNED_COOKIE) : [];
    const age = settings({ SESSION_COOKIE_AGE: 60 });
    const later = (ms: number) => open(value ?? '', age, keys, (signed_at * 1000 + ms) as EpochMs);
    expect(later(60_000)).toMatchObject({
      integrity: 'verified',
      expiresAt: (signed_at + 60) * 1000,
    });
    expect(later(60_001)).toMatchObject({ integrity: 'expired', payload: { kind: 'map' } });
  });

  it('opens any value without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(['session-id', 'payload', 'unreadable']).toContain(open(value).kind);
      }),
    );
  });
});

describe('django.locate', () => {
  it('finds rows, files and keys wherever the engine is not known', () => {
    expect(django.locate(ID, 'rows', settings())).toEqual([
      {
        kind: 'row',
        query: {
          table: 'django_session',
          keyColumn: 'session_key',
          key: ID,
          columns: ['session_key', 'session_data', 'expire_date'],
        },
        valueColumn: 'session_data',
        expiresColumn: 'expire_date',
      },
    ]);
    expect(django.locate(ID, 'files', settings())[0]).toEqual({
      kind: 'file',
      name: `sessionid${ID}`,
    });
    expect(django.locate(ID, 'keys', settings())).toEqual([
      { kind: 'key', key: `:1:django.contrib.sessions.cache${ID}` },
    ]);
    expect(django.locate(ID, 'cookie', settings())).toEqual([]);
  });

  it.each([
    ['db', ['rows']],
    ['cached_db', ['rows', 'files', 'keys']],
    ['cache', ['files', 'keys']],
    ['file', ['files']],
    ['signed_cookies', []],
  ])('keeps the engine %s to where it lives', (engine, kinds) => {
    const places = (['rows', 'files', 'keys'] as const).filter(
      (kind) => django.locate(ID, kind, backend(engine)).length > 0,
    );
    expect(places).toEqual(kinds);
  });

  it('takes names from the settings', () => {
    const set = settings({
      session_table: 'shop_session',
      SESSION_COOKIE_NAME: 'sid',
      cache_key_format: 'shop:2:{}',
    });
    expect(django.locate(ID, 'rows', set)).toMatchObject([{ query: { table: 'shop_session' } }]);
    expect(django.locate(ID, 'files', set)[0]).toEqual({ kind: 'file', name: `sid${ID}` });
    expect(django.locate(ID, 'keys', set)).toMatchObject([
      { key: `shop:2:django.contrib.sessions.cache${ID}` },
    ]);
  });

  it("asks the cache's row first and the engine's own last for cached_db", () => {
    const set = new Map([...backend('cached_db'), ['cache_table', 'site_cache']]);
    expect(django.locate(ID, 'rows', set)).toMatchObject([
      { query: { table: 'site_cache' }, valueColumn: 'value' },
      { query: { table: 'django_session' }, isFallback: true },
    ]);
  });

  it.each([
    ['1.0.4', ID],
    ['1.2.7', `django.contrib.sessions.cache${ID}`],
    ['1.3', `:1:${ID}`],
    ['1.3.1', `:1:django.contrib.sessions.cache${ID}`],
  ])('makes the cache keys of Django %s', (version, key) => {
    const set = new Map([...backend('cache'), ['django_version', version]]);
    expect(django.locate(ID, 'keys', set)).toEqual([{ kind: 'key', key }]);
  });

  it('knows an engine of the project by its base, with its own prefix and columns', () => {
    const set = settings({
      SESSION_ENGINE: 'kept.engine',
      session_engine: 'django.contrib.sessions.backends.cached_db',
      session_cache_prefix: 'kept.',
      session_table: 'kept_sessions',
      session_data_column: 'content',
    });
    expect(django.locate(ID, 'keys', set)).toEqual([{ kind: 'key', key: `:1:kept.${ID}` }]);
    expect(django.locate(ID, 'rows', set)).toEqual([
      {
        kind: 'row',
        query: {
          table: 'kept_sessions',
          keyColumn: 'session_key',
          key: ID,
          columns: ['session_key', 'content', 'expire_date'],
        },
        valueColumn: 'content',
        expiresColumn: 'expire_date',
        isFallback: true,
      },
    ]);
    expect(django.locate(ID, 'files', set)).toHaveLength(2); // of the file cache, new and old
  });

  it('knows the folders of the older file cache', () => {
    const set = (version: string) => new Map([...backend('cache'), ['django_version', version]]);
    const [older] = django.locate(ID, 'files', set('1.6'));
    const [newer] = django.locate(ID, 'files', set('1.7'));
    expect(older).toMatchObject({
      name: expect.stringMatching(/^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{28}$/) as string,
    });
    expect(newer).toMatchObject({
      name: expect.stringMatching(/^[0-9a-f]{32}\.djcache$/) as string,
    });
  });

  it('makes no file name out of a cookie name with a path in it', () => {
    const set = new Map([...backend('file'), ['SESSION_COOKIE_NAME', '../x']]);
    expect(django.locate(ID, 'files', set)).toEqual([]);
  });

  it('makes no address out of anything but an id', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('rows' as const, 'files' as const, 'keys' as const),
        (id, kind) => {
          fc.pre(!/^[a-z0-9]{8,40}$/.test(id));
          expect(django.locate(id, kind, settings())).toEqual([]);
        },
      ),
    );
    expect(django.locate('../../../../etc/passwd', 'files', settings())).toEqual([]);
  });
});

describe('django.read', () => {
  const read = (record: StoreRecord, set = settings(), keys = keyRing(SECRET), now = NOW) =>
    django.read(record, keys, set, now);

  it('reads the value of the articles without its key, and says so', () => {
    const { payload = null, ...rest } = read(row(ARTICLE), settings(), []);
    expect(payloadText(payload)).toBe('{"count": 6}');
    expect(rest).toEqual({
      integrity: 'no-key',
      format: 'hmac-sha1, pickle protocol 2',
      problems: [],
    });
  });

  it('reads a row with signature, form and time', () => {
    const { payload = null, ...rest } = read(row(COUNT_6));
    expect(payloadText(payload)).toBe('{"count": 6}');
    expect(rest).toEqual({
      integrity: 'verified',
      format: 'signing, json',
      signedAt: at('2026-11-22T20:30:20Z'),
      problems: [],
    });
  });

  it('shows what is signed by another key, with the signature first among the problems', () => {
    const bad = read(row(COUNT_6), settings(), keyRing('wrong', 'also wrong'));
    expect(bad).toMatchObject({ integrity: 'bad-signature', payload: { kind: 'map' } });
    expect(bad.problems.map(({ code }) => code)).toEqual(['bad-signature']);
  });

  it('tries rotated keys', () => {
    expect(read(row(COUNT_6), settings(), keyRing('new', SECRET)).integrity).toBe('verified');
  });

  it.each([
    ['2026-11-22 21:00:00.001', 'verified'],
    ['2026-11-22 21:00:00', 'expired'],
    ['2026-11-22 20:59:59.999999', 'expired'],
    ['2026-11-22 22:00:00+02:00', 'expired'],
    ['2026-11-22T22:00:00.5Z', 'verified'],
    [new Date(NOW + 1), 'verified'],
    [new Date(NOW), 'expired'],
  ])('judges a row that expires at %s', (expires, integrity) => {
    const judged = read(row(COUNT_6, { expires }));
    expect(judged.integrity).toBe(integrity);
    expect(judged.expiresAt).toBeDefined();
  });

  it.each([
    ['America/Chicago', '2026-11-22 15:00:00', '2026-11-22T21:00:00Z'],
    ['America/Chicago', '2026-07-01 15:00:00', '2026-07-01T20:00:00Z'],
    ['Asia/Kolkata', '2026-11-23 02:30:00', '2026-11-22T21:00:00Z'],
    ['UTC', '2026-11-22 21:00:00', '2026-11-22T21:00:00Z'],
  ])('takes a date for local to %s when USE_TZ is off', (zone, expires, moment) => {
    const local = read(row(COUNT_6, { expires }), settings({ USE_TZ: false, TIME_ZONE: zone }));
    expect(local.expiresAt).toBe(at(moment));
    const utc = read(row(COUNT_6, { expires }), settings({ USE_TZ: true, TIME_ZONE: zone }));
    expect(utc.expiresAt).toBe(at(`${expires.replace(' ', 'T')}Z`));
  });

  it('does not guess an expiry that it cannot read', () => {
    for (const expires of [null, 'soon', '2026', new Date(NaN)]) {
      expect(read(row(COUNT_6, { expires })).expiresAt).toBeUndefined();
    }
    const lost = settings({ USE_TZ: false, TIME_ZONE: 'Mars/Olympus' });
    expect(read(row(COUNT_6, { expires: '2026-11-22 15:00:00' }), lost).expiresAt).toBeUndefined();
  });

  it('judges a file by its age', () => {
    const file: StoreRecord = {
      kind: 'files',
      bytes: Buffer.from(COUNT_6),
      modifiedAt: at('2026-11-22T20:00:00Z'),
    };
    expect(read(file, settings({ SESSION_COOKIE_AGE: 3601 })).integrity).toBe('verified');
    expect(read(file, settings({ SESSION_COOKIE_AGE: 3600 })).integrity).toBe('expired');
    expect(
      read(file, settings({ SESSION_COOKIE_AGE: 10, django_version: '1.4.22' })).expiresAt,
    ).toBeUndefined();
  });

  it.each([
    ['"2026-11-22T20:59:59+00:00"', at('2026-11-22T20:59:59Z')],
    ['"2026-12-01T00:00:00"', at('2026-12-01T00:00:00Z')],
    ['300', undefined],
    ['0', at('2026-11-22T21:10:00Z')],
    ['null', at('2026-11-22T21:10:00Z')],
  ])('judges a file by what set_expiry left in it: %s', (expiry, expiresAt) => {
    const content = Buffer.from(`{"_session_expiry":${expiry}}`).toString('base64url');
    const modifiedAt = at('2026-11-22T21:00:00Z');
    const file: StoreRecord = {
      kind: 'files',
      bytes: Buffer.from(`${content}:1xVECa:x`),
      modifiedAt,
    };
    expect(read(file, settings({ SESSION_COOKIE_AGE: 600 })).expiresAt).toBe(expiresAt);
  });

  it('takes an empty file for an empty session', () => {
    const file: StoreRecord = { kind: 'files', bytes: new Uint8Array() };
    expect(read(file)).toMatchObject({ payload: { kind: 'map', entries: [] }, problems: [] });
  });

  it('names what a hostile pickle would call', () => {
    const pickle = Buffer.from('\x80\x02cposix\nsystem\nU\x02id\x85R.', 'latin1').toString(
      'base64url',
    );
    const [problem] = read(row(`${pickle}:1xVECa:x`), settings(), []).problems;
    expect(problem).toMatchObject({ code: 'payload-unsafe', severity: 'warning' });
    expect(problem?.message).toContain('posix.system');
  });

  it.each([
    [{ session_salt: 'django.contrib.sessions.SessionStore' }, 'verified'],
    [{ session_salt: 'django.contrib.sessionsSessionStore' }, 'verified'],
    [{ session_salt: 'django.contrib.sessions.ShopStore' }, 'bad-signature'],
    [{ session_salt: 'shop' }, 'bad-signature'],
  ])('signs under the salt of the store: %o', (set, integrity) => {
    expect(read(row(COUNT_6), settings(set)).integrity).toBe(integrity);
  });

  it('counts a good signature for nothing where this Django does not read its form', () => {
    const old = read(row(COUNT_6), settings({ django_version: '2.2.28' }));
    expect(old.integrity).toBe('bad-signature');
    expect(old.problems[0]?.message).toBe(
      'Django 2.2.28 does not read the newer form that this session is signed in; it sees an empty session.',
    );
    expect(read(row(COUNT_6), settings({ django_version: '4.2rc1' })).integrity).toBe('verified');
  });

  it.each([
    ['zlib', '789c 00'],
    ['gzip', '1f8b 00'],
    ['xz', 'fd377a585a00 00'],
    ['lz4', '04224d18 00'],
    ['zstd', '28b52ffd 00'],
  ])('says that it cannot unpack a broken %s', (format, digits) => {
    const bytes = Buffer.from(digits.replace(' ', ''), 'hex');
    expect(read({ kind: 'keys', bytes })).toEqual({
      integrity: 'not-signed',
      format,
      problems: [
        expect.objectContaining({
          code: 'payload-malformed',
          message: 'The content of the session cannot be unpacked.',
        }),
      ],
    });
  });

  it.each([
    ['a number', '7'],
    ['a flag', 'true'],
    ['a text', '"sessions: 5"'],
    ['a list', '["a"]'],
    ['a pickled list', '\x80\x04]\x94.'],
    ["another app's text", 'OK (3 jobs)'],
    ['nothing', ''],
  ])('does not take %s in the cache for a session', (_, value) => {
    const { payload, problems } = read({ kind: 'keys', bytes: Buffer.from(value, 'latin1') });
    expect(payload).toBeUndefined();
    expect(problems.map(({ code }) => code)).toEqual(['payload-malformed']);
  });

  it('reads any bytes in any place without throwing', () => {
    const kinds = fc.constantFrom('rows' as const, 'files' as const, 'keys' as const);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 80 }),
        kinds,
        fc.boolean(),
        (bytes, kind, asBase64) => {
          const content = asBase64 ? Buffer.from(Buffer.from(bytes).toString('base64')) : bytes;
          expect(read({ kind, bytes: content }).integrity).not.toBe('verified');
        },
      ),
      { numRuns: 1000 },
    );
  });
});

const MODEL_BACKEND = 'django.contrib.auth.backends.ModelBackend';
const login = (more: Record<string, PayloadValue> = {}): PayloadValue =>
  map({ _auth_user_id: '1', _auth_user_backend: MODEL_BACKEND, ...more });

describe('django.identify', () => {
  it.each<[PayloadValue, string]>([
    ['1', '1'],
    [42, '42'],
    ['6f9619ff-8b86-d011-b42d-00cf4fc964ff', '6f9619ff-8b86-d011-b42d-00cf4fc964ff'],
    [{ kind: 'integer', digits: '9007199254740993' }, '9007199254740993'],
    [
      { kind: 'uuid', text: '6f9619ff-8b86-d011-b42d-00cf4fc964ff' },
      '6f9619ff-8b86-d011-b42d-00cf4fc964ff',
    ],
  ])('reads the id %o as %s', (id, userId) => {
    expect(django.identify(login({ _auth_user_id: id }), settings())).toEqual({
      kind: 'user',
      userId,
      backend: MODEL_BACKEND,
    });
  });

  it.each<[string, PayloadValue]>([
    ['an empty session', map({})],
    ['no backend', map({ _auth_user_id: '1' })],
    ['no id', map({ _auth_user_backend: MODEL_BACKEND })],
    ['an id of null', login({ _auth_user_id: null })],
    ['a session that is a list', { kind: 'list', items: [] }],
    ['a session that is text', 'x'],
  ])('finds nobody in %s', (_what, payload) => {
    expect(django.identify(payload, settings())).toEqual({ kind: 'nobody' });
  });
});

const USER: IdentityClaim & { kind: 'user' } = { kind: 'user', userId: '1' };

describe('django.userRow', () => {
  it('asks auth_user by primary key', () => {
    expect(django.userRow('1', settings())).toEqual({
      table: 'auth_user',
      keyColumn: 'id',
      key: '1',
      columns: ['id', 'username'],
      optionalColumns: ['is_active', 'is_staff', 'is_superuser', 'password'],
    });
  });

  it('asks a user model of the project as the settings describe it', () => {
    const set = settings({
      user_table: 'people_person',
      user_pk_column: 'uid',
      user_pk_type: 'UUIDField',
      user_name_column: 'email',
      user_password_column: 'pw',
    });
    const userId = '6F9619FF-8b86-d011-b42d-00cf4fc964ff';
    expect(django.userRow(userId, set)).toMatchObject({
      table: 'people_person',
      keyColumn: 'uid',
      key: '6f9619ff8b86d011b42d00cf4fc964ff',
      columns: ['uid', 'email'],
    });
  });
});

describe('django.judge', () => {
  const judge = (
    payload: PayloadValue,
    user: Row | undefined,
    set = settings(),
    keys = keyRing(),
  ) => django.judge(USER, payload, user, keys, set);
  const ada = (more: Record<string, string | number | boolean | bigint> = {}): Row =>
    new Map(Object.entries({ id: 1, username: 'ada', is_active: 1, ...more }));
  const codeOf = (verdict: ReturnType<typeof judge>): string =>
    verdict.kind === 'rejected' ? verdict.problem.code : verdict.kind;

  const vector =
    djangoVectors.sessions.find(({ id }) => id === '4.2.30-py3.11-db-auth-sha256') ??
    djangoVectors.sessions.find(
      ({ django: version, user }) => version === '4.2.30' && user?.hash_valid === true,
    );
  const hashed = vector && {
    keys: keysOf(vector),
    row: userRowOf(vector),
    payload: login({
      _auth_user_hash: (vector.expected as Record<string, string>)['_auth_user_hash'] ?? '',
    }),
  };

  it('accepts a user of whom nothing else is known', () => {
    expect(judge(login(), new Map([['username', 'ada']]))).toEqual({
      kind: 'accepted',
      problems: [],
    });
  });

  it('rejects a user who is not there', () => {
    expect(codeOf(judge(login(), undefined))).toBe('user-not-found');
  });

  it.each([
    [MODEL_BACKEND, {}, 'user-inactive'],
    [MODEL_BACKEND, { django_version: '1.9.13' }, 'accepted'],
    [MODEL_BACKEND, { django_version: '1.10' }, 'user-inactive'],
    ['django.contrib.auth.backends.AllowAllUsersModelBackend', {}, 'accepted'],
    ['django.contrib.auth.backends.RemoteUserBackend', {}, 'user-inactive'],
    ['shop.auth.Backend', {}, 'accepted'],
  ])('judges an inactive user of %s, %o: %s', (name, set, verdict) => {
    const payload = login({ _auth_user_backend: name });
    expect(codeOf(judge(payload, ada({ is_active: 0 }), settings(set)))).toBe(verdict);
  });

  it('rejects a backend that is not listed, where the list is known', () => {
    const others = { AUTHENTICATION_BACKENDS: ['shop.auth.Backend'] };
    expect(codeOf(judge(login(), ada(), settings(others)))).toBe('backend-unknown');
    expect(codeOf(judge(login(), ada(), settings({ ...others, django_version: '1.5.12' })))).toBe(
      'accepted',
    );
    expect(
      codeOf(judge(login(), ada(), settings({ AUTHENTICATION_BACKENDS: [MODEL_BACKEND] }))),
    ).toBe('accepted');
    expect(codeOf(judge(login(), ada(), settings({ AUTHENTICATION_BACKENDS: [] })))).toBe(
      'accepted',
    );
  });

  it('accepts the hash of the password under any of the keys', () => {
    if (hashed === undefined) throw new Error('no such vector');
    expect(codeOf(judge(hashed.payload, hashed.row, settings(), hashed.keys))).toBe('accepted');
    expect(
      codeOf(judge(hashed.payload, hashed.row, settings(), [...keyRing('new'), ...hashed.keys])),
    ).toBe('accepted');
  });

  it('rejects a session of an older password or a lost key, and does not judge without keys', () => {
    if (hashed === undefined) throw new Error('no such vector');
    const changed = new Map([...(hashed.row ?? []), ['password', 'pbkdf2_sha256$1$x$y'] as const]);
    expect(codeOf(judge(hashed.payload, changed, settings(), hashed.keys))).toBe(
      'session-hash-mismatch',
    );
    expect(codeOf(judge(hashed.payload, hashed.row, settings(), keyRing('x')))).toBe(
      'session-hash-mismatch',
    );
    expect(codeOf(judge(hashed.payload, changed, settings(), []))).toBe('accepted');
    expect(codeOf(judge(hashed.payload, ada(), settings(), keyRing('x')))).toBe('accepted');
  });

  it('judges a missing hash by the version, and only notes it where that is unknown', () => {
    const user = ada({ password: 'x' });
    expect(codeOf(judge(login(), user, settings({ django_version: '4.2' })))).toBe(
      'session-hash-mismatch',
    );
    expect(judge(login(), user, settings({ django_version: '1.9' }))).toMatchObject({
      kind: 'accepted',
      problems: [],
    });
    expect(judge(login(), user)).toMatchObject({
      kind: 'accepted',
      problems: [{ severity: 'note', code: 'session-hash-mismatch' }],
    });
  });

  it('does not call a hash wrong that the user model makes in its own way', () => {
    if (hashed === undefined) throw new Error('no such vector');
    const set = settings({ user_hash_is_own: true });
    expect(judge(hashed.payload, hashed.row, set, keyRing('x'))).toMatchObject({
      kind: 'accepted',
      problems: [{ severity: 'note', code: 'hash-unverifiable' }],
    });
    const fitting = judge(hashed.payload, hashed.row, set, hashed.keys);
    expect(fitting).toEqual({ kind: 'accepted', keyFits: true, problems: [] });
  });
});

describe('django.describeUser', () => {
  it('takes the name and both flags from the columns that have them', () => {
    const row = new Map<string, string | number | bigint | boolean>([
      ['username', 'ada'],
      ['is_staff', 1n],
      ['is_superuser', false],
    ]);
    expect(django.describeUser(row, settings())).toEqual({
      name: 'ada',
      isStaff: true,
      isSuperuser: false,
    });
    expect(django.describeUser(new Map([['email', 'x']]), settings())).toEqual({});
  });
});

describe('django.userGroups', () => {
  it("knows the tables of Django's own user model", () => {
    expect(django.userGroups('7', settings())).toEqual({
      links: {
        table: 'auth_user_groups',
        keyColumn: 'user_id',
        key: '7',
        columns: ['group_id'],
      },
      linkColumn: 'group_id',
      target: { table: 'auth_group', keyColumn: 'id', columns: ['name'] },
      nameColumn: 'name',
    });
  });

  it('takes those of another model from the settings, and guesses none', () => {
    const own = { user_table: 'people_person' };
    expect(django.userGroups('7', settings(own))).toBeUndefined();
    expect(django.userGroups('7', settings({ user_groups_table: '' }))).toBeUndefined();
    const set = settings({
      ...own,
      user_groups_table: 'people_person_groups',
      user_groups_user_column: 'person_id',
    });
    expect(django.userGroups('7', set)).toMatchObject({
      links: { table: 'people_person_groups', keyColumn: 'person_id' },
    });
  });
});

describe('impersonation', () => {
  it.each<[PayloadValue, object | undefined]>([
    [login({ _impersonate: 5 }), { role: 'target', userId: '5', by: 'django-impersonate' }],
    [
      login({ hijack_history: { kind: 'list', items: ['3', '7'] } }),
      { role: 'impersonator', userId: '7', by: 'django-hijack' },
    ],
    [
      login({ loginas_from_user: '9:1xVECa:signature' }),
      { role: 'impersonator', userId: '9', by: 'django-loginas' },
    ],
    [login({ _impersonate: '\u001b[31m', hijack_history: 3, loginas_from_user: null }), undefined],
  ])('says who acts as whom in %o', (payload, impersonation) => {
    const claim = django.identify(payload, settings());
    expect(claim.kind === 'user' ? claim.impersonation : claim).toEqual(impersonation);
  });
});
