/**
 * A framework small enough to reason about: the cookie `sid` is an id, the store's text is `key=value`
 * pairs, the pair `user` names who is logged in. For tests of what session/ does with any framework.
 */
import type { FrameworkAdapter } from '../../src/frameworks/adapter.js';
import type { PayloadEntry } from '../../src/model/payload.js';
import type { Row, RowQuery } from '../../src/model/store.js';
import { entryOf } from '../../src/model/payload.js';
import type { StoreConnection } from '../../src/stores/driver.js';

export const fakeFramework: FrameworkAdapter = {
  name: 'fake',
  settings: [],
  settlesAt: 'response-end',
  announcesSaves: true,
  recognise: (cookies) => {
    const pair = cookies.findLast(({ name }) => name === 'sid');
    return pair && { framework: 'fake', name: 'sid', value: pair.value };
  },
  open: (cookie) => ({ kind: 'session-id', id: cookie.value, integrity: 'not-signed' }),
  locate: (id, kind) =>
    kind === 'rows'
      ? [
          {
            kind: 'row',
            query: { table: 'sessions', keyColumn: 'id', key: id, columns: ['id', 'data'] },
            valueColumn: 'data',
          },
        ]
      : [],
  samples: () => [],
  read: (record) => {
    const text = new TextDecoder().decode(record.bytes);
    const entries = text.split(',').map((pair): PayloadEntry => {
      const [key = '', value = ''] = pair.split('=');
      return [key, value];
    });
    return { integrity: 'verified', payload: { kind: 'map', entries }, problems: [] };
  },
  identify: (payload) => {
    const userId = entryOf(payload, 'user');
    if (typeof userId !== 'string') return { kind: 'nobody' };
    const actor = entryOf(payload, 'actor');
    if (typeof actor !== 'string') return { kind: 'user', userId };
    return {
      kind: 'user',
      userId,
      impersonation: { role: 'impersonator', userId: actor, by: 'fake-hijack' },
    };
  },
  userRow: (userId) => ({ table: 'users', keyColumn: 'id', key: userId, columns: ['name'] }),
  describeUser: (row) => ({ name: String(row.get('name')) }),
  userGroups: (userId) => ({
    links: { table: 'members', keyColumn: 'user', key: userId, columns: ['group'] },
    linkColumn: 'group',
    target: { table: 'groups', keyColumn: 'id', columns: ['name'] },
    nameColumn: 'name',
  }),
  examine: () => undefined,
  examines: [],
  judge: (_claim, _payload, row) => {
    const name = row?.get('name');
    if (typeof name === 'string') return { kind: 'accepted', problems: [] };
    return {
      kind: 'rejected',
      problem: { code: 'user-not-found', severity: 'note', message: 'No such user.' },
    };
  },
};

/** Two tables in memory; `onFind` may delay or throw. */
export class FakeDatabase {
  readonly sessions = new Map<string, string>();
  readonly users = new Map<string, string>();
  /** Names of groups by user. */
  readonly groups = new Map<string, readonly string[]>();
  onFind: (query: RowQuery) => Promise<void> = () => Promise.resolve();
  lookups = 0;

  connection(): StoreConnection {
    return {
      kind: 'rows',
      label: 'fake database',
      close: () => Promise.resolve(),
      rows: {
        findRow: async (query): Promise<Row | undefined> => {
          this.lookups += 1;
          await this.onFind(query);
          if (query.table === 'groups') return new Map([['name', query.key]]);
          const isUser = query.table === 'users';
          const value = (isUser ? this.users : this.sessions).get(query.key);
          return value === undefined ? undefined : new Map([[isUser ? 'name' : 'data', value]]);
        },
        findRows: ({ key }) =>
          Promise.resolve((this.groups.get(key) ?? []).map((name) => new Map([['group', name]]))),
        newestRow: () => Promise.resolve(undefined),
      },
    };
  }
}
