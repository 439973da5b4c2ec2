/**
 * Secrets out of a recording. Each becomes a pseudonym keyed for this run: equal values stay equal,
 * value and length cannot be had back. Passwords leave nothing. What is secret by its place is
 * decided by the files that know the place (redact-url, redact-json, ...); what was secret once is
 * found again everywhere.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { Buffer } from 'node:buffer';
import type { SessionTag } from '../model/ids.js';
import { isJwtShaped, replaceJwts } from './jwt-shape.js';
import { KnownSecrets, percentEncoded } from './known-secrets.js';
import {
  fieldNameKind,
  isSecretCookieName,
  nameKind,
  type NameKind,
} from '../model/secret-names.js';
import { withinEncoded } from './encoded-text.js';
import type { SecretPattern } from './redact-patterns.js';

/**
 * `safe`: secrets are replaced. `strict`: also every cookie value, query value and session value, and
 * no body is kept. `off`: everything stays.
 */
export type RedactMode = 'safe' | 'strict' | 'off';

/** How a replacement is put down: as text, percent-encoded, or as UTF-8 bytes spelt in latin1. */
export type Notation = 'text' | 'uri' | 'bytes';

/** What stands for a password, and for anything that may not leave even a pseudonym. */
export const REMOVED = '‹redacted›';

export interface RedactorOptions {
  readonly mode: RedactMode;
  /** Random bytes of this run; made here when not given. */
  readonly key?: Uint8Array;
  /** Cookies that are secret by the app's configuration, whatever their names look like. */
  readonly secretCookies?: Iterable<string>;
  /** Names whose values are secret besides: of cookies, fields, parameters, keys. Case does not matter. */
  readonly names?: Iterable<string>;
  readonly patterns?: readonly SecretPattern[];
}

/** Digits of the hash in a pseudonym: 2^32 values. */
const DIGITS = 8;
/** A password is forgotten after one to two turns in which it was not met. */
const PASSWORDS_TURN_MS = 45_000;
/** Names of session cookies remembered. */
const MAX_COOKIE_NAMES = 256;

/** What redactors of one run know, whatever their modes. */
interface Knowledge {
  readonly key: Uint8Array;
  readonly known: KnownSecrets;
  readonly passwords: KnownSecrets;
  readonly secretCookies: Set<string>;
  readonly names: ReadonlySet<string>;
  readonly patterns: readonly SecretPattern[];
}

const newKnowledge = ({ key, secretCookies, names, patterns }: RedactorOptions): Knowledge => ({
  key: key ?? randomBytes(32),
  known: new KnownSecrets(),
  passwords: new KnownSecrets(PASSWORDS_TURN_MS),
  secretCookies: new Set(secretCookies),
  names: new Set(Array.from(names ?? [], (name) => name.toLowerCase())),
  patterns: patterns ?? [],
});

export class Redactor {
  readonly mode: RedactMode;
  readonly #knowledge: Knowledge;
  readonly #isForPasswords: boolean;

  constructor(options: RedactorOptions);
  /** Use inMode and forPasswords. */
  constructor(options: RedactorOptions, knowledge: Knowledge, isForPasswords: boolean);
  constructor(options: RedactorOptions, knowledge?: Knowledge, isForPasswords = false) {
    this.mode = options.mode;
    this.#knowledge = knowledge ?? newKnowledge(options);
    this.#isForPasswords = isForPasswords;
  }

  /** Tells that `value`, of cookie `name`, leads to the session `tag`: the tag is its pseudonym. */
  nameSession(name: string, value: string, tag: SessionTag): void {
    const { secretCookies, known } = this.#knowledge;
    if (secretCookies.size < MAX_COOKIE_NAMES) secretCookies.add(name);
    if (this.mode !== 'off' && value !== '') known.add(value, pseudonym(tag));
  }

  /** Cookies that the app's configuration names as secret, besides those it named before. */
  alsoSecretCookies(names: Iterable<string>): void {
    for (const name of names) this.#knowledge.secretCookies.add(name);
  }

