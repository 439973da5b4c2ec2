/** Look-ups as tests make them: rows as plain objects, failures as values. */
import { Secret } from '../../src/model/keyring.js';
import type { RowQuery } from '../../src/model/store.js';
import { StoreError, type StoreConnection, type StoreDriver } from '../../src/stores/driver.js';

export type RowStore = StoreConnection & { readonly kind: 'rows' };

/** A session as Django's table has it. */
export const SESSION_QUERY: RowQuery = {
  table: 'django_session',
  keyColumn: 'session_key',
  key: 'abc',
  columns: ['session_data'],
};

/** Opens a store of rows; a password is given as the program would give one. */
export function openRows(
  driver: StoreDriver,
  url: string,
  password?: string,
  environment: Readonly<NodeJS.ProcessEnv> = {},
): RowStore {
  const access = {
    environment: { HOME: '/nonexistent', ...environment },
    ...(password === undefined ? {} : { password: new Secret(password, 'the test') }),
  };
  const connection = driver.open(url, access);
  if (connection.kind !== 'rows') throw new Error('not a store of rows');
  return connection;
}

export async function findIn(
  store: RowStore,
  query: Partial<RowQuery> = {},
  signal: AbortSignal = AbortSignal.timeout(10_000),
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const row = await store.rows.findRow({ ...SESSION_QUERY, ...query }, signal);
  return row && Object.fromEntries(row);
}

/** What the look-up fails with; fails itself where it does not. */
export async function failureOf(lookUp: Promise<unknown>): Promise<StoreError> {
  const error: unknown = await lookUp.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StoreError)) throw new Error('no StoreError', { cause: error });
  return error;
}
