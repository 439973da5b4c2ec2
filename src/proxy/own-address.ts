/**
 * Whether a target is the proxy's own address: each request would be forwarded to itself until the
 * machine has no sockets left. Names are resolved; wildcards stand for every address of this machine.
 */
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

import { addressesOf } from './localhost.js';
import type { Target } from './target.js';

/** Whether a connection to `target` would reach a server that listens on `address` and `port`. */
export async function reachesListener(
  target: Target,
  address: string,
  port: number,
): Promise<boolean> {
  if (target.kind === 'unix' || target.port !== port) return false;
  const listener = canonical(address);
  // A name that does not resolve is no loop: the exchange will say what is wrong with it.
  const addresses = await addressesOf(target.host);
  return addresses.some((candidate) => reaches(canonical(candidate), listener));
}

/** IPv4-mapped IPv6 addresses in IPv4's form. */
const canonical = (address: string): string =>
  address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');

const isWildcard = (address: string): boolean => address === '0.0.0.0' || address === '::';

function reaches(candidate: string, listener: string): boolean {
  if (candidate === listener) return true;
  // Connecting to a wildcard address means this machine's loopback.
  if (isWildcard(candidate)) return isWildcard(listener) || isLoopback(listener);
  if (!isWildcard(listener)) return false;
  if (listener === '0.0.0.0' && isIPv6(candidate)) return false;
  return isLoopback(candidate) || isOfThisMachine(candidate);
}

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

const isOfThisMachine = (address: string): boolean =>
  Object.values(networkInterfaces()).some((entries) =>
    entries?.some((entry) => canonical(entry.address) === address),
  );
