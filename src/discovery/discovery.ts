/** What a project's folder says about its sessions. Secrets are objects that cannot be printed. */
import type { Secret } from '../model/keyring.js';
import type { Problem } from '../model/problem.js';
import type { SettingValue } from '../model/settings.js';
import type { StoreUse } from '../model/store.js';

/** A value and the place that says so: `mysite/settings.py:23`, relative to the project's folder. */
export interface Found<Value> {
  readonly value: Value;
  readonly where: string;
}

export interface FoundStore {
  /** As `--store` would have it; its scheme may be one without a driver. Never with a password. */
  readonly url: string;
  readonly password?: Secret;
  /** Absent: for sessions and users. */
  readonly use?: StoreUse;
  readonly where: string;
}

export interface Discovery {
  readonly framework: 'django';
  /** By Django's own names; those in lower case are the adapter's. */
  readonly settings: ReadonlyMap<string, Found<SettingValue>>;
  /** The current key first, then the rotated ones. */
  readonly secrets: readonly { readonly secret: Secret; readonly where: string }[];
  readonly stores: readonly FoundStore[];
  /** Whether the project itself was asked; otherwise its files were read. */
  readonly isRun: boolean;
  /** One line for the user. */
  readonly summary: string;
  readonly problems: readonly Problem[];
  /** Absolute paths of the files that all this came from; when one changes, discover anew. */
  readonly watched: readonly string[];
}
