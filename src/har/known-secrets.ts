/**
 * Secrets met so far and what stands for each, so that they are found again where no name announces
 * them. Bounded: two generations, of which the older is dropped when the younger is full; a secret
 * that keeps being met moves along. It does not decide what is secret.
 */
import { Buffer } from 'node:buffer';
import { MIN_SOUGHT_LENGTH, SecretScan } from './secret-scan.js';

/** Secrets in one generation. */
const GENERATION = 1024;
/** Characters beyond which a secret is not remembered: no cookie is that long, and memory has a bound. */
const MAX_SECRET = 4096;

interface Generation {
  readonly names: Map<string, string>;
  readonly scan: SecretScan;
}

const emptyGeneration = (): Generation => ({ names: new Map(), scan: new SecretScan() });

export class KnownSecrets {
  #young = emptyGeneration();
  #old = emptyGeneration();
  readonly #turnMs: number | undefined;
  #turning: NodeJS.Timeout | undefined;

  /** `turnMs`: a secret is forgotten after one to two such turns in which it was not met. */
  constructor(turnMs?: number) {
    this.#turnMs = turnMs;
  }

  /** Whether there is nothing to be found. */
  get isEmpty(): boolean {
    return this.#young.names.size === 0 && this.#old.names.size === 0;
  }

  /** What stands for `secret`; undefined when it was not met, or long ago. */
  replacementOf(secret: string): string | undefined {
    return this.#young.names.get(secret) ?? this.#old.names.get(secret);
  }

  /** From now on each occurrence of `secret`, also percent-encoded or escaped, is `replacement`. */
  add(secret: string, replacement: string): void {
    if (secret.length > MAX_SECRET) return;
    if (this.#young.names.get(secret) === replacement) return;
    if (this.#young.names.size >= GENERATION) this.#turn();
    this.#turnLater();
    this.#young.names.set(secret, replacement);
    for (const spelling of spellingsOf(secret)) {
      if (isDistinctive(spelling)) this.#young.scan.add(spelling, replacement);
    }
  }

  /** See SecretScan.replaceIn. */
  replaceIn(text: string, write: (replacement: string) => string): string | undefined {
    const once = this.#young.scan.replaceIn(text, write);
    if (once === undefined || this.#old.names.size === 0) return once;
    return this.#old.scan.replaceIn(once, (replacement, found) => {
      this.add(found, replacement);
      return write(replacement);
    });
  }

  #turn(): void {
    this.#old = this.#young;
    this.#young = emptyGeneration();
  }

  #turnLater(): void {
    if (this.#turnMs === undefined || this.#turning !== undefined) return;
    this.#turning = setTimeout(() => {
      this.#turning = undefined;
      this.#turn();
      if (!this.isEmpty) this.#turnLater();
    }, this.#turnMs);
    this.#turning.unref();
  }
}

/** Length from which a text of one kind of characters is taken for a secret wherever it stands. */
const LONG = 16;

/**
 * Whether a text is so particular that finding it means finding the secret. `password` or `12345678`
 * are not: replacing them everywhere would damage the recording and point at the value.
 */
function isDistinctive(text: string): boolean {
  if (text.length < MIN_SOUGHT_LENGTH) return false;
  if (text.length >= LONG) return true;
  const kinds = [/[a-z]/i, /\d/, /[^a-z\d]/i].filter((kind) => kind.test(text));
  return kinds.length > 1;
}

/** Characters beyond which a secret's other spellings are not sought. */
const MAX_RESPELT = 1024;

function spellingsOf(secret: string): ReadonlySet<string> {
  const spellings = new Set([secret]);
  if (secret.length > MAX_RESPELT || /^[\w.-]*$/.test(secret)) return spellings;
  const bare = /^"(.*)"$/s.exec(secret)?.[1];
  for (const text of bare === undefined ? [secret] : [secret, bare]) {
    const decoded = percentDecoded(text);
    for (const value of [text, decoded]) {
      spellings.add(value);
      spellings.add(percentEncoded(value));
      spellings.add(percentEncoded(value).replaceAll('%20', '+'));
      spellings.add(JSON.stringify(value).slice(1, -1));
      spellings.add(htmlEscaped(value));
    }
  }
  return spellings;
}

/** decodeURIComponent, or the same text where it is not percent-encoded UTF-8. */
export function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** encodeURIComponent for any text: a lone surrogate becomes U+FFFD. */
export const percentEncoded = (text: string): string =>
  encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'));

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
};
const htmlEscaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => HTML_ESCAPES[character] ?? character);