  /** The same rules in another mode; what one learns the other knows. */
  inMode(mode: RedactMode): Redactor {
    return mode === this.mode ? this : new Redactor({ mode }, this.#knowledge, false);
  }

  /** One that replaces passwords and leaves all else as it is: for what is kept in memory. */
  forPasswords(): Redactor {
    return new Redactor({ mode: this.mode }, this.#knowledge, true);
  }

  /** Whether any password is known that could be found again. */
  get knowsPasswords(): boolean {
    return !this.#knowledge.passwords.isEmpty;
  }

  /** What the name of a form control, JSON key, parameter or session key says about its value. */
  kindOf(name: string): NameKind {
    const kind = nameKind(name);
    return kind === 'password' || !this.#isNamed(name) ? kind : 'secret';
  }

  /** What the name of a header field says about its value. */
  fieldKindOf(name: string): NameKind {
    return this.#isNamed(name) ? 'secret' : fieldNameKind(name);
  }

  /** Also `user[badge]` and `user.badge`, where `badge` is named. */
  #isNamed(name: string): boolean {
    const { names } = this.#knowledge;
    if (names.size === 0 || this.#isForPasswords) return false;
    const lower = name.toLowerCase();
    return names.has(lower) || names.has(/([^[\].]+)\]?$/.exec(lower)?.[1] ?? '');
  }

  isSecretCookie(name: string, value: string): boolean {
    if (this.mode !== 'safe') return this.mode === 'strict';
    if (this.#knowledge.secretCookies.has(name) || isSecretCookieName(name)) return true;
    if (this.#isNamed(name)) return true;
    return isJwtShaped(value) || looksRandom(value);
  }

  /** What to write for a secret, which is recognised from now on wherever it stands. */
  secret(value: string): string {
    const name = this.standIn(value);
    if (name !== value) this.#knowledge.known.add(value, name);
    return name;
  }

  /** What to write for a secret that need not be recognised elsewhere: it may be an ordinary word. */
  standIn(value: string): string {
    if (this.mode === 'off' || value === '' || isPseudonym(value)) return value;
    const { passwords, known } = this.#knowledge;
    const password = passwords.replacementOf(value);
    if (password !== undefined || this.#isForPasswords) return password ?? value;
    return known.replacementOf(value) ?? pseudonym(`v-${this.#hash(value)}`);
  }

  /** What to write for a password, which is recognised for the next minute wherever it stands. */
  password(value: string): string {
    if (this.mode === 'off' || value === '' || isPseudonym(value)) return value;
    this.#knowledge.passwords.add(value, REMOVED);
    return REMOVED;
  }

  /** The same where it may be no more than a word or a label, which is not sought elsewhere. */
  hidden(kind: NameKind, value: string): string {
    return kind === 'password' ? REMOVED : this.standIn(value);
  }

  /** What to write for a value by what its name says; `value` itself where that is nothing. */
  byName(kind: NameKind, value: string): string {
    switch (kind) {
      case 'password':
        return this.password(value);
      case 'secret':
        return this.secret(value);
      case 'code':
        return looksLikeCode(value) ? this.secret(value) : value;
      case 'plain':
        return value;
      default:
        return kind satisfies never;
    }
  }

  /** A text with what the user's own patterns find replaced; pseudonyms in it stay. */
  byPattern(text: string, write: (replacement: string) => string = WRITERS.text): string {
    if (this.mode === 'off' || this.#isForPasswords) return text;
    if (this.#knowledge.patterns.length === 0) return text;
    return text
      .split(PSEUDONYMS)
      .map((part, index) => (index % 2 === 1 ? part : this.#byPatternIn(part, write)))
      .join('');
  }

  #byPatternIn(text: string, write: (replacement: string) => string): string {
    for (const pattern of this.#knowledge.patterns) {
      const replaced = pattern(text, (found) => write(this.secret(found)));
      // What one pattern wrote is not for the next.
      if (replaced !== text) return this.byPattern(replaced, write);
    }
    return text;
  }

  /** Every known secret and every JWT in a text replaced, however it is encoded. Linear in its length. */
  sweep(text: string, notation: Notation = 'text'): string {
    if (this.mode === 'off') return text;
    const write = WRITERS[notation];
    if (this.#isForPasswords) {
      return this.#knowledge.passwords.replaceIn(text, write) ?? write(REMOVED);
    }
    const plain = this.#sweepPlain(this.byPattern(text, write), write);
    return notation === 'bytes'
      ? plain
      : withinEncoded(plain, (decoded) => this.#sweepPlain(decoded, WRITERS.text));
  }

  #sweepPlain(text: string, write: (replacement: string) => string): string {
    const withoutJwts = replaceJwts(text, (token) => write(this.secret(token)));
    const withoutPasswords = this.#knowledge.passwords.replaceIn(withoutJwts, write);
    if (withoutPasswords === undefined) return write(REMOVED);
    return this.#knowledge.known.replaceIn(withoutPasswords, write) ?? write(REMOVED);
  }

  #hash(value: string): string {
    return createHmac('sha256', this.#knowledge.key).update(value).digest('hex').slice(0, DIGITS);
  }
}

const pseudonym = (name: string): string => `‹redacted:${name}›`;

/** What was replaced, plain, percent-encoded or as bytes; also when it was recorded: a recording may be saved again. */
const PSEUDONYMS =
  /((?:‹|%E2%80%B9|â\x80¹)redacted(?:(?::|%3A)[sv]-[0-9a-f]{1,16})?(?:›|%E2%80%BA|â\x80º))/i;

const isPseudonym = (value: string): boolean => PSEUDONYMS.exec(value)?.[0] === value;

const WRITERS: Readonly<Record<Notation, (text: string) => string>> = {
  text: (text) => text,
  uri: percentEncoded,
  bytes: (text) => Buffer.from(text, 'utf8').toString('latin1'),
};

/** At least three digits: a number on a card, a PIN, a one-time code. */
const looksLikeCode = (value: string): boolean => /(?:\d\D{0,2}){3}/.test(value.slice(0, 64));

/** Letters and digits mixed and nothing else, too long for a word: an identifier or a key. */
export const looksRandom = (value: string): boolean =>
  value.length >= 24 && /^[\w+/=%.~-]+$/.test(value) && /\d/.test(value) && /[a-z]/i.test(value);
