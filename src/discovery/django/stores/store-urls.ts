/**
 * What discovery says of a store: its URL as `--store` takes it, never with a password, or why there is
 * none. One place decides how addresses are written, for the drivers read them back. Pure.
 */

/** A password and where it stood: `setting` for the project's settings, else a file or variable. */
export interface PasswordFound {
  readonly text: string;
  readonly from: string;
}

/** Where a password comes from that stands in the settings themselves. */
export const FROM_SETTINGS = 'setting';

export interface StoreUrl {
  readonly kind: 'url';
  readonly url: string;
  /** For one line: `postgres shop`. */
  readonly label: string;
  readonly password?: PasswordFound;
}

/** It cannot be read from outside. The reason ends without a full stop, the remedy is a sentence. */
export interface NoStore {
  readonly kind: 'none';
  readonly reason: string;
  readonly remedy: string;
  /** Nothing would be lost by not saying so: what is kept in memory only. */
  readonly isMemory?: true;
}

export type StoreFinding = StoreUrl | NoStore;

export const GIVE_A_STORE = 'Give a store that can be read with --store.';

export const noStore = (reason: string, remedy = GIVE_A_STORE): NoStore => ({
  kind: 'none',
  reason,
  remedy,
});

export interface ServerAddress {
  readonly scheme: string;
  readonly user?: string | undefined;
  /** A name, an address, or the folder of a socket. */
  readonly host: string;
  readonly port?: string | undefined;
  /** Of a database or its number. */
  readonly name?: string | undefined;
  readonly parameters?: readonly (readonly [string, string | undefined])[];
}

/** `postgres://ada@db:5432/shop?sslmode=require`; a socket's folder is percent-encoded, as libpq has it. */
export function serverUrl(address: ServerAddress): string {
  const { scheme, user, host, port, name, parameters = [] } = address;
  const userPart = user === undefined ? '' : `${encodeURIComponent(user)}@`;
  const portPart = port === undefined ? '' : `:${port}`;
  const namePart = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${scheme}://${userPart}${hostText(host)}${portPart}${namePart}${queryText(parameters)}`;
}

/** `?db=1`, without those that have no value; slashes stay readable. */
export function queryText(parameters: readonly (readonly [string, string | undefined])[]): string {
  const pairs = parameters.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value).replaceAll('%2F', '/')}`],
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** A path in a URL, its slashes readable. */
export const pathInUrl = (path: string): string =>
  path.split('/').map(encodeURIComponent).join('/');

const hostText = (host: string): string =>
  host.includes(':') && !host.startsWith('/')
    ? `[${host.replace(/^\[(.*)\]$/, '$1')}]`
    : encodeURIComponent(host);
