/**
 * A store that goes away while people use the app: their traffic is as it was, the entries say what could
 * not be known, and names return by themselves.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from '../support/browser.js';
import { startDjangoSite, type DjangoSite } from '../support/django-site.js';
import { describeWith } from '../support/programs.js';
import { describeWithDjango } from '../support/python-django.js';
import { startRelay, type Relay } from '../support/relay.js';
import { startPostgres, type PostgresServer } from '../support/servers/postgres.js';
import { startRedis, type RedisServer } from '../support/servers/redis.js';
import { startSpyProcess, type RunningSpy } from '../support/sessionspy-process.js';

/** Where the store is reached by sessionspy alone. */
interface Outage {
  readonly site: DjangoSite;
  readonly relay: Relay;
  readonly stores: readonly string[];
}

describeWith('postgres', 'with PostgreSQL', () => {
  describeWithDjango(
    'its outage',
    () => {
      let postgres: PostgresServer;
      let site: DjangoSite;
      let relay: Relay;
      beforeAll(async () => {
        postgres = await startPostgres();
        const { user, password, host, port, database } = postgres;
        const login = `${user}:${encodeURIComponent(password)}`;
        site = await startDjangoSite({
          DATABASE_URL: `postgres://${login}@${host}:${port}/${database}`,
        });
        relay = await startRelay(port);
      });
      afterAll(async () => {
        await relay.close();
        await site.stop();
        await postgres.remove();
      });
      const stores = (): readonly string[] => [
        '--store',
        `postgres://${postgres.user}@127.0.0.1:${relay.port}/${postgres.database}`,
      ];

      it('is survived where only sessionspy cannot reach it', () =>
        survives({ site, relay, stores: stores() }, () => relay.cut()));

      it('is survived where the server takes connections and says nothing', () =>
        survives({ site, relay, stores: stores() }, () => {
          relay.stall();
          return Promise.resolve();
        }));

      it('is survived where the app fails with it', async () => {
        const spy = await startSpy({ site, relay, stores: [] });
        const browser = new Browser(spy.url);
        await browser.submit('/accounts/login/', { username: 'ada', password: 'ada-password' });
        await postgres.stop();
        expect((await browser.get('/counter/')).status).toBe(500);
        await spy.until(/unknown\s+s-\S+\s+GET \/counter\/ 500/);
        await postgres.start();
        await named(browser, spy);
        browser.close();
        expect(await spy.stop()).toBe(0);
      });
    },
    ['psycopg2'],
  );
});

describeWith('redis-server', 'with Redis', () => {
  describeWithDjango(
    'its outage',
    () => {
      let redis: RedisServer;
      let site: DjangoSite;
      let relay: Relay;
      beforeAll(async () => {
        redis = await startRedis();
        site = await startDjangoSite({ SESSION_ENGINE: 'cache', CACHE_URL: redis.url(0) });
        relay = await startRelay(redis.port);
      });
      afterAll(async () => {
        await relay.close();
        await site.stop();
        await redis.close();
      });
      it('is survived where only sessionspy cannot reach it', () =>
        survives(
          {
            site,
            relay,
            stores: [
              ...['--store', `redis://127.0.0.1:${relay.port}/0`],
              ...['--store', `sqlite:${site.databasePath}`],
            ],
          },
          () => relay.cut(),
        ));
    },
    ['django_redis'],
  );
});

const startSpy = ({ site, stores }: Outage): Promise<RunningSpy> =>
  startSpyProcess(
    ['--target', `localhost:${site.port}`, '--listen', '0', '--headless', ...stores],
    {
      cwd: site.folder,
      env: site.env,
    },
  );

/** The count of the visits, which the app answers with. */
const count = async (browser: Browser): Promise<number> => {
  const page = await browser.get('/counter/');
  expect(page.status).toBe(200);
  return Number(/^count=(\d+)$/.exec(page.text)?.[1]);
};

/** Visits until the entry of a visit names the user again. */
async function named(browser: Browser, spy: RunningSpy): Promise<void> {
  const before = spy.log().length;
  for (let visit = 0; visit < 100; visit += 1) {
    await browser.get('/counter/');
    if (/ada\s+s-\S+\s+GET \/counter\/ 200/.test(spy.log().slice(before))) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the name did not return:\n${spy.log()}`);
}

async function survives(outage: Outage, interrupt: () => Promise<void>): Promise<void> {
  const spy = await startSpy(outage);
  const browser = new Browser(spy.url);
  await browser.submit('/accounts/login/', { username: 'ada', password: 'ada-password' });
  const first = await count(browser);
  await spy.until(/ada\s+s-\S+\s+GET \/counter\/ 200/);

  const before = spy.log().length;
  await interrupt();
  for (const more of [1, 2, 3]) expect(await count(browser)).toBe(first + more);
  await spy.until(/(unknown\s+s-\S+\s+GET \/counter\/ 200[^]*){3}/);
  const said = spy
    .log()
    .slice(before)
    .match(/^sessionspy: .*$/gm);
  expect(said).toHaveLength(1);

  await outage.relay.mend();
  await named(browser, spy);
  await spy.until(/all is well again/);
  browser.close();
  expect(await spy.stop()).toBe(0);
}
