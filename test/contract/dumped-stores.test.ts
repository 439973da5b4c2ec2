/** Stores that need no server, as real Django releases left them. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { openStore } from '../../src/stores/registry.js';
import { dumpedStores, dumpPath, expectSessions, usersOf } from '../support/django-stores.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessionspy-dumps-'));
  await cp(dumpPath('.'), folder, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(dumpedStores('sqlite'))('$file of Django $django', (dumped) => {
  it('has the users that its Django says', async () => {
    const store = openStore(`sqlite:${join(folder, dumped.file)}`);
    await expectSessions(dumped, [store]);
    await store.close();
  });
});

describe.each([...dumpedStores('file-sessions'), ...dumpedStores('file-cache')])(
  '$file of Django $django',
  (dumped) => {
    it('has the users that its Django says', async () => {
      const store = openStore(`file:${join(folder, dumped.file)}`);
      await expectSessions(dumped, [store, usersOf(dumped)]);
      await store.close();
    });
  },
);
