/** DATABASES and the environment of the project's clients, as the script tells them. Pure. */
import { known, recordIn, textIn } from '../../plain-json.js';
import type { Database } from '../facts.js';
import { placeFrom, plainMapFrom, secretTextIn } from './values.js';

export const databasesFrom = (part: unknown): ReadonlyMap<string, Database> =>
  new Map(
    Object.entries(recordIn(part)).flatMap(([alias, value]) => {
      const database = databaseFrom(value);
      return database === undefined ? [] : [[alias, database]];
    }),
  );

function databaseFrom(value: unknown): Database | undefined {
  const { engine, vendor, name, host, port, user, password, options, at } = recordIn(value);
  if (typeof engine !== 'string' || typeof name !== 'string') return undefined;
  return known({
    engine,
    vendor: textIn(vendor),
    name,
    host: textIn(host),
    port: typeof port === 'number' ? String(port) : textIn(port),
    user: textIn(user),
    password: secretTextIn(password),
    options: plainMapFrom(options),
    at: placeFrom(at),
  });
}

export const environmentFrom = (part: unknown): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(recordIn(part)).flatMap(([name, value]) => {
      const text = secretTextIn(value);
      return text === undefined ? [] : [[name, text]];
    }),
  );
