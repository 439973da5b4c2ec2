/**
 * A database server's URL taken apart: `scheme://user:password@host:port/database?name=value`, each
 * part percent-encoded where it holds a sign of the form. No message repeats a part that may hold a
 * password. Knows no scheme's parameters by itself.
 */
import { SpyError } from '../errors.js';

/** Parts are decoded; undefined: not given, or empty. */
export interface ServerUrl {
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** A name, an address without brackets, or a folder or socket that begins with `/`. */
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly database: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

/** What a driver takes. */
export interface ServerUrlForm {
  /** For messages: `postgres://USER@HOST:PORT/NAME`. */
  readonly example: string;
  readonly parameters: readonly string[];
}

/** The scheme may be followed by `//` or not. A password may hold an `@`: the last one ends it. */
const SERVER_URL =
  /^[a-z][a-z0-9+.-]*:(?:\/\/)?(?:([^/?]*)@)?(\[[^\]]*\]|[^:/?]*)(?::([^/?]*))?(?:\/([^/?@]*))?(?:\?([^?@]*))?$/i;

/** Throws SpyError SPY_STORE_INVALID. */
export function parseServerUrl(url: string, form: ServerUrlForm): ServerUrl {
  const [matched, userInfo = '', host = '', port = '', database = '', query = ''] =
    SERVER_URL.exec(url) ?? [];
  if (matched === undefined) throw notWellFormed(form);
  if (host.includes(',')) throw severalServers(form);
  const colon = userInfo.indexOf(':');
  const part = (text: string): string | undefined => firstSet(decoded(text, form));
  return {
    user: part(colon < 0 ? userInfo : userInfo.slice(0, colon)),
    password: part(colon < 0 ? '' : userInfo.slice(colon + 1)),
    host: part(host.replace(/^\[|\]$/g, '')),
    port: part(port),
    database: part(database),
    parameters: parametersOf(query, form),
  };
}

/** The first that is not empty: what is empty counts as not set, in URLs as in the environment. */
export const firstSet = (...texts: readonly (string | undefined)[]): string | undefined =>
  texts.find((text) => text !== undefined && text !== '');

/** A port as text. Throws SpyError SPY_STORE_INVALID. */
export function portOf(text: string, form: ServerUrlForm): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw notWellFormed(form);
  return port;
}

/** One of the words that a parameter may be. Throws SpyError SPY_STORE_INVALID. */
export function wordOf<Word extends string>(
  text: string,
  words: readonly Word[],
  name: string,
): Word {
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  throw new SpyError(
    'SPY_STORE_INVALID',
    `The store's ${name} is none that is known: write one of ${words.join(', ')}.`,
  );
}

function parametersOf(query: string, form: ServerUrlForm): ReadonlyMap<string, string> {
  const pairs = query.split('&').filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const [name = '', ...rest] = pair.split('=');
      if (!form.parameters.includes(name)) throw unknownParameter(name, form);
      return [name, decoded(rest.join('='), form)];
    }),
  );
}

function decoded(text: string, form: ServerUrlForm): string {
  try {
    const plain = decodeURIComponent(text);
    if (!plain.includes('\0')) return plain;
  } catch {
    // Not percent-encoded as it should be: said below, without the text.
  }
  throw notWellFormed(form);
}

const notWellFormed = ({ example }: ServerUrlForm): SpyError =>
  new SpyError(
    'SPY_STORE_INVALID',
    `The store's URL is not well-formed: write ${example}, and : / ? # % @ inside a part as %3A %2F %3F %23 %25 %40.`,
  );

const severalServers = ({ example }: ServerUrlForm): SpyError =>
  new SpyError(
    'SPY_STORE_INVALID',
    `The store's URL names several servers: write the one that the app writes to, ${example}.`,
  );

const unknownParameter = (name: string, { parameters }: ServerUrlForm): SpyError =>
  new SpyError(
    'SPY_STORE_INVALID',
    `The store's URL has a parameter that is not known${/^[a-z][a-z_-]*$/i.test(name) ? ` (${name})` : ''}: ` +
      `write one of ${parameters.join(', ')}.`,
  );
