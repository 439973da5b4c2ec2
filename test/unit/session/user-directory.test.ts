import { expect, it } from 'vitest';
import type { EpochMs } from '../../../src/model/time.js';
import type { LinkedNames } from '../../../src/model/store.js';
import { UserDirectory } from '../../../src/session/user-directory.js';
import { WatchedStore } from '../../../src/session/watched-store.js';
import { tableMissing } from '../../../src/stores/driver-table.js';

const GROUPS: LinkedNames = {
  links: { table: 'auth_user_groups', keyColumn: 'user_id', key: '7', columns: ['group_id'] },
  linkColumn: 'group_id',
  target: { table: 'auth_group', keyColumn: 'id', columns: ['name'] },
  nameColumn: 'name',
};

it('does not ask for the groups again at once where there is no table of them', async () => {
  let now = 0;
  let asked = 0;
  const none = (): Promise<never> => {
    asked += 1;
    return Promise.reject(tableMissing('auth_user_groups', 'shop'));
  };
  const store = new WatchedStore({
    kind: 'rows',
    label: 'shop',
    close: () => Promise.resolve(),
    rows: { findRow: none, findRows: none, newestRow: none },
  });
  const directory = new UserDirectory([store], () => now as EpochMs);
  const names = (): Promise<unknown> =>
    directory.linkedNames(GROUPS, store, new AbortController().signal);
  expect([await names(), await names(), asked]).toEqual([undefined, undefined, 1]);
  now = 10_000;
  expect([await names(), asked]).toEqual([undefined, 2]);
});
