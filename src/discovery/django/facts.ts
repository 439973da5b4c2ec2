/**
 * A Django project's settings as far as they are known, whether by running it or by reading its
 * files. Absent means unknown. Passwords stand here in clear: nothing prints facts.
 */
import type { SettingValue } from '../../model/settings.js';

/** A line in a file of the project; `line` from 1, absent where only the file is known. */
export interface Place {
  /** Absolute. */
  readonly file: string;
  readonly line?: number;
}

/** A setting as data: JSON, with maps for dicts. What is neither is left out or null. */
export type PlainValue =
  null | boolean | number | string | readonly PlainValue[] | ReadonlyMap<string, PlainValue>;
export type PlainMap = ReadonlyMap<string, PlainValue>;

export interface Database {
  /** ENGINE, e.g. `django.db.backends.sqlite3`. */
  readonly engine: string;
  /** Django's word for the kind, from the class: postgresql, mysql, sqlite, oracle, or another. */
  readonly vendor?: string;
  /** NAME; for SQLite an absolute path, `:memory:` or a `file:` URI. */
  readonly name: string;
  readonly host?: string;
  readonly port?: string;
  readonly user?: string;
  readonly password?: string;
  /** OPTIONS, which the client library gets. */
  readonly options?: PlainMap;
  readonly at?: Place;
}

/** Django's own engines by the last part of their module's name, and django-redis-sessions. */
export type EngineKind = 'db' | 'cached_db' | 'cache' | 'file' | 'signed_cookies' | 'redis';

export interface SessionEngine {
  /** undefined: none that we know is among its bases. */
  readonly kind?: EngineKind;
  /** Module of the nearest base that we know; that of SESSION_ENGINE itself where it is one. */
  readonly base?: string;
  /** Full name of the class. */
  readonly className?: string;
  /** key_salt. */
  readonly salt?: string;
  /** What it puts before a session's id in the cache. */
  readonly cachePrefix?: string;
}

export interface SessionTable {
  readonly table: string;
  /** Of the key, the data and the expiry. */
  readonly columns?: readonly [string, string, string];
  /** The alias in DATABASES that reads go to. */
  readonly alias?: string;
}

export interface Cache {
  readonly backend: string;
  /** Full names of its class and that one's bases; only the backend where it cannot be loaded. */
  readonly bases: readonly string[];
  /** LOCATION, one or several; may hold passwords. */
  readonly locations: readonly string[];
  /** OPTIONS. */
  readonly options: PlainMap;
  /** DJANGO_REDIS_CONNECTION_FACTORY. */
  readonly factory?: string;
  /** Of the database cache. */
  readonly table?: { readonly name: string; readonly alias: string };
  /** A key with `{}` for what Django gives it. */
  readonly keyFormat?: string;
  /** What makes keys in a way that no format can tell. */
  readonly keyFunction?: string;
  readonly at?: Place;
}

/** SESSION_REDIS of django-redis-sessions. */
export interface RedisSessions {
  /** host, port, db, password, url, unix_domain_socket_path; several servers in a pool. */
  readonly servers: readonly PlainMap[];
  readonly hasSentinels: boolean;
  readonly prefix?: string;
  readonly at?: Place;
}

/** A column that the model does not have is the empty text. */
export interface UserTable {
  readonly table: string;
  readonly key?: string;
  /** Django's name of the field's class: AutoField, UUIDField. */
  readonly keyType?: string;
  readonly name?: string;
  readonly password?: string;
  readonly active?: string;
  readonly staff?: string;
  /** The model makes session auth hashes in its own way. */
  readonly isHashOwn?: boolean;
  readonly alias?: string;
}

/** The empty table: the user model has no groups. */
export interface GroupTables {
  readonly table: string;
  readonly userColumn?: string;
  readonly groupColumn?: string;
  readonly groupTable?: string;
  readonly groupKey?: string;
  readonly groupName?: string;
}

export interface DjangoFacts {
  readonly version?: string;
  /** The module of the settings, e.g. `mysite.settings`. */
  readonly module?: string;
  /** Django's settings; without a place where Django's default holds. */
  readonly settings: ReadonlyMap<string, { readonly value: SettingValue; readonly at?: Place }>;
  readonly secrets: readonly { readonly key: Uint8Array | string; readonly at?: Place }[];
  readonly engine: SessionEngine;
  readonly sessionTable?: SessionTable;
  /** Folder of the file engine, absolute. */
  readonly sessionFolder?: string;
  readonly cache?: Cache;
  readonly redisSessions?: RedisSessions;
  readonly users?: UserTable;
  readonly groups?: GroupTables;
  /** DATABASES, by alias. */
  readonly databases: ReadonlyMap<string, Database>;
  /** Variables of the project's environment that database clients read. */
  readonly environment: ReadonlyMap<string, string>;
  /** Files that say all this, absolute. */
  readonly files: readonly string[];
}
