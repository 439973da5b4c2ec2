/** What no test can make a real server say at will; all else is tested with one. */
import { describe, expect, it } from 'vitest';
import { postgresFailure } from '../../../src/stores/postgres-failure.js';
import { postgresTarget } from '../../../src/stores/postgres-target.js';

const TARGET = postgresTarget('postgres://ada@db/shop', { environment: {} });
const QUERY = { table: 't', keyColumn: 'id', key: 'the-key', columns: [] };

const failure = (code: string, message = 'it failed') =>
  postgresFailure(Object.assign(new Error(message), { code }), TARGET, QUERY);

describe('a failure of PostgreSQL', () => {
  it.each([
    ['57P03', 'PostgreSQL at db:5432 is starting up or shutting down.'],
    ['57P01', 'The connection to PostgreSQL at db:5432 failed (57P01).'],
    ['08P01', 'PostgreSQL at db:5432 could not answer: it failed (08P01).'],
    ['', 'The connection to PostgreSQL at db:5432 failed (it failed).'],
    ['EHOSTUNREACH', 'There is no way to db:5432 from here.'],
    ['EAI_AGAIN', 'The host of db:5432 is not known here.'],
    ['EACCES', 'The socket db:5432 may not be used.'],
  ])('%s is told in words', (code, message) => {
    expect(failure(code)).toMatchObject({ code: 'store-unreachable', message });
  });

  it('is told without the key that was looked up', () => {
    expect(failure('XX000', 'bad value "the-key"').message).toBe(
      'PostgreSQL at db:5432 could not answer: bad value "..." (XX000).',
    );
  });
});
