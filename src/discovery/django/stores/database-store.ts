/** An entry of DATABASES as a store, by what kind of database its engine is for. Pure. */
import { isAbsolute, relative } from 'node:path';
import type { Database } from '../facts.js';
import type { Machine } from './machine.js';
import { mysqlStore } from './mysql.js';
import { postgresStore } from './postgres.js';
import { GIVE_A_STORE, noStore, serverUrl, type StoreFinding } from './store-urls.js';

export function databaseStore(database: Database, machine: Machine): StoreFinding {
  switch (kindOf(database)) {
    case 'sqlite':
      return sqliteStore(database.name);
    case 'postgresql':
      return postgresStore(database, machine);
    case 'mysql':
      return mysqlStore(database, machine);
    case 'oracle':
      return oracleStore(database);
    case 'none':
      return noStore('The project has no database');
    case 'other':
      return noStore(`The database engine ${database.engine} is not known`);
  }
}

type DatabaseKind = 'sqlite' | 'postgresql' | 'mysql' | 'oracle' | 'none' | 'other';

/** By the class where that could be loaded, else by the engine's name. */
function kindOf({ vendor, engine }: Database): DatabaseKind {
  const name = vendor ?? engine;
  if (/sqlite|spatialite/i.test(name)) return 'sqlite';
  if (/postg|psql|cockroach|timescale|redshift/i.test(name)) return 'postgresql';
  if (/mysql|mariadb/i.test(name)) return 'mysql';
  if (/oracle/i.test(name)) return 'oracle';
  return engine === '' || engine.endsWith('.dummy') ? 'none' : 'other';
}

function sqliteStore(name: string): StoreFinding {
  if (name === '' || name === ':memory:' || name.includes('mode=memory')) {
    return noStore(
      'The database is in the memory of the app',
      'Keep it in a file while debugging, or give a store with --store.',
    );
  }
  const path = name.startsWith('file:') ? name.slice(5).replace(/\?.*$/, '') : name;
  const shown = relative('', path);
  const label = `sqlite ${shown.startsWith('..') || isAbsolute(shown) ? path : shown}`;
  return { kind: 'url', url: path.startsWith('/') ? `sqlite://${path}` : `sqlite:${path}`, label };
}

/** There is no driver for it; the URL says so where stores are opened. */
function oracleStore({ host, port, name, user }: Database): StoreFinding {
  if (name === '') return noStore('The Oracle database has no name', GIVE_A_STORE);
  const url = serverUrl({ scheme: 'oracle', user, host: host ?? 'localhost', port, name });
  return { kind: 'url', url, label: `oracle ${name}` };
}
