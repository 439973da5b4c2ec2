/**
 * A user's password column: its algorithm and cost, and which Django has them for its default
 * (contrib/auth/hashers.py). Nothing is tried against it.
 */
import type { Examination, Fact } from '../../model/examination.js';
import { BASE, type Recogniser } from './examining.js';

export const examinePassword: Recogniser = (text, { cookie }) => {
  if (cookie !== undefined) return undefined;
  if (/^!(?:[A-Za-z0-9]{40})?$/.test(text)) return unusable(text);
  const [algorithm = '', ...rest] = text.split('$');
  const facts = FACTS.get(algorithm)?.(rest);
  return facts && column(algorithm, facts);
};

type Describe = (parts: readonly string[]) => readonly Fact[] | undefined;

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** `pbkdf2_sha256$iterations$salt$hash`. */
const pbkdf2: Describe = ([iterations = '', salt = '', hash = '', ...more]) => {
  if (!/^\d{1,9}$/.test(iterations) || !BASE64.test(hash) || more.length > 0) return undefined;
  const since = ITERATIONS.get(Number(iterations));
  return [
    { name: 'iterations', value: Number(iterations) },
    { name: 'defaultOf', value: since ?? 'no released Django' },
    saltFact(salt),
  ];
};

/** `sha1$salt$hex`; the unsalted form has nothing between its dollars. */
const saltedHex =
  (digits: number): Describe =>
  ([salt = '', hash = '', ...more]) =>
    hash.length === digits && /^[0-9a-f]+$/.test(hash) && more.length === 0
      ? [saltFact(salt)]
      : undefined;

/** `scrypt$work$salt$block$parallelism$hash`; parallelism 1 to 5.0, 5 since 5.1. */
const scrypt: Describe = ([work = '', salt = '', block = '', parallelism = '', hash = '']) => {
  if (!/^\d+$/.test(work) || !/^\d+$/.test(parallelism) || !BASE64.test(hash)) return undefined;
  const since = parallelism === '1' ? 'Django 4.0 to 5.0' : 'Django 5.1 and later';
  return [
    { name: 'workFactor', value: Number(work) },
    { name: 'blockSize', value: Number(block) },
    { name: 'parallelism', value: Number(parallelism) },
    { name: 'defaultOf', value: work === '16384' ? since : 'no released Django' },
    saltFact(salt),
  ];
};

/** `bcrypt_sha256$$2b$12$...`. */
const bcrypt: Describe = ([, version = '', rounds = '', hash = '']) =>
  /^2[abxy]$/.test(version) && /^\d\d$/.test(rounds) && hash.length === 53
    ? [{ name: 'rounds', value: Number(rounds) }]
    : undefined;

/** `argon2$argon2id$v=19$m=102400,t=2,p=8$salt$hash`. */
const argon2: Describe = ([variety = '', version = '', parameters = '']) =>
  /^argon2(?:i|d|id)$/.test(variety) && /^[\w=,]+$/.test(parameters)
    ? [{ name: 'parameters', value: `${variety}, ${version}, ${parameters}` }]
    : undefined;

const crypt: Describe = ([, hash = '']) => (hash.length === 13 ? [] : undefined);

const FACTS: ReadonlyMap<string, Describe> = new Map([
  ['pbkdf2_sha256', pbkdf2],
  ['pbkdf2_sha1', pbkdf2],
  ['sha1', saltedHex(40)],
  ['md5', saltedHex(32)],
  ['scrypt', scrypt],
  ['bcrypt', bcrypt],
  ['bcrypt_sha256', bcrypt],
  ['argon2', argon2],
  ['crypt', crypt],
]);

/** PBKDF2PasswordHasher.iterations, which grows with nearly every release. */
const ITERATIONS: ReadonlyMap<number, string> = new Map([
  [10_000, 'Django 1.4 and 1.5'],
  [12_000, 'Django 1.6 and 1.7'],
  [15_000, 'Django 1.7.3 and later 1.7'],
  [20_000, 'Django 1.8'],
  [24_000, 'Django 1.9'],
  [30_000, 'Django 1.10'],
  [36_000, 'Django 1.11'],
  [100_000, 'Django 2.0'],
  [120_000, 'Django 2.1'],
  [150_000, 'Django 2.2'],
  [180_000, 'Django 3.0'],
  [216_000, 'Django 3.1'],
  [260_000, 'Django 3.2'],
  [320_000, 'Django 4.0'],
  [390_000, 'Django 4.1'],
  [600_000, 'Django 4.2'],
  [720_000, 'Django 5.0'],
  [870_000, 'Django 5.1'],
  [1_000_000, 'Django 5.2'],
  [1_200_000, 'Django 6.0'],
  [1_500_000, 'Django 6.1, in development'],
]);

const saltFact = (salt: string): Fact => ({ name: 'saltLength', value: salt.length });

const column = (algorithm: string, facts: readonly Fact[]): Examination => ({
  ...BASE,
  what: `the password column of a user: a hash by ${algorithm}`,
  certainty: 'certain',
  format: `password, ${algorithm}`,
  facts,
});

const unusable = (text: string): Examination => ({
  ...BASE,
  what: 'the password column of a user who has no usable password',
  certainty: text.length > 1 ? 'certain' : 'possible',
  format: 'password, unusable',
  facts: [
    { name: 'defaultOf', value: text.length > 1 ? 'Django 1.6 and later' : 'Django up to 1.5' },
  ],
});
