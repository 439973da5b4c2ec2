/** What the library and the command line start a spy with. */
import type { Writable } from 'node:stream';
import { SpyError } from './errors.js';
import type { RedactMode } from './har/redact.js';
import type { Secret } from './model/keyring.js';
import type { SettingValue } from './model/settings.js';
import type { StoreUse } from './model/store.js';

/** A store with what its URL cannot say. */
export interface StoreOption {
  /** `sqlite:db.sqlite3`, `postgres://app@db/shop`; see docs/stores.md. */
  readonly url: string;
  /** For a URL without one. */
  readonly password?: string | Secret;
  /** What it is asked for; absent: sessions and users. */
  readonly use?: StoreUse;
}

/** How sessions are read; may be changed while a spy runs. */
export interface SessionOptions {
  /** `django`, or `auto` (the default) to go by the cookies. */
  readonly framework?: string;
  /** The app's current key first, rotated ones after it. */
  readonly secrets?: readonly (string | Secret)[];
  /** Where sessions and users live, in the order of asking: `sqlite:db.sqlite3`, `file:DIR`, `cookie`. */
  readonly stores?: readonly (string | StoreOption)[];
  /** The framework's settings by its own names, e.g. `{ SESSION_COOKIE_NAME: 'sid' }`. */
  readonly settings?: Readonly<Record<string, SettingValue>>;
}

export interface SpyOptions extends SessionOptions {
  /** Where the app listens: `localhost:8000`, `https://host`, `unix:/run/app.sock`. */
  readonly target: string;
  /** Where to listen; by default 127.0.0.1 and a free port. `port: undefined`: 9000 or the next free. */
  readonly listen?: { readonly host?: string; readonly port?: number | undefined };
  /** Record to this file from the start, as HAR; or to a stream, whole once the spy is closed, never ended. */
  readonly har?: string | Writable;
  /** Write one line of JSON per event to this file or stream; docs/ndjson.md describes them. */
  readonly ndjson?: string | Writable;
  /** When files go on under the next name: at `bytes` (256 MiB for HAR), after `ms` (never). */
  readonly rotate?: { readonly bytes?: number; readonly ms?: number };
  /** Only exchanges that match are recorded; in the language of docs/filter.md. */
  readonly filter?: string;
  readonly redact?: RedactMode;
  /** Regular expressions (RE2 syntax) of what is secret besides; of one with a group, its first group. */
  readonly redactPatterns?: readonly string[];
  /** Names of cookies, fields, parameters and keys whose values are secret besides. */
  readonly redactNames?: readonly string[];
  /** Equal secrets have equal pseudonyms in all runs with this key; random by default. */
  readonly redactKey?: string | Secret;
  /** `exact`: each answer's end is held until its session has been read; see docs/decisions/0016. */
  readonly snapshot?: 'beside' | 'exact';
  /** Bytes of each message's content that are kept. */
  readonly maxBodyBytes?: number;
  /** Milliseconds the app may take until the first byte of an answer. */
  readonly timeoutMs?: number;
  /** Accept any certificate of an https target. */
  readonly insecure?: boolean;
  readonly hostHeader?: 'preserve' | 'target';
  /** Exchanges kept in memory. */
  readonly maxExchanges?: number;
  /** What the exchanges kept may take; of the oldest, contents go first, then the exchanges. */
  readonly maxMemoryBytes?: number;
}

type TypeName = 'string' | 'number' | 'boolean' | 'array' | 'object';

/** Which types each option may be of; a key of SpyOptions without an entry does not compile. */
const TYPES: { readonly [Name in keyof SpyOptions]-?: readonly TypeName[] } = {
  target: ['string'],
  listen: ['object'],
  framework: ['string'],
  secrets: ['array'],
  stores: ['array'],
  settings: ['object'],
  har: ['string', 'object'],
  ndjson: ['string', 'object'],
  rotate: ['object'],
  filter: ['string'],
  redact: ['string'],
  redactPatterns: ['array'],
  redactNames: ['array'],
  redactKey: ['string', 'object'],
  snapshot: ['string'],
  maxBodyBytes: ['number'],
  timeoutMs: ['number'],
  insecure: ['boolean'],
  hostHeader: ['string'],
  maxExchanges: ['number'],
  maxMemoryBytes: ['number'],
};

/** Of options that take one of a few words. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  snapshot: ['beside', 'exact'],
  hostHeader: ['preserve', 'target'],
};

/** For callers without types: throws SpyError SPY_CONFIG at the first option that is none or is wrong. */
export function checkSpyOptions(options: unknown): asserts options is SpyOptions {
  if (typeof options !== 'object' || options === null || !('target' in options)) {
    throw new SpyError(
      'SPY_CONFIG',
      "Say where the app listens: startSpy({ target: 'localhost:8000' }).",
    );
  }
  const types = new Map<string, readonly string[]>(Object.entries(TYPES));
  for (const [name, value] of Object.entries(options) as readonly [string, unknown][]) {
    const wanted = types.get(name);
    if (wanted === undefined) {
      const known = Object.keys(TYPES).join(', ');
      throw new SpyError('SPY_CONFIG', `startSpy has no option "${name}": there are ${known}.`);
    }
    const given = Array.isArray(value) ? 'array' : typeof value;
    if (value !== undefined && !wanted.includes(given)) {
      throw new SpyError(
        'SPY_CONFIG',
        `The option "${name}" must be of type ${wanted.join(' or ')}, not ${given}.`,
      );
    }
    const words = WORDS[name];
    if (words !== undefined && value !== undefined && !words.some((word) => word === value)) {
      throw new SpyError('SPY_CONFIG', `The option "${name}" must be ${words.join(' or ')}.`);
    }
  }
}
