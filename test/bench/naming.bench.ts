/**
 * From the end of a response at the client to the moment at which its user is named, for each kind of
 * store: real Django, a real server, one person's visits one after another. Prints a table.
 */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { importDiscover, importSpy } from '../support/dist.js';
import { startDjangoSite } from '../support/django-site.js';
import { startMariadb, type MariadbServer } from '../support/servers/mariadb.js';
import { startMemcached, type MemcachedServer } from '../support/servers/memcached.js';
import { startPostgres, type PostgresServer } from '../support/servers/postgres.js';
import { startRedis, type RedisServer } from '../support/servers/redis.js';
import { percentile, table } from './figures.js';

const VISITS = 500;

let postgres: PostgresServer;
let mariadb: MariadbServer;
let redis: RedisServer;
let memcached: MemcachedServer;
const rows: string[][] = [];

beforeAll(async () => {
  [postgres, mariadb, redis, memcached] = await Promise.all([
    startPostgres(),
    startMariadb(),
    startRedis(),
    startMemcached(),
  ]);
});
afterAll(async () => {
  await Promise.all([postgres.remove(), mariadb.remove(), redis.close(), memcached.close()]);
  const head = ['store', 'visits', 'named', 'p50 ms', 'p99 ms'];
  process.stdout.write(`\nFrom response to named user\n${table([head, ...rows])}\n`);
});

const login = ({ user, password }: PostgresServer | MariadbServer): string =>
  `${user}:${encodeURIComponent(password)}`;
const place = ({ host, port, database }: PostgresServer | MariadbServer): string =>
  `${host}:${port}/${database}`;

describe('time from response to named user', () => {
  const cases: readonly (readonly [string, () => Record<string, string>])[] = [
    ['db, SQLite', () => ({})],
    [
      'db, PostgreSQL',
      () => ({ DATABASE_URL: `postgres://${login(postgres)}@${place(postgres)}` }),
    ],
    ['db, MariaDB', () => ({ DATABASE_URL: `mysql://${login(mariadb)}@${place(mariadb)}` })],
    ['cache, Redis', () => ({ SESSION_ENGINE: 'cache', CACHE_URL: redis.url(0) })],
    [
      'cache, memcached',
      () => ({
        SESSION_ENGINE: 'cache',
        CACHE_URL: memcached.url().replace('memcached:', 'pymemcache:'),
      }),
    ],
    ['cache, table in SQLite', () => ({ SESSION_ENGINE: 'cache', CACHE_URL: 'db://site_cache' })],
    ['file', () => ({ SESSION_ENGINE: 'file' })],
    ['signed_cookies', () => ({ SESSION_ENGINE: 'signed_cookies' })],
  ];
  it.each(cases)('%s', async (name, variables) => {
    rows.push([name, ...(await measure(variables()))]);
  });
});

async function measure(variables: Record<string, string>): Promise<string[]> {
  const [{ startSpy }, { discover }] = await Promise.all([importSpy(), importDiscover()]);
  const site = await startDjangoSite(variables);
  const found = await discover(site.folder, { run: true, environment: site.env });
  if (found === undefined) throw new Error('no project found');
  const spy = await startSpy({
    target: site.url,
    framework: 'django',
    secrets: found.secrets.map(({ secret }) => secret),
    stores: found.stores,
    settings: Object.fromEntries([...found.settings].map(([key, { value }]) => [key, value])),
  });
  const settledAt = new Map<number, number>();
  spy.journal.subscribe((event) => {
    if (event.kind === 'observed' && event.observation.settled) {
      settledAt.set(event.observation.seq, performance.now());
    }
  });
  const browser = new Browser(spy.url);
  await browser.submit('/accounts/login/', { username: 'ada', password: 'ada-password' });
  await spy.idle();
  const first = spy.journal.lastSeq + 1;
  const endedAt: number[] = [];
  for (let visit = 0; visit < VISITS; visit += 1) {
    await browser.get('/counter/');
    endedAt.push(performance.now());
  }
  await spy.idle();
  const named = spy.exchanges().filter(({ seq, session }) => {
    const actor = session?.actor;
    return seq >= first && actor?.kind === 'authenticated' && actor.name === 'ada';
  });
  const delays = endedAt.map((end, visit) =>
    Math.max(0, (settledAt.get(first + visit) ?? Infinity) - end),
  );
  browser.close();
  await spy.close();
  await site.stop();
  const figures = [percentile(delays, 50), percentile(delays, 99)].map((ms) => ms.toFixed(2));
  return [String(VISITS), String(named.length), ...figures];
}
