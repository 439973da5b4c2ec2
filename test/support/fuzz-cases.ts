/**
 * Values to examine that nobody meant: real ones, each damaged in one of the ways in which values get
 * damaged or forged, and noise. The same ones for the same seed; the test looks at what comes out, the
 * benchmark at how long it takes.
 */
import { deflateSync } from 'node:zlib';
import type { ExaminedValue } from '../../src/model/examination.js';
import { djangoVectors } from './django-vectors.js';
import {
  HOSTILE_COMPRESSED,
  HOSTILE_JSON,
  HOSTILE_MSGPACK,
  HOSTILE_PICKLES,
} from './hostile-payloads.js';
import { SIGNED_SECRET, signedSamples } from './signed-samples.js';

export interface FuzzCase {
  readonly value: ExaminedValue;
  readonly secret: string;
  readonly salt?: string;
  /** How it was made, for whoever looks into one. */
  readonly how: string;
}

export interface RealValue {
  readonly text: string;
  readonly secret: string;
}

/** Longer ones would make the fuzzing slow and are no different. */
const MAX_REAL = 3000;

/** Every signed value that Django wrote and that verifies, with its secret. */
export const realValues: readonly RealValue[] = [
  ...djangoVectors.sessions.flatMap(({ stored, cookie_value, secret, fallbacks, signature }) => {
    const text =
      stored.kind === 'cookie' ? cookie_value : (stored.session_data ?? stored.content ?? null);
    const isPlain = signature === 'valid' && fallbacks.length === 0;
    return text === null || secret === null || !isPlain ? [] : [{ text, secret }];
  }),
  ...djangoVectors.messages.map(({ cookie_value, secret }) => ({ text: cookie_value, secret })),
  ...djangoVectors.compat.map(({ data, secret }) => ({ text: data, secret })),
  ...signedSamples.map((text) => ({ text, secret: SIGNED_SECRET })),
].filter(({ text }) => text.length <= MAX_REAL);

const cacheValues: readonly Buffer[] = djangoVectors.sessions.flatMap(({ stored }) => {
  const base64 = stored.value_base64 ?? stored.content_base64;
  return base64 === undefined ? [] : [Buffer.from(base64, 'base64')];
});

/** So many of them. */
export function* fuzzCases(count: number, seed: number): Generator<FuzzCase, void> {
  const random = new Random(seed);
  for (let made = 0; made < count; made += 1) {
    const [how, make] = random.pick(MAKERS);
    yield { how, ...make(random) };
  }
}

/** The largest and slowest things that a reader may be given, each signed and unsigned. */
export function* bombCases(): Generator<FuzzCase, void> {
  const sets = { ...HOSTILE_PICKLES, ...HOSTILE_JSON, ...HOSTILE_MSGPACK };
  for (const [how, make] of Object.entries({ ...sets, ...HOSTILE_COMPRESSED })) {
    const bytes = make();
    const packed = deflateSync(bytes).toString('base64url');
    const texts = {
      bare: bytes.toString('base64'),
      signed: `${bytes.toString('base64url')}:1xVECa:${'A'.repeat(43)}`,
      compressed: `.${packed}:1xVECa:${'A'.repeat(43)}`,
      legacy: Buffer.concat([Buffer.from(`${'a'.repeat(40)}:`), bytes]).toString('base64'),
      md5: Buffer.concat([bytes, Buffer.from('a'.repeat(32))]).toString('base64'),
    };
    for (const [form, text] of Object.entries(texts)) {
      yield { how: `${how}, ${form}`, value: { kind: 'text', text }, secret: 'k' };
    }
    yield { how: `${how}, bytes`, value: { kind: 'bytes', bytes }, secret: 'k' };
  }
}

/** A generator of Park and Miller's kind: small, and the same everywhere. */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    this.#state = (this.#state * 48_271) % 0x7fffffff;
    return this.#state % limit;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  text(alphabet: string, maxLength: number): string {
    return Array.from({ length: this.below(maxLength + 1) }, () =>
      alphabet.charAt(this.below(alphabet.length)),
    ).join('');
  }
}

