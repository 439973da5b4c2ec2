/**
 * The password file of libpq ("The Password File"): lines of `host:port:database:user:password`, `*` for
 * any, a backslash before a colon or backslash that is meant. Pure.
 */
import { join, resolve } from 'node:path';
import type { Machine } from './machine.js';

export interface PasswordQuery {
  /** A folder of sockets counts as localhost. */
  readonly host: string;
  readonly port: string;
  readonly name: string;
  readonly user: string | undefined;
  /** Otherwise the one of PGPASSFILE or of the home folder. */
  readonly file: string | undefined;
}

/** The first line that fits. */
export function passwordInFile(
  query: PasswordQuery,
  { environment, folder, readText }: Machine,
): { readonly value: string; readonly from: string } | undefined {
  const home = environment.get('HOME');
  const file = query.file ?? (home === undefined ? undefined : join(home, '.pgpass'));
  if (file === undefined) return undefined;
  const host = query.host.startsWith('/') ? 'localhost' : query.host;
  const wanted = [host, query.port, query.name, query.user];
  for (const line of (readText(resolve(folder, file)) ?? '').split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const fields = (line.match(/(?:\\[^]|[^\\:])*(?::|$)/g) ?? []).map(fieldText);
    const value = fields[4];
    const fits = wanted.every((text, index) => fields[index] === '*' || fields[index] === text);
    if (fits && value !== undefined && value !== '') return { value, from: file };
  }
  return undefined;
}

const fieldText = (field: string): string => field.replace(/:$/, '').replaceAll(/\\([\\:])/g, '$1');
