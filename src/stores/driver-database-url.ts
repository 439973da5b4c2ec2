/**
 * A database server's URL taken apart: `scheme://user:password@host:port/database?name=value`, each
 * part percent-encoded where it holds a sign of the form. Knows no scheme's parameters by itself.
 */
import {
  decoded,
  firstSet,
  invalid,
  notWellFormed,
  refuseOtherParameters,
} from './driver-url-parts.js';

/** Parts are decoded; undefined: not given, or empty. */
export interface DatabaseUrl {
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** A name, an address without brackets, or a folder or socket that begins with `/`. */
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly database: string | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

/** What a driver takes. */
export interface DatabaseUrlForm {
  /** For messages: `postgres://USER@HOST:PORT/NAME`. */
  readonly example: string;
  readonly parameters: readonly string[];
}

/** The scheme may be followed by `//` or not. A password may hold an `@`: the last one ends it. */
const DATABASE_URL =
  /^[a-z][a-z0-9+.-]*:(?:\/\/)?(?:([^/?]*)@)?(\[[^\]]*\]|[^:/?]*)(?::([^/?]*))?(?:\/([^/?@]*))?(?:\?([^?@]*))?$/i;

/** Throws SpyError SPY_STORE_INVALID. */
export function parseDatabaseUrl(url: string, form: DatabaseUrlForm): DatabaseUrl {
  const [matched, userInfo = '', host = '', port = '', database = '', query = ''] =
    DATABASE_URL.exec(url) ?? [];
  const advice = `write ${form.example}`;
  if (matched === undefined) throw notWellFormed(advice);
  if (host.includes(',')) {
    throw invalid(
      "The store's URL names several servers",
      `write the one that the app writes to, ${form.example}`,
    );
  }
  const colon = userInfo.indexOf(':');
  const part = (text: string): string | undefined => firstSet(decoded(text, advice));
  const parameters = parametersOf(query, advice);
  refuseOtherParameters(parameters, form.parameters);
  return {
    user: part(colon < 0 ? userInfo : userInfo.slice(0, colon)),
    password: part(colon < 0 ? '' : userInfo.slice(colon + 1)),
    host: part(host.replace(/^\[|\]$/g, '')),
    port: part(port),
    database: part(database),
    parameters,
  };
}

/** One of the words that a parameter may be. Throws SpyError SPY_STORE_INVALID. */
export function wordOf<Word extends string>(
  text: string,
  words: readonly Word[],
  name: string,
): Word {
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  throw invalid(`The store's ${name} is none that is known`, `write one of ${words.join(', ')}`);
}

function parametersOf(query: string, advice: string): ReadonlyMap<string, string> {
  const pairs = query.split('&').filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const [name = '', ...rest] = pair.split('=');
      return [name, decoded(rest.join('='), advice)];
    }),
  );
}