type Made = Omit<FuzzCase, 'how'>;
type Maker = readonly [how: string, make: (random: Random) => Made];

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('');
const HOMOGLYPHS: ReadonlyMap<string, string> = new Map([
  ['a', 'а'],
  ['e', 'е'],
  ['o', 'ο'],
  ['A', 'Α'],
  [':', '：'],
  ['.', '․'],
  ['1', '１'],
  ['-', '‐'],
]);

/** A change of a text that a signature must not survive. */
type Damage = (text: string, random: Random) => string;

const splice = (text: string, at: number, removed: number, inserted: string): string =>
  text.slice(0, at) + inserted + text.slice(at + removed);

const DAMAGES: readonly (readonly [how: string, damage: Damage])[] = [
  [
    'one letter',
    (text, random) => splice(text, random.below(text.length), 1, random.text(BASE64URL, 1)),
  ],
  [
    'one bit',
    (text, random) => {
      const at = random.below(text.length);
      const code = text.charCodeAt(at) ^ (1 << random.below(7));
      return splice(text, at, 1, String.fromCharCode(code));
    },
  ],
  ['cut', (text, random) => text.slice(0, random.below(text.length))],
  ['cut in front', (text, random) => text.slice(random.below(text.length))],
  [
    'a piece missing',
    (text, random) => splice(text, random.below(text.length), random.below(9), ''),
  ],
  [
    'a piece more',
    (text, random) => splice(text, random.below(text.length), 0, random.text(PRINTABLE, 4)),
  ],
  ['padded', (text, random) => text + '='.repeat(1 + random.below(2))],
  ['padded inside', (text) => text.replace(':', '=:')],
  ['upper case', (text) => text.toUpperCase()],
  ['lower case', (text) => text.toLowerCase()],
  ['another alphabet', (text) => text.replaceAll('-', '+').replaceAll('_', '/')],
  ['line breaks', (text, random) => splice(text, random.below(text.length), 0, '\n')],
  ['spaces', (text, random) => ` ${text}${' '.repeat(random.below(2))}`],
  ['quotes', (text) => `"${text}"`],
  ['percent signs', (text) => text.replace(/[:+/=]/g, encodeURIComponent)],
  ['no dot', (text) => text.replace(/^\./, '')],
  ['a dot', (text) => `.${text}`],
  ['parts turned round', (text) => text.split(':').reverse().join(':')],
  ['no time', (text) => text.replace(/:[^:]*(:[^:]*)$/, '$1')],
  ['another time', (text) => text.replace(/:[^:]{6}(:[^:]*)$/, ':1zzzzz$1')],
  ['no signature', (text) => text.slice(0, text.lastIndexOf(':') + 1)],
  ['twice', (text) => `${text}:${text}`],
  [
    'homoglyphs',
    (text, random) => {
      const [letter, twin] = random.pick([...HOMOGLYPHS]);
      return text.replace(letter, twin);
    },
  ],
  ['half a surrogate pair', (text, random) => splice(text, random.below(text.length), 1, '\ud800')],
  [
    'a digest in upper case',
    (text) =>
      recoded(text, (bytes) => bytes.replace(/^[0-9a-f]{40}:/, (digest) => digest.toUpperCase())),
  ],
  [
    'a digest in the end in upper case',
    (text) =>
      recoded(text, (bytes) => bytes.replace(/[0-9a-f]{32}$/, (digest) => digest.toUpperCase())),
  ],
  [
    'other content behind the digest',
    (text) => recoded(text, (bytes) => `${bytes.slice(0, 41)}{"a":1}`),
  ],
];

/** The same in base64, with what is inside changed. */
const recoded = (text: string, change: (bytes: string) => string): string =>
  Buffer.from(change(Buffer.from(text, 'base64').toString('latin1')), 'latin1').toString('base64');

const COOKIE_NAMES = ['sessionid', 'messages', 'csrftoken', 'cart', 'sid', ''];
const SALTS = [
  'django.contrib.sessions.SessionStore',
  'django.contrib.sessions.backends.signed_cookies',
  'django.contrib.sessionsSessionStore',
  'django.contrib.sessions',
  'signer',
  'x',
];

const asText = (text: string): ExaminedValue => ({ kind: 'text', text });

function inCookie(text: string, random: Random): ExaminedValue {
  const name = random.pick(COOKIE_NAMES);
  return { kind: 'text', text, cookie: { name, line: [{ name, value: text }] } };
}

