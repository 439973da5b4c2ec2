/**
 * What a configuration file may say that was not named but found, perhaps in a repository that was
 * only just cloned: it must not run anything, send data anywhere, open the proxy to others, write
 * outside its folder or weaken what protects recordings. Pure.
 */
import { isAbsolute, relative, resolve } from 'node:path';
import { isLoopback, parseListenAddress } from './listen-address.js';
import { flagOf, type OptionName } from './options.js';

/** Why the text is refused in a found file, as the end of a sentence; undefined: it is fine. */
export function refusalInFoundFile(
  name: OptionName,
  text: string,
  folder: string,
): string | undefined {
  switch (name) {
    case 'target':
      return isLocalTarget(text) ? undefined : 'names another machine or a socket';
    case 'listen':
      return isLocalListen(text) ? undefined : 'would open the proxy to other machines';
    case 'store':
      return isLocalStore(text) ? undefined : 'names a store on another machine';
    case 'har':
    case 'ndjson':
      return text === '-' || isInside(folder, text) ? undefined : OUTSIDE;
    case 'report':
      return isInside(folder, text.replace(/^junit:/, '')) ? undefined : OUTSIDE;
    case 'expect':
      return !text.startsWith('@') || isInside(folder, text.slice(1))
        ? undefined
        : 'would read outside the folder of the file';
    case 'project':
      return 'would run that project';
    case 'redact':
      return text.trim().toLowerCase() === 'off' ? 'would record secrets' : undefined;
    case 'insecure':
      return 'would trust any certificate';
    case 'headless':
    case 'framework':
    case 'discover':
    case 'secret':
    case 'cookieName':
    case 'setting':
    case 'rotateSize':
    case 'rotateEvery':
    case 'filter':
    case 'redactPattern':
    case 'redactName':
    case 'redactKey':
    case 'wait':
    case 'snapshot':
    case 'maxBody':
    case 'maxExchanges':
    case 'maxMemory':
    case 'timeout':
    case 'hostHeader':
    case 'config':
    case 'color':
    case 'mouse':
    case 'quiet':
    case 'verbose':
    case 'salt':
    case 'maxAge':
    case 'at':
    case 'base64':
    case 'json':
      return undefined;
    default:
      return name satisfies never;
  }
}

const OUTSIDE = 'would write outside the folder of the file';

/** What the user can do who wants it nevertheless. */
export const howToAllow = (name: OptionName): string =>
  `give it as ${flagOf(name)}, or name the file with --config`;

/** `localhost:8000`, `8000`, `:8000`, `http://127.0.0.1`: a port or a loopback host, nothing more. */
function isLocalTarget(text: string): boolean {
  const authority = text
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/$/, '');
  if (/^:?\d{1,5}$/.test(authority)) return true;
  const bracketed = /^\[([0-9a-f:.]+)\](?::\d+)?$/i.exec(authority)?.[1];
  const plain = /^([^:/@\\?#[\]]+)(?::\d+)?$/.exec(authority)?.[1];
  const host = bracketed ?? plain;
  return host !== undefined && isLoopback(host);
}

/** A wrong address is for the parser to report. */
function isLocalListen(text: string): boolean {
  const address = parseListenAddress(text);
  return !address.ok || isLoopback(address.value.host);
}

/** Files are local; of servers, those on loopback or a socket of this machine. */
function isLocalStore(text: string): boolean {
  const [, scheme] = /^([a-z][a-z0-9+.-]+):/i.exec(text) ?? [];
  if (scheme === undefined || /^(sqlite|file|cookie)$/i.test(scheme)) return true;
  if (!URL.canParse(text)) return false;
  const { hostname, search } = new URL(text);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  // A socket's folder may stand in for the host, percent-encoded as libpq has it.
  const isHere = host === '' || isLoopback(host) || host.toLowerCase().startsWith('%2f');
  return isHere && !/[?&]host(addr)?=/i.test(search);
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, resolve(folder, path));
  return way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way);
}
