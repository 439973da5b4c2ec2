/**
 * What the URLs of all servers have in common: percent-encoded parts, ports, parameters. Nothing of a URL
 * is ever repeated in a message but the name of a parameter: it may hold a password.
 */
import { SpyError } from '../errors.js';

/** SPY_STORE_INVALID. */
export const invalid = (message: string, remedy: string): SpyError =>
  new SpyError('SPY_STORE_INVALID', `${message}: ${remedy}.`);

/** `form` says how a URL is written: `write redis://HOST:PORT/DB`. */
export const notWellFormed = (form: string): SpyError =>
  invalid(
    "The store's URL is not well-formed",
    `${form}, and : / ? # % @ inside a part as %3A %2F %3F %23 %25 %40`,
  );

/** A part of a URL, which has no NUL in it. Throws SpyError SPY_STORE_INVALID. */
export function decoded(text: string, form: string): string {
  try {
    const plain = decodeURIComponent(text);
    if (!plain.includes('\0')) return plain;
  } catch {
    // Not percent-encoded as it should be: said below, without the text.
  }
  throw notWellFormed(form);
}

/** A port as text. Throws SpyError SPY_STORE_INVALID. */
export function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw invalid('The store has a port that there cannot be', 'write a number from 1 to 65535');
}

/** Refuses parameters that are not among those, whose names it lists. Throws SpyError SPY_STORE_INVALID. */
export function refuseOtherParameters(
  parameters: ReadonlyMap<string, string>,
  known: readonly string[],
  ignored: ReadonlySet<string> = new Set(),
): void {
  for (const name of parameters.keys()) {
    if (known.includes(name) || ignored.has(name)) continue;
    const shown = /^[a-z][\w-]{0,39}$/i.test(name) ? ` ${name}` : '';
    throw invalid(
      `The store's URL has a parameter${shown} that is not known`,
      known.length === 0 ? 'leave it out' : `there are ${known.join(', ')}`,
    );
  }
}

/** The first that is not empty: what is empty counts as not set, in URLs as in the environment. */
export const firstSet = (...texts: readonly (string | undefined)[]): string | undefined =>
  texts.find((text) => text !== undefined && text !== '');
