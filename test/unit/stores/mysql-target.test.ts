import { describe, expect, it } from 'vitest';
import { mysqlTarget } from '../../../src/stores/mysql-target.js';

const targetOf = (url: string, environment: NodeJS.ProcessEnv = {}) =>
  mysqlTarget(url, { environment });

describe('the target of a MySQL URL', () => {
  it('is what the URL says', () => {
    expect(targetOf('mysql://ada:pw@db:3307/shop?ssl-mode=required&ssl-ca=/ca.crt')).toMatchObject({
      host: 'db',
      port: 3307,
      socket: undefined,
      user: 'ada',
      database: 'shop',
      password: { value: 'pw', origin: 'the URL' },
      tlsMode: 'REQUIRED',
      certificates: { authority: '/ca.crt' },
      place: 'shop on db:3307',
      localUrl: 'mysql://ada@localhost:3307/shop',
    });
  });

  it('is completed by the environment as libmysqlclient would', () => {
    const environment = { MYSQL_HOST: 'other', MYSQL_TCP_PORT: '1', MYSQL_PWD: 'secret' };
    expect(targetOf('mysql://ada@/shop', environment)).toMatchObject({
      host: 'other',
      port: 1,
      password: { value: 'secret', origin: 'MYSQL_PWD' },
      tlsMode: 'PREFERRED',
    });
  });

  it('is a socket where the host is a path, and for localhost where there is one', () => {
    const environment = { MYSQL_UNIX_PORT: '/dev/null' };
    expect(targetOf('mysql://ada@%2Frun%2Fmy.sock/shop').address).toBe('/run/my.sock');
    expect(targetOf('mysql://ada@/shop?socket=/run/my.sock').address).toBe('/run/my.sock');
    expect(targetOf('mysql://ada@localhost/shop', environment).address).toBe('/dev/null');
    expect(targetOf('mysql://ada@localhost:3306/shop', environment).address).toBe('localhost:3306');
    expect(targetOf('mysql://ada@127.0.0.1/shop', environment).address).toBe('127.0.0.1:3306');
    expect(targetOf('mysql://ada@[::1]/shop', environment).address).toBe('[::1]:3306');
  });

  it.each([
    ['mysql://ada@db', /names no database/],
    ['mysql://ada@db/shop?ssl-mode=maybe', /ssl-mode is none that is known.*VERIFY_IDENTITY/],
    ['mysql://ada@db:0/shop', /a port that there cannot be/],
    ['mysql://ada@db/shop?charset=latin1', /charset.*ssl-mode/],
  ])('is refused for %s', (url, message) => {
    expect(() => targetOf(url)).toThrow(message);
  });
});
