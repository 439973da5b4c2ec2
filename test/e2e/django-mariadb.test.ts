/** Django's sessions and users in a real MariaDB, alone and behind a cache. */
import { afterAll, beforeAll } from 'vitest';
import { itTellsTheStory } from '../support/django-story.js';
import { describeWith } from '../support/programs.js';
import { describeWithDjango } from '../support/python-django.js';
import { startMariadb, type MariadbServer } from '../support/servers/mariadb.js';
import { startMemcached, type MemcachedServer } from '../support/servers/memcached.js';

describeWith('mariadbd', 'with MariaDB', () => {
  describeWith('memcached', 'and memcached', () => {
    describeWithDjango(
      'Django',
      () => {
        let mariadb: MariadbServer;
        let memcached: MemcachedServer;
        beforeAll(async () => {
          [mariadb, memcached] = await Promise.all([startMariadb(), startMemcached()]);
        });
        afterAll(() => Promise.all([mariadb.remove(), memcached.close()]));

        const databaseUrl = async (name: string): Promise<string> => {
          await mariadb.run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
          const { user, password, host, port } = mariadb;
          return `mysql://${user}:${encodeURIComponent(password)}@${host}:${port}/${name}`;
        };

        itTellsTheStory({
          name: 'db',
          variables: async () => ({ DATABASE_URL: await databaseUrl('plain') }),
          finds: /sessions in the database \(mysql plain/,
          signed: true,
        });
        itTellsTheStory({
          name: 'db, with a user model of its own',
          variables: async () => ({
            DATABASE_URL: await databaseUrl('people'),
            USER_MODEL: 'people.Person',
          }),
          finds: /mysql people/,
          signed: true,
        });
        itTellsTheStory({
          name: 'the database cache',
          variables: async () => ({
            DATABASE_URL: await databaseUrl('cached'),
            SESSION_ENGINE: 'cache',
            CACHE_URL: 'db://site_cache',
          }),
          finds: /mysql cached/,
          signed: false,
        });
        itTellsTheStory({
          name: 'cached_db with memcached',
          variables: async () => ({
            DATABASE_URL: await databaseUrl('behind'),
            SESSION_ENGINE: 'cached_db',
            CACHE_URL: memcached.url().replace('memcached:', 'pymemcache:'),
          }),
          finds: /memcached/,
          signed: false,
        });
      },
      ['MySQLdb', 'pymemcache'],
    );
  });
});
