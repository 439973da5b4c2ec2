/**
 * `.env` files as three packages read them, each in its own way: python-dotenv (dotenv/parser.py),
 * django-environ (environ.py `read_env`) and python-decouple (decouple.py RepositoryEnv). Pure. A value
 * that versions of a package read differently is undefined: it cannot be told.
 */
import { dotenvBindings } from './dotenv-bindings.js';
import type { Variables } from './values.js';

export type FileVariables = ReadonlyMap<string, string | undefined>;

/** python-dotenv; `${NAME}` is replaced, from the environment before the file unless `override`. */
export function dotenvVariables(
  text: string,
  environment: Variables,
  override: boolean,
): FileVariables {
  const found = new Map<string, string | undefined>();
  for (const [name, raw] of dotenvBindings(text)) {
    if (raw === undefined) found.delete(name);
    else found.set(name, interpolated(raw, found, environment, override));
  }
  return found;
}

function interpolated(
  text: string,
  found: FileVariables,
  environment: Variables,
  override: boolean,
): string | undefined {
  const unclear = new Set<string>();
  const result = text.replaceAll(
    /\$\{([^}:]*)(?::-([^}]*))?\}/g,
    (_, name: string, fallback?: string) => {
      const outside = environment.get(name);
      const inside = found.has(name) ? (found.get(name) ?? UNCLEAR) : null;
      const value = override ? (inside ?? outside) : (outside ?? inside);
      if (value !== null && typeof value !== 'string') unclear.add(name);
      return typeof value === 'string' ? value : (fallback ?? '');
    },
  );
  return unclear.size === 0 ? result : undefined;
}

const UNCLEAR = { kind: 'unknown' } as const;

/**
 * django-environ. Versions differ in what an unquoted `#`, white space around quotes and escapes of line
 * breaks mean, and in which of two lines of one name counts.
 */
export function environVariables(text: string): FileVariables {
  const found = new Map<string, string | undefined>();
  for (const line of text.split(/\r?\n/)) {
    const [, key, value] = /^(?:export )?([A-Za-z_0-9]+)=(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    const read = environValue(value);
    found.set(key, found.has(key) && found.get(key) !== read ? undefined : read);
  }
  return found;
}

function environValue(value: string): string | undefined {
  const single = /^'(.*)'$/.exec(value)?.[1];
  if (single !== undefined) return single;
  const double = /^"(.*)"$/.exec(value)?.[1];
  if (double !== undefined)
    return /\\[rnt]/.test(double) ? undefined : double.replaceAll(/\\(.)/g, '$1');
  return /#|^\s*'.*'\s*$/.test(value) ? undefined : value;
}

/** python-decouple. */
export function decoupleVariables(text: string): FileVariables {
  const found = new Map<string, string>();
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    const at = line.indexOf('=');
    if (line.startsWith('#') || at === -1) continue;
    const value = line.slice(at + 1).trim();
    const quoted = /^(['"])(.*)\1$/.exec(value)?.[2];
    found.set(line.slice(0, at).trim(), quoted ?? value);
  }
  return found;
}
