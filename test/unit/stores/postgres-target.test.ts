import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/model/keyring.js';
import { postgresTarget } from '../../../src/stores/postgres-target.js';

const targetOf = (url: string, environment: NodeJS.ProcessEnv = {}) =>
  postgresTarget(url, { environment: { HOME: '/nonexistent', ...environment } });

describe('the target of a PostgreSQL URL', () => {
  it('is what the URL says', () => {
    expect(targetOf('postgresql://ada:pw@db:6543/shop?sslmode=require')).toMatchObject({
      host: 'db',
      port: 6543,
      user: 'ada',
      database: 'shop',
      password: { value: 'pw', origin: 'the URL' },
      tlsMode: 'require',
      place: 'shop on db:6543',
      localUrl: 'postgres://ada@localhost:6543/shop',
    });
  });

  it('is completed by the environment as libpq would', () => {
    const environment = {
      PGHOST: 'other',
      PGPORT: '1',
      PGUSER: 'grace',
      PGDATABASE: 'works',
      PGPASSWORD: 'secret',
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: '/ca.crt',
      PGOPTIONS: '-c search_path=x',
    };
    expect(targetOf('postgres:', environment)).toMatchObject({
      host: 'other',
      port: 1,
      user: 'grace',
      database: 'works',
      password: { value: 'secret', origin: 'PGPASSWORD' },
      tlsMode: 'verify-full',
      certificates: { authority: '/ca.crt' },
      options: '-c search_path=x',
    });
    expect(targetOf('postgres://ada@db:2/shop?sslmode=allow', environment)).toMatchObject({
      host: 'db',
      port: 2,
      user: 'ada',
      database: 'shop',
      tlsMode: 'allow',
    });
  });

  it('takes an empty password for none', () => {
    const access = { environment: { PGPASSWORD: '' }, password: new Secret('', 'settings.py') };
    expect(postgresTarget('postgres://ada:@db', access).password).toBeUndefined();
    const environment = { PGPASSWORD: 'pw' };
    expect(postgresTarget('postgres://ada:@db', { ...access, environment }).password).toEqual({
      value: 'pw',
      origin: 'PGPASSWORD',
    });
  });

  it('has the database of the user, and the usual port', () => {
    expect(targetOf('postgres://ada@db')).toMatchObject({
      database: 'ada',
      port: 5432,
      tlsMode: 'prefer',
      password: undefined,
      passwordFile: '/nonexistent/.pgpass',
    });
  });

  it('is shown with brackets around an IPv6 address, and with the path of a socket', () => {
    expect(targetOf('postgres://ada@[::1]/shop').address).toBe('[::1]:5432');
    expect(targetOf('postgres://ada@/shop?host=/run/pg').address).toBe('/run/pg/.s.PGSQL.5432');
  });

  it.each([
    ['postgres://ada@db/shop?sslmode=maybe', /sslmode is none that is known.*verify-full/],
    ['postgres://ada@db:99999/shop', /a port that there cannot be/],
    ['postgres://ada@db/shop?port=x', /a port that there cannot be/],
    ['postgres://ada@db/shop?connect_timeout=1', /connect_timeout.*sslmode/],
  ])('is refused for %s', (url, message) => {
    expect(() => targetOf(url)).toThrow(message);
  });
});
