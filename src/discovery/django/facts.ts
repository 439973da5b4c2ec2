/**
 * A Django project's settings as far as they are known, whether by running it or by reading its
 * files. Absent means unknown.
 */
import type { SettingValue } from '../../model/settings.js';

/** A line in a file of the project; `line` from 1, absent where only the file is known. */
export interface Place {
  /** Absolute. */
  readonly file: string;
  readonly line?: number;
}

export interface Database {
  /** ENGINE, e.g. `django.db.backends.sqlite3`. */
  readonly engine: string;
  /** NAME; for SQLite an absolute path, `:memory:` or a `file:` URI. */
  readonly name: string;
  readonly host?: string;
  readonly port?: string;
  readonly user?: string;
  readonly at?: Place;
}

/** Django's own engines, by the last part of their module's name. */
export type EngineKind = 'db' | 'cached_db' | 'cache' | 'file' | 'signed_cookies';

export interface UserTable {
  readonly table: string;
  readonly key?: string;
  /** Django's name of the field's class: AutoField, UUIDField. */
  readonly keyType?: string;
  readonly name?: string;
  readonly password?: string;
  readonly database?: Database;
}

export interface DjangoFacts {
  readonly version?: string;
  /** The module of the settings, e.g. `mysite.settings`. */
  readonly module?: string;
  /** Django's settings; without a place where Django's default holds. */
  readonly settings: ReadonlyMap<string, { readonly value: SettingValue; readonly at?: Place }>;
  readonly secrets: readonly { readonly key: Uint8Array | string; readonly at?: Place }[];
  /** SESSION_ENGINE's kind; undefined for an engine that is not Django's. */
  readonly engine?: EngineKind;
  readonly sessionTable?: string;
  readonly sessionSalt?: string;
  readonly sessionDatabase?: Database;
  /** Folder of the file engine, absolute. */
  readonly sessionFolder?: string;
  readonly cache?: { readonly backend: string; readonly location?: string; readonly at?: Place };
  readonly cacheKeyFormat?: string;
  readonly users?: UserTable;
}