const damaged = (random: Random): RealValue => {
  const { text, secret } = random.pick(realValues);
  const [, damage] = random.pick(DAMAGES);
  return { text: damage(text, random), secret };
};

/** Each as likely as the others, so that what counts most stands here more than once. */
const MAKERS: readonly Maker[] = [
  ...DAMAGES.map(([how, damage]): Maker => [
    how,
    (random) => {
      const { text, secret } = random.pick(realValues);
      return { value: asText(damage(text, random)), secret };
    },
  ]),
  [
    'real, as it is',
    (random) => {
      const { text, secret } = random.pick(realValues);
      return { value: asText(text), secret };
    },
  ],
  [
    'real, under another secret',
    (random) => ({
      value: asText(random.pick(realValues).text),
      secret: random.pick(realValues).secret,
    }),
  ],
  [
    'real, with a salt to try',
    (random) => {
      const { text, secret } = random.pick(realValues);
      return { value: asText(text), secret, salt: random.pick(SALTS) };
    },
  ],
  [
    'one with the signature of another',
    (random) => {
      const [one, other] = [random.pick(realValues), random.pick(realValues)];
      const cut = one.text.lastIndexOf(':');
      const text = one.text.slice(0, cut) + other.text.slice(other.text.lastIndexOf(':'));
      return { value: asText(text), secret: one.secret };
    },
  ],
  [
    'two halves',
    (random) => {
      const [one, other] = [random.pick(realValues), random.pick(realValues)];
      const text =
        one.text.slice(0, random.below(one.text.length)) +
        other.text.slice(random.below(other.text.length));
      return { value: asText(text), secret: one.secret };
    },
  ],
  [
    'damaged twice',
    (random) => {
      const { text, secret } = damaged(random);
      const [, damage] = random.pick(DAMAGES);
      return { value: asText(text === '' ? '' : damage(text, random)), secret };
    },
  ],
  [
    'damaged, in a cookie',
    (random) => {
      const { text, secret } = damaged(random);
      return { value: inCookie(text, random), secret };
    },
  ],
  [
    'real, in a cookie',
    (random) => {
      const { text, secret } = random.pick(realValues);
      return { value: inCookie(text, random), secret };
    },
  ],
  ...(['a', 'b', 'c'] as const).map((): Maker => [
    'cache value, damaged',
    (random) => {
      const bytes = Buffer.from(random.pick(cacheValues));
      for (let left = random.below(4); left > 0; left -= 1) {
        bytes[random.below(bytes.length)] = random.below(256);
      }
      const length = random.below(4) === 0 ? random.below(bytes.length) : bytes.length;
      return { value: { kind: 'bytes', bytes: bytes.subarray(0, length) }, secret: 'k' };
    },
  ]),
  [
    'random bytes',
    (random) => ({
      value: {
        kind: 'bytes',
        bytes: Uint8Array.from({ length: random.below(80) }, () => random.below(256)),
      },
      secret: 'k',
    }),
  ],
  ['random letters', (random) => ({ value: asText(random.text(BASE64URL, 80)), secret: 'k' })],
  [
    'random text',
    (random) => ({ value: asText(random.text(`${PRINTABLE}\n\0é：`, 80)), secret: 'k' }),
  ],
  [
    'random parts',
    (random) => ({
      value: asText(
        `${random.text(BASE64URL, 40)}:${random.text(BASE64URL, 7)}:${random.text(BASE64URL, 50)}`,
      ),
      secret: 'k',
    }),
  ],
  [
    'nested JSON',
    (random) => {
      const depth = random.below(1500);
      const json = `${'{"a":['.repeat(depth)}1${']}'.repeat(depth)}`;
      const text = `.${deflateSync(json).toString('base64url')}:1xVECa:${'A'.repeat(43)}`;
      return { value: asText(text), secret: 'k' };
    },
  ],
  [
    'nested pickles',
    (random) => {
      const depth = random.below(2500);
      const pickle = Buffer.from(`\x80\x02${']'.repeat(depth)}N${'a'.repeat(depth)}.`, 'latin1');
      return { value: { kind: 'bytes', bytes: deflateSync(pickle) }, secret: 'k' };
    },
  ],
];
