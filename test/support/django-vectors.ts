/** Sessions that real Django releases wrote, and what they hold: fixtures/sessions/django. */
import { readFileSync } from 'node:fs';
import { Secret, type KeyRing } from '../../src/model/keyring.js';
import type { SettingValue, Settings } from '../../src/model/settings.js';
import type { Row, StoreRecord } from '../../src/model/store.js';
import type { EpochMs } from '../../src/model/time.js';

export interface StoredVector {
  readonly kind: string;
  readonly table?: string;
  readonly session_key?: string;
  readonly session_data?: string;
  readonly expire_date?: string | null;
  readonly name?: string;
  readonly content?: string;
  readonly mtime?: number;
  readonly key?: string;
  readonly value?: string;
  readonly value_base64?: string;
  readonly content_base64?: string;
  readonly expires?: string;
  readonly cache_key?: string;
  readonly file?: string;
  readonly db?: StoredVector;
  readonly cache?: StoredVector;
}

export interface SessionVector {
  readonly id: string;
  readonly django: string;
  readonly engine: string;
  readonly serializer: string;
  readonly secret: string | null;
  readonly fallbacks: readonly string[];
  readonly cookie_name: string;
  readonly cookie_age: number;
  readonly cookie_value: string | null;
  readonly stored: StoredVector;
  readonly evaluate_at: number;
  readonly scheme: string;
  readonly salt?: string;
  readonly signed_with?: string;
  readonly signed_at?: number;
  readonly signature: 'valid' | 'bad' | 'expired' | 'unverifiable';
  readonly expected: unknown;
  readonly error?: string;
  readonly unsafe?: boolean;
  readonly pickle_protocol?: number;
  readonly user_row?: Readonly<Record<string, string | number | boolean>>;
  readonly user: {
    readonly id: string;
    readonly hash_valid: boolean | null;
    readonly username?: string;
    readonly django_logs_in?: string | null;
  } | null;
}

export interface MessagesVector {
  readonly id: string;
  readonly secret: string;
  readonly wire_value: string;
  readonly cookie_value: string;
  readonly expected: readonly unknown[];
  readonly not_finished: boolean;
}

export interface CsrfVector {
  readonly id: string;
  readonly cookie_value: string;
  readonly form_tokens: readonly string[];
}

export interface PasswordVector {
  readonly id: string;
  readonly encoded: string;
}

export interface CompatVector {
  readonly sample: string;
  readonly engine: string;
  readonly data: string;
  readonly secret: string;
  /** What each Django made of it: `reads`, `empty` or an exception, by `version python serializer`. */
  readonly readers: Readonly<Record<string, string>>;
}

interface VectorFile {
  readonly sessions: readonly SessionVector[];
  readonly messages: readonly MessagesVector[];
  readonly csrf: readonly CsrfVector[];
  readonly passwords: readonly PasswordVector[];
  readonly compat: readonly CompatVector[];
}

const file = new URL('../../fixtures/sessions/django/vectors.json', import.meta.url);

/** The whole file; its shape is described inside it, under `about`. */
export const djangoVectors = JSON.parse(readFileSync(file, 'utf8')) as VectorFile;

export const keyRing = (...secrets: readonly (string | null)[]): KeyRing =>
  secrets.flatMap((secret) => (secret === null ? [] : [new Secret(secret, 'vectors')]));

export const keysOf = (vector: SessionVector): KeyRing =>
  keyRing(vector.secret, ...vector.fallbacks);

export const settingsOf = (vector: SessionVector): Settings =>
  new Map<string, SettingValue>([
    ['SESSION_COOKIE_NAME', vector.cookie_name],
    ['SESSION_COOKIE_AGE', vector.cookie_age],
    ['SESSION_ENGINE', engineModule(vector.engine)],
    ['django_version', vector.django],
    ['cache_table', 'site_cache'],
    ['SESSION_REDIS_PREFIX', 'session'],
    ...(vector.salt === undefined ? [] : [['session_salt', vector.salt] as const]),
  ]);

function engineModule(engine: string): string {
  if (engine === 'redis_sessions') return 'redis_sessions.session';
  return engine.includes('.') ? engine : `django.contrib.sessions.backends.${engine}`;
}

export const timeOf = (vector: SessionVector): EpochMs => (vector.evaluate_at * 1000) as EpochMs;

/** What a store driver would hand over for a vector that is in a store: once for each place. */
export function recordsOf(stored: StoredVector): readonly StoreRecord[] {
  const text = (value: string | undefined): Uint8Array => Buffer.from(value ?? '');
  const base64 = (value: string | undefined): Uint8Array => Buffer.from(value ?? '', 'base64');
  switch (stored.kind) {
    case 'db':
      return [
        { kind: 'rows', bytes: text(stored.session_data), expires: stored.expire_date ?? null },
      ];
    case 'file':
      return [
        {
          kind: 'files',
          bytes: text(stored.content),
          modifiedAt: ((stored.mtime ?? 0) * 1000) as EpochMs,
        },
      ];
    case 'redis':
    case 'memcached':
      return [{ kind: 'keys', bytes: base64(stored.value_base64) }];
    case 'cache_file':
      return [{ kind: 'files', bytes: base64(stored.content_base64) }];
    case 'cache_db':
      return [{ kind: 'rows', bytes: text(stored.value), expires: stored.expires ?? null }];
    case 'cached_db':
      return [stored.db, stored.cache].flatMap((part) => (part ? recordsOf(part) : []));
    default:
      throw new Error(`no such store: ${stored.kind}`);
  }
}

export const userRowOf = (vector: SessionVector): Row | undefined =>
  vector.user_row && new Map(Object.entries(vector.user_row));

/** A value with the items of its sets in one order, for sets have none. */
export function withoutSetOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSetOrder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, withoutSetOrder(member)]);
  const isSet = '$py' in value && (value.$py === 'set' || value.$py === 'frozenset');
  if (!isSet) return Object.fromEntries(entries) as unknown;
  const { items } = Object.fromEntries(entries) as { items: readonly unknown[] };
  return { ...value, items: items.map((item) => JSON.stringify(item)).sort() };
}
