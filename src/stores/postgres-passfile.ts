/**
 * PostgreSQL's password file, `~/.pgpass`: a line per password, `host:port:database:user:password`, `*`
 * for any, `:` and `\` inside a part escaped by `\`; the first line that fits counts
 * (https://www.postgresql.org/docs/current/libpq-pgpass.html). `pg` would read it as well, but writes
 * warnings to the terminal.
 */
import { readFile, stat } from 'node:fs/promises';
import type { PostgresTarget } from './postgres-target.js';

/** undefined: no such file, no line for the target, or a file that others may read. */
export async function filedPassword(target: PostgresTarget): Promise<string | undefined> {
  try {
    const { mode } = await stat(target.passwordFile);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) return undefined;
    return passwordIn(await readFile(target.passwordFile, 'utf8'), target);
  } catch {
    return undefined; // no file, as mostly
  }
}

/** A server reached by a socket is `localhost` to the file, or the socket's folder. */
function passwordIn(text: string, target: PostgresTarget): string | undefined {
  const { host, port, database, user } = target;
  const hosts = host.startsWith('/') ? [host, 'localhost'] : [host];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    const [inHost, inPort, inDatabase, inUser, password] = partsOf(line);
    const fits = (part: string | undefined, ...wanted: readonly string[]): boolean =>
      part === '*' || wanted.some((one) => one === part);
    if (!fits(inHost, ...hosts) || !fits(inPort, String(port))) continue;
    if (fits(inDatabase, database) && fits(inUser, user)) return password;
  }
  return undefined;
}

const partsOf = (line: string): readonly string[] =>
  (line.match(/(?:^|:)(?:\\.|[^\\:])*/g) ?? []).map((part) =>
    part.replace(/^:/, '').replaceAll(/\\(.)/g, '$1'),
  );
