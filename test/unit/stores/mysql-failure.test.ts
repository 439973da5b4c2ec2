/** What no test can make a real server say at will, or MySQL alone says; all else is tested with one. */
import { describe, expect, it } from 'vitest';
import { mysqlFailure } from '../../../src/stores/mysql-failure.js';
import { mysqlTarget } from '../../../src/stores/mysql-target.js';

const TARGET = mysqlTarget('mysql://ada@db/shop', { environment: {} });
const QUERY = { table: 't', keyColumn: 'id', key: 'the-key', columns: [] };

const failure = (errno: number | undefined, code: string, message = 'it failed') =>
  mysqlFailure(Object.assign(new Error(message), { errno, code }), TARGET, QUERY);

describe('a failure of MySQL', () => {
  it.each([
    [1040, 'ER_CON_COUNT_ERROR', 'MySQL at db:3306 has no free connection.'],
    [
      1053,
      'ER_SERVER_SHUTDOWN',
      'MySQL at db:3306 could not answer: it failed (ER_SERVER_SHUTDOWN).',
    ],
    [undefined, 'PROTOCOL_CONNECTION_LOST', 'MySQL at db:3306 closed the connection.'],
    [-113, 'EHOSTUNREACH', 'There is no way to db:3306 from here.'],
  ])('%s %s is told in words', (errno, code, message) => {
    expect(failure(errno, code)).toMatchObject({ code: 'store-unreachable', message });
  });

  it('is a look-up that took too long, also in the words of MySQL 8', () => {
    expect(failure(3024, 'ER_QUERY_TIMEOUT').code).toBe('store-timeout');
  });

  it('is a machine that is not admitted', () => {
    const { code, remedy } = failure(1130, 'ER_HOST_NOT_PRIVILEGED');
    expect(code).toBe('store-refused');
    expect(remedy).toContain('mysql://ada@localhost:3306/shop');
  });

  it('is told without the key that was looked up', () => {
    expect(failure(1, 'ER_OTHER', 'bad value "the-key"').message).toBe(
      'MySQL at db:3306 could not answer: bad value "..." (ER_OTHER).',
    );
  });
});
