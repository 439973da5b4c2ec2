/** What each column that can be sorted by goes by. */
import type { JournalReader } from '../../journal/reader.js';
import type { ConnectionId, SessionTag } from '../../model/ids.js';
import { identityLabel } from '../../model/identity.js';
import type { Summary } from '../../model/summary.js';
import type { RowKey, View } from '../model.js';
import type { SortValue } from './sorted.js';

type ByColumn<Row> = Readonly<Record<string, (row: Row) => SortValue | undefined>>;

const REQUESTS: ByColumn<Summary> = {
  time: ({ seq }) => seq,
  user: ({ user }) => user,
  session: ({ sessions }) => sessions.at(-1),
  method: ({ method }) => method,
  path: ({ target }) => target,
  status: ({ status }) => status,
  'what changed': ({ events, changed }) => events.length + changed.length,
  size: ({ sizeBytes }) => sizeBytes,
  took: ({ durationMs }) => durationMs,
};

type SessionRow = NonNullable<ReturnType<JournalReader['session']>>;
const SESSIONS: ByColumn<SessionRow> = {
  session: ({ tag }) => tag,
  user: ({ identity }) => identityLabel(identity),
  framework: ({ framework }) => framework,
  created: ({ createdAt }) => createdAt,
  expires: ({ expiresAt }) => expiresAt,
  requests: ({ exchanges }) => exchanges.length,
  connections: ({ connections }) => connections,
  'last change': ({ lastChange }) => lastChange?.at,
};

type UserRow = NonNullable<ReturnType<JournalReader['user']>>;
const USERS: ByColumn<UserRow> = {
  user: ({ label }) => label,
  requests: ({ exchanges }) => exchanges.length,
  sessions: ({ sessions }) => sessions,
  connections: ({ connections }) => connections,
  'last request': ({ lastRequest }) => lastRequest,
  'first seen': ({ firstSeenAt }) => firstSeenAt,
  'last seen': ({ lastSeenAt }) => lastSeenAt,
};

type ConnectionRow = NonNullable<ReturnType<JournalReader['connection']>>;
const CONNECTIONS: ByColumn<ConnectionRow> = {
  id: ({ connection }) => Number(connection.id.slice(1)),
  client: ({ connection: { remote } }) => `${remote.address} ${String(remote.port).padStart(5)}`,
  opened: ({ connection }) => connection.openedAt,
  user: ({ identity }) => identity.current && identityLabel(identity.current.identity),
  requests: ({ requestCount }) => requestCount,
  'in flight': ({ inFlight }) => inFlight,
};

const COLUMNS: Readonly<Record<View, readonly string[]>> = {
  requests: Object.keys(REQUESTS),
  sessions: Object.keys(SESSIONS),
  users: Object.keys(USERS),
  connections: Object.keys(CONNECTIONS),
};

/** The columns of a view that it can be sorted by, in the order of the menu. */
export const sortableColumns = (view: View): readonly string[] => COLUMNS[view];

/** Columns of text and of names go from their beginning first, numbers and times from the highest. */
export const ascendsFirst = (column: string): boolean => TEXT_COLUMNS.has(column);

const TEXT_COLUMNS = new Set([
  'user',
  'session',
  'method',
  'path',
  'status',
  'framework',
  'client',
  'id',
  'last request',
]);

/** What a row is sorted by; undefined where it has nothing there. */
export function sortValueOf(
  view: View,
  column: string,
  key: RowKey,
  journal: JournalReader,
): SortValue | undefined {
  switch (view) {
    case 'requests':
      return valueIn(REQUESTS, column, typeof key === 'number' ? journal.summary(key) : undefined);
    case 'sessions':
      return valueIn(SESSIONS, column, journal.session(key as SessionTag));
    case 'users':
      return valueIn(USERS, column, journal.user(String(key)));
    case 'connections':
      return valueIn(CONNECTIONS, column, journal.connection(key as ConnectionId));
    default:
      return view satisfies never;
  }
}

const valueIn = <Row>(columns: ByColumn<Row>, column: string, row: Row | undefined) =>
  row === undefined ? undefined : columns[column]?.(row);
