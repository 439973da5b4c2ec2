/**
 * The name localhost means this machine in both families, whatever its resolver says (RFC 6761
 * section 6.3): an app may listen on 127.0.0.1 alone or on ::1 alone, and browsers find either one.
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { lookup as systemLookupAll } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';

const isLocalhost = (name: string): boolean => /^(?:.+\.)?localhost\.?$/i.test(name);

const LOOPBACK: readonly LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** The system's addresses in its order, then the loopback addresses that are missing. */
function withLoopback(name: string, found: readonly LookupAddress[]): LookupAddress[] {
  if (!isLocalhost(name)) return [...found];
  const known = new Set(found.map(({ address }) => address));
  return [...found, ...LOOPBACK.filter(({ address }) => !known.has(address))];
}

/** All addresses of a name; none for a name that does not resolve. */
export async function addressesOf(name: string): Promise<string[]> {
  const found = await systemLookupAll(name, { all: true }).catch(() => []);
  return withLoopback(name, found).map(({ address }) => address);
}

/** For Node's `lookup` option: the system's own, but for localhost. */
export const lookupWithLoopback: LookupFunction = (name, options, callback) => {
  systemLookup(name, { ...options, all: true }, (error, found) => {
    const addresses = withLoopback(name, error === null ? found : []);
    const [first] = addresses;
    if (first === undefined) callback(error, []);
    else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
