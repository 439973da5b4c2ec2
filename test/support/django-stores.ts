/**
 * The stores in fixtures/stores/django, each written by a real Django: what is in them, and what that
 * Django says about every session. The manifest's `about` describes its shape.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { django } from '../../src/frameworks/django.js';
import { identityLabel } from '../../src/model/identity.js';
import { payloadJson } from '../../src/model/payload-json.js';
import type { SettingValue } from '../../src/model/settings.js';
import { systemClock } from '../../src/model/time.js';
import type { ReaderContext } from '../../src/session/reader-context.js';
import { readSession, type SessionReading } from '../../src/session/session-reader.js';
import { SessionStores } from '../../src/session/session-stores.js';
import { UserDirectory } from '../../src/session/user-directory.js';
import { WatchedStore } from '../../src/session/watched-store.js';
import type { StoreConnection } from '../../src/stores/driver.js';
import { keyRing } from './django-vectors.js';

export interface DumpedSession {
  readonly name: string;
  readonly cookie_value: string;
  /** Whom Django takes it for; null: nobody. */
  readonly user: string | null;
  readonly django_loads?: Readonly<Record<string, unknown>>;
}

export interface DumpedStore {
  /** Below fixtures/stores/django. */
  readonly file: string;
  readonly kind: string;
  readonly django: string;
  readonly secret: string;
  readonly engine: string;
  readonly cookie_name: string;
  readonly cookie_age: number;
  readonly user_table: string;
  readonly username_field: string;
  readonly pk_column: string;
  readonly cache?: {
    readonly key_prefix?: string;
    readonly version?: number;
    readonly table?: string;
    readonly prefix?: string;
  };
  readonly users: readonly Readonly<Record<string, string | boolean>>[];
  readonly sessions: readonly DumpedSession[];
}

const FOLDER = new URL('../../fixtures/stores/django/', import.meta.url);

/** A file of the dumps, absolute. */
export const dumpPath = (file: string): string => fileURLToPath(new URL(file, FOLDER));

/** Entries of the manifest of one kind: `sqlite`, `postgres-sql`, `redis-jsonl` and so on. */
export function dumpedStores(kind: string): readonly DumpedStore[] {
  const { stores } = JSON.parse(readFileSync(dumpPath('manifest.json'), 'utf8')) as {
    stores: readonly DumpedStore[];
  };
  return stores.filter((store) => store.kind === kind);
}

/** Reads each session as the program would and expects of it what its Django said. */
export async function expectSessions(
  dumped: DumpedStore,
  connections: readonly StoreConnection[],
): Promise<void> {
  const context = contextFor(dumped, connections);
  for (const session of dumped.sessions) {
    const pair = { name: dumped.cookie_name, value: session.cookie_value };
    const cookie = django.recognise([pair], context.settings);
    if (cookie === undefined) throw new Error(`no cookie in ${session.name}`);
    const reading = await readSession(django, cookie, false, context, AbortSignal.timeout(5000));
    expect({ session: session.name, user: userOf(reading) }).toEqual({
      session: session.name,
      user: session.user ?? 'anonymous',
    });
    if (reading.state !== 'live' || reading.payload === undefined) continue;
    expect(payloadJson(reading.payload)).toMatchObject(loadsOf(session));
  }
}

/** What the manifest says in JSON; `...` and `pickled` stand for what the vectors compare instead. */
function loadsOf({ django_loads }: DumpedSession): Readonly<Record<string, unknown>> {
  const entries = Object.entries(django_loads ?? {}) as readonly [string, unknown][];
  const comparable = entries.filter(([key, value]) => key !== 'pickled' && value !== '...');
  return JSON.parse(JSON.stringify(Object.fromEntries(comparable)), (_key, part: unknown) =>
    typeof part === 'number' && Number.isInteger(part) && !Number.isSafeInteger(part)
      ? { $py: 'int', value: BigInt(part).toString() }
      : part,
  ) as Readonly<Record<string, unknown>>;
}

const userOf = ({ identity }: SessionReading): string => identityLabel(identity);

export function contextFor(
  dumped: DumpedStore,
  connections: readonly StoreConnection[],
): ReaderContext {
  const stores = connections.map((connection) => new WatchedStore(connection));
  return {
    settings: settingsOf(dumped),
    keys: keyRing(dumped.secret),
    stores: new SessionStores(stores),
    users: new UserDirectory(stores, systemClock.now),
    keyEvidence: { areTheApps: false },
    now: systemClock.now,
  };
}

function settingsOf(dumped: DumpedStore): ReadonlyMap<string, SettingValue> {
  const { cache } = dumped;
  return new Map<string, SettingValue>([
    ['SESSION_ENGINE', dumped.engine],
    ['SESSION_COOKIE_NAME', dumped.cookie_name],
    ['SESSION_COOKIE_AGE', dumped.cookie_age],
    ['django_version', dumped.django],
    ['user_table', dumped.user_table],
    ['user_pk_column', dumped.pk_column],
    ['user_name_column', dumped.username_field],
    ['user_pk_type', dumped.user_table === 'auth_user' ? 'AutoField' : 'UUIDField'],
    ...(cache?.table === undefined ? [] : [['cache_table', cache.table] as const]),
    ...(cache?.prefix === undefined ? [] : [['SESSION_REDIS_PREFIX', cache.prefix] as const]),
    ...(cache?.version === undefined
      ? []
      : [['cache_key_format', `${cache.key_prefix ?? ''}:${cache.version}:{}`] as const]),
  ]);
}

/** The users of the manifest as a table, for stores that hold sessions alone. */
export function usersOf(dumped: DumpedStore): StoreConnection {
  const rows = dumped.users.map(
    (user) => new Map(Object.entries({ ...user, [dumped.pk_column]: user['pk'] ?? '' })),
  );
  return {
    kind: 'rows',
    label: 'users of the manifest',
    close: () => Promise.resolve(),
    rows: {
      findRow: ({ table, keyColumn, key }) =>
        Promise.resolve(
          table === dumped.user_table ? rows.find((row) => row.get(keyColumn) === key) : undefined,
        ),
      findRows: () => Promise.resolve([]),
      newestRow: () => Promise.resolve(undefined),
    },
  };
}
