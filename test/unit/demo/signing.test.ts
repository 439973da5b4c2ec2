import { describe, expect, it } from 'vitest';
import { constantTimeEquals, dumps, loads } from '../../../src/demo/signing.js';

const SALT = 'django.contrib.sessions.SessionStore';

/** Rows that Django itself wrote, with the second it wrote them in. */
const WRITTEN_BY_DJANGO = [
  {
    django: '4.2.30',
    secret: 'prod-9c1b7e4d5f6a8b0c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f8',
    signedAtMs: 1_795_379_420_000,
    text: 'eyJjb3VudCI6Nn0:1xVECa:vQT0dsK-iSaSMlsZvvsA9Vtbl6aIROdAYDPW7yq4v4o',
    data: { count: 6 },
  },
  {
    django: '4.2.30',
    secret: 's3cret',
    signedAtMs: 1_795_379_421_000,
    text: '.eJxVjMsOgjAUBf-la9NQWnuBpXu-gdwXgpo2Aboy_ruQsNDtmTnzNgOWbRrKqsswi-mMM5ffjZCfmg4gD0z3bDmnbZnJHoo96Wr7LPq6ne5fYMJ12t9MMQDVzYjeV2MUHakSaEU0Elyd8-oIuAF2jFz54CNQW2No0QUFaPYo55I208XPF0HeOzs:1xVECb:ZFJaCYg4fT4n_hdeQtP6YkmBlVVfU3w1hmv40Yn1Eu4',
    data: {
      _auth_user_id: '1',
      _auth_user_backend: 'django.contrib.auth.backends.ModelBackend',
      _auth_user_hash: 'cb647b28fa330f6defb0d79dde6b75113e1b7c87c1cac034367b92a49a14e778',
      count: 6,
    },
  },
  {
    django: '3.2.25',
    secret: 's3cret',
    signedAtMs: 1_795_379_404_000,
    text: '.eJxVjEEOwiAQRe_C2hAqMIUu3fcMzQxDpWogKXRlvLtt0oVu_3v_vcWEW0vTVuM6LSwGYa7i8jsShmfMB-EH5nuRoeS2LiQPRZ60yrFwfN1O9y-QsKb9TZq0tzMpxQ5QIUQgBcYZjc4574hm1YcegmXDqDtlUCNCZ71lq33Yo6FsuYkBPl9CTjrb:1xVECK:U48omyfmIhqRxXFxNYCFyw1JfpqxCHOC6x57kY7zhnU',
    data: {
      _auth_user_id: '42',
      _auth_user_backend: 'django.contrib.auth.backends.ModelBackend',
      _auth_user_hash: 'b3b395fb00d86a0a6e6b064843a88898bbf07c76c5d4da3104a3aa61595d539c',
      count: 6,
    },
  },
  {
    django: '4.2.30, a secret beyond ASCII',
    secret: 'sëcret-ключ-🔑',
    signedAtMs: 1_795_379_421_000,
    text: '.eJw9jTEOwjAQBP-y9SWSg2iug29YLixkR1FMDPG5QNb9nRgpVNvMzDY8_C7ghkXCs4BtQ1krGLfBgPCWD3gi5JeUTs1LPGjZayBsWQJ4qymp0qndh-nUzF9TdQTJ4hP4YsarEmLyc7-zjprSMY7sLxt9KoF61Tn9ArbxM3s:1xVECb:AMd5grMd3vhSyACRvDXk7ZrPjw4Q40st4ld7QocRjcg',
    data: {
      cart: {
        items: [
          { sku: 'A-1', qty: 2, opts: { gift: true, note: null } },
          { sku: 'B-2', qty: 1, opts: {} },
        ],
        total: 31.5,
      },
      flags: [[], {}, [[]], [true, false, null]],
    },
  },
];

describe.each(WRITTEN_BY_DJANGO)(
  'a value of Django $django',
  ({ secret, signedAtMs, text, data }) => {
    it('is opened', () => {
      expect(loads(text, SALT, secret)).toEqual(data);
    });

    it('is written to the same payload, time and signature', () => {
      const ours = dumps(data, SALT, secret, signedAtMs);
      const isCompressed = text.startsWith('.');
      expect(ours.startsWith('.')).toBe(isCompressed);
      expect(ours.split(':')[1]).toBe(text.split(':')[1]);
      // Two builds of zlib may pack the same bytes in different ways, both right.
      if (!isCompressed) expect(ours).toBe(text);
      expect(loads(ours, SALT, secret)).toEqual(data);
    });

    it('is refused under another secret or another salt', () => {
      expect(loads(text, SALT, `${secret}x`)).toBeUndefined();
      expect(loads(text, `${SALT}x`, secret)).toBeUndefined();
    });
  },
);

describe('signed values', () => {
  it('are refused when one character of payload, time or signature differs', () => {
    const text = dumps({ count: 6 }, SALT, 'secret', 0);
    for (let i = 0; i < text.length; i += 1) {
      const other = text.charAt(i) === 'A' ? 'B' : 'A';
      const changed = text.slice(0, i) + other + text.slice(i + 1);
      expect(loads(changed, SALT, 'secret'), changed).toBeUndefined();
    }
  });

  it.each(['', ':', '::', 'a', '.:a:b', 'ZmEyNDVhNTBh', 'eyJ9:1:'])(
    'are not made of %j',
    (text) => {
      expect(loads(text, SALT, 'secret')).toBeUndefined();
    },
  );

  it('hold ASCII alone, as the JSON of Python does', () => {
    const [payload = ''] = dumps({ n: 'Zoë 🎉\u007f' }, SALT, 'secret', 0).split(':');
    const json = Buffer.from(payload, 'base64url').toString('latin1');
    expect(json).toBe('{"n":"Zo\\u00eb \\ud83c\\udf89\\u007f"}');
  });

  it('write the first second of 1970 as one digit', () => {
    expect(dumps({}, SALT, 'secret', 0).split(':')[1]).toBe('0');
  });

  it('are not unpacked beyond a megabyte', () => {
    const bomb = dumps({ bomb: '0'.repeat(2 * 1024 * 1024) }, SALT, 'secret', 0);
    expect(loads(bomb, SALT, 'secret')).toBeUndefined();
  });
});

describe('constantTimeEquals', () => {
  it('compares texts of any two lengths', () => {
    expect(constantTimeEquals('abc', 'abc')).toBe(true);
    expect(constantTimeEquals('abc', 'abd')).toBe(false);
    expect(constantTimeEquals('abc', 'ab')).toBe(false);
    expect(constantTimeEquals('', '')).toBe(true);
  });
});
