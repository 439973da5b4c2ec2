/**
 * `.env` files as three packages read them, each in its own way: python-dotenv (dotenv/parser.py),
 * django-environ (environ.py `read_env`) and python-decouple (decouple.py RepositoryEnv). Pure. A value
 * that versions of a package read differently is undefined: it cannot be told.
 */
import type { Variables } from './values.js';

export type FileVariables = ReadonlyMap<string, string | undefined>;

/** One binding: key, and a value in single quotes, in double quotes, or up to a comment. */
const BINDING =
  /[^\S\r\n]*(?:export[^\S\r\n]+)?(?:'([^']+)'|([^=#\s'][^=#\s]*))[^\S\r\n]*(?:=[^\S\r\n]*(?:'((?:\\'|[^'])*)'|"((?:\\"|[^"])*)"|([^\r\n]*)))?[^\r\n]*/y;

/** python-dotenv; `${NAME}` is replaced, from the environment before the file unless `override`. */
export function dotenvVariables(
  text: string,
  environment: Variables,
  override: boolean,
): FileVariables {
  const found = new Map<string, string | undefined>();
  let at = 0;
  while (at < text.length) {
    BINDING.lastIndex = at;
    const match = BINDING.exec(text);
    const [whole = '', quotedKey, bareKey, single, double, bare] = match ?? [];
    const key = quotedKey ?? bareKey;
    if (key !== undefined) {
      const raw =
        single?.replaceAll(/\\([\\'])/g, '$1') ??
        (double === undefined ? undefined : unescaped(double)) ??
        bare?.replace(/\s+#.*$|^#.*$/, '').trimEnd();
      if (raw !== undefined) found.set(key, interpolated(raw, found, environment, override));
    }
    const end = text.indexOf('\n', at + whole.length);
    at = end === -1 ? text.length : end + 1;
  }
  return found;
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const unescaped = (text: string): string =>
  text.replaceAll(/\\([\\'"abfnrtv])/g, (_, sign: string) => ESCAPES[sign] ?? sign);

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

/** django-environ. An unquoted `#` is part of the value in some versions, and begins a comment in others. */
export function environVariables(text: string): FileVariables {
  const found = new Map<string, string | undefined>();
  for (const line of text.split(/\r?\n/)) {
    const [, key, value] = /^(?:export )?([A-Za-z_0-9]+)=(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    const single = /^\s*'(.*)'\s*(?:#.*)?$/.exec(value)?.[1];
    const double = /^"(.*)"$/.exec(value)?.[1];
    const bare = value.includes('#') ? undefined : value;
    found.set(
      key,
      single ?? double?.replaceAll(/\\(.)/g, (_, sign: string) => keptEscape(sign)) ?? bare,
    );
  }
  return found;
}

const keptEscape = (sign: string): string => ('rnt'.includes(sign) ? `\\${sign}` : sign);

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
