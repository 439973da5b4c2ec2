/** Django's sessions and users in a real PostgreSQL, alone and behind a cache. */
import { afterAll, beforeAll } from 'vitest';
import { itTellsTheStory } from '../support/django-story.js';
import { describeWith } from '../support/programs.js';
import { describeWithDjango } from '../support/python-django.js';
import { startPostgres, type PostgresServer } from '../support/servers/postgres.js';
import { startRedis, type RedisServer } from '../support/servers/redis.js';

const NEEDS = ['psycopg2', 'django_redis'];

describeWith('postgres', 'with PostgreSQL', () => {
  describeWith('redis-server', 'and Redis', () => {
    describeWithDjango(
      'Django',
      () => {
        let postgres: PostgresServer;
        let redis: RedisServer;
        beforeAll(async () => {
          [postgres, redis] = await Promise.all([
            startPostgres(),
            startRedis({ password: 'cache-password' }),
          ]);
        });
        afterAll(() => Promise.all([postgres.remove(), redis.close()]));

        /** A database of its own in the server. */
        const databaseUrl = async (name: string): Promise<string> => {
          await postgres.run(`CREATE DATABASE ${name}`, 'postgres');
          const { user, password, host, port } = postgres;
          return `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${name}`;
        };

        itTellsTheStory({
          name: 'db',
          variables: async () => ({ DATABASE_URL: await databaseUrl('plain') }),
          finds: /sessions in the database \(postgres plain/,
          signed: true,
        });
        itTellsTheStory({
          name: 'db, with pickles',
          variables: async () => ({
            DATABASE_URL: await databaseUrl('pickled'),
            SESSION_SERIALIZER: 'pickle',
          }),
          finds: /sessions in the database \(postgres pickled/,
          signed: true,
        });
        itTellsTheStory({
          name: 'db, with a user model of its own',
          variables: async () => ({
            DATABASE_URL: await databaseUrl('people'),
            USER_MODEL: 'people.Person',
          }),
          finds: /postgres people/,
          signed: true,
        });
        itTellsTheStory({
          name: 'the database cache',
          variables: async () => ({
            DATABASE_URL: await databaseUrl('cached'),
            SESSION_ENGINE: 'cache',
            CACHE_URL: 'db://site_cache',
          }),
          finds: /postgres cached/,
          signed: false,
        });
        itTellsTheStory({
          name: 'cached_db with Redis',
          variables: async () => ({
            DATABASE_URL: await databaseUrl('behind'),
            SESSION_ENGINE: 'cached_db',
            CACHE_URL: `${redis.url(3)}?prefix=shop`,
          }),
          finds: /redis/,
          signed: false,
        });
      },
      NEEDS,
    );
  });
});
