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
import { isSecretCookieName, type NameKind } from '../model/secret-names.js';

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
}

/** Digits of the hash in a pseudonym: 2^32 values. */
const DIGITS = 8;
/** Names of session cookies remembered. */
const MAX_COOKIE_NAMES = 256;

export class Redactor {
  readonly mode: RedactMode;
  readonly #key: Uint8Array;
  readonly #known = new KnownSecrets();
  readonly #secretCookies: Set<string>;

  constructor(options: RedactorOptions) {
    this.mode = options.mode;
    this.#key = options.key ?? randomBytes(32);
    this.#secretCookies = new Set(options.secretCookies);
  }

  /** Tells that `value`, of cookie `name`, leads to the session `tag`: the tag is its pseudonym. */
  nameSession(name: string, value: string, tag: SessionTag): void {
    if (this.#secretCookies.size < MAX_COOKIE_NAMES) this.#secretCookies.add(name);
    if (this.mode !== 'off' && value !== '') this.#known.add(value, pseudonym(tag));
  }

  /** Cookies that the app's configuration names as secret, besides those it named before. */
  alsoSecretCookies(names: Iterable<string>): void {
    for (const name of names) this.#secretCookies.add(name);
  }

  /** The same in another mode: it knows the cookies that are secret, and not yet the values. */
  inMode(mode: RedactMode): Redactor {
    if (mode === this.mode) return this;
    return new Redactor({ mode, key: this.#key, secretCookies: this.#secretCookies });
  }

  isSecretCookie(name: string, value: string): boolean {
    if (this.mode !== 'safe') return this.mode === 'strict';
    if (this.#secretCookies.has(name) || isSecretCookieName(name)) return true;
    return isJwtShaped(value) || looksRandom(value);
  }

  /** What to write for a secret, which is recognised from now on wherever it stands. */
  secret(value: string): string {
    if (this.mode === 'off' || value === '' || isPseudonym(value)) return value;
    const name = this.standIn(value);
    this.#known.add(value, name);
    return name;
  }

  /** What to write for a secret that need not be recognised elsewhere: it may be an ordinary word. */
  standIn(value: string): string {
    if (this.mode === 'off' || value === '' || isPseudonym(value)) return value;
    return this.#known.replacementOf(value) ?? pseudonym(`v-${this.#hash(value)}`);
  }

  /** What to write for a password, which is recognised from now on wherever it stands. */
  password(value: string): string {
    if (this.mode === 'off' || value === '' || isPseudonym(value)) return value;
    this.#known.add(value, REMOVED);
    return REMOVED;
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

  /** Every known secret and every JWT in a text replaced. Linear in its length. */
  sweep(text: string, notation: Notation = 'text'): string {
    if (this.mode === 'off') return text;
    const write = WRITERS[notation];
    const withoutJwts = replaceJwts(text, (token) => write(this.secret(token)));
    return this.#known.replaceIn(withoutJwts, write) ?? write(REMOVED);
  }

  #hash(value: string): string {
    return createHmac('sha256', this.#key).update(value).digest('hex').slice(0, DIGITS);
  }
}

const pseudonym = (name: string): string => `‹redacted:${name}›`;

/** What was replaced when it was recorded, plain or percent-encoded: a recording may be saved again. */
const isPseudonym = (value: string): boolean =>
  /^(?:‹redacted(?::[sv]-[0-9a-f]{1,16})?›|%E2%80%B9redacted(?:%3A[sv]-[0-9a-f]{1,16})?%E2%80%BA)$/i.test(
    value,
  );

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
