/**
 * Which port the proxy gets: the one that was asked for or none, or else the first free one from
 * 9000 on. Refuses to listen where the target points.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { SpyError } from '../errors.js';
import type { ProxyOptions } from './options.js';
import { reachesListener } from './own-address.js';
import { describeTarget } from './target.js';

const FIRST_PORT = 9000;
const FURTHER_PORTS = 100;

/**
 * Listens and resolves to the address taken. Throws SpyError SPY_CANNOT_LISTEN with cause and fix,
 * or SPY_TARGET_LOOP.
 */
export async function listen(server: Server, options: ProxyOptions): Promise<AddressInfo> {
  return options.port === undefined
    ? listenOnFreePort(server, options)
    : listenOnPort(server, options, options.port);
}

/** Also steps over the target's own port: there the app will listen once it is started. */
async function listenOnFreePort(server: Server, options: ProxyOptions): Promise<AddressInfo> {
  const last = FIRST_PORT + FURTHER_PORTS;
  for (let port = FIRST_PORT; port <= last; port += 1) {
    if (await reachesListener(options.target, options.host, port)) continue;
    try {
      return await bind(server, options.host, port);
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw cannotListen(error, options.host, port);
    }
  }
  throw new SpyError(
    'SPY_CANNOT_LISTEN',
    `Cannot listen on ${options.host}: every port from ${FIRST_PORT} to ${last} is taken; ` +
      'give a free one with --listen PORT.',
  );
}

async function listenOnPort(
  server: Server,
  options: ProxyOptions,
  port: number,
): Promise<AddressInfo> {
  if (port !== 0 && (await reachesListener(options.target, options.host, port))) {
    throw new SpyError(
      'SPY_TARGET_LOOP',
      `The target ${describeTarget(options.target)} is the address that sessionspy itself would ` +
        'listen on: give the port of the app as target, or another one with --listen PORT.',
    );
  }
  try {
    return await bind(server, options.host, port);
  } catch (error) {
    throw cannotListen(error, options.host, port);
  }
}

function bind(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.removeListener('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no TCP address'));
      else resolve(address);
    });
  });
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

function cannotListen(error: unknown, host: string, port: number): SpyError {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new SpyError('SPY_CANNOT_LISTEN', `Cannot listen on ${place}: ${why(error, host)}.`, {
    cause: error,
  });
}

function why(error: unknown, host: string): string {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return 'another program listens there; stop it, or choose another port with --listen PORT';
    case 'EACCES':
      return 'the system does not allow it; choose a port of 1024 or above with --listen PORT';
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine; use 127.0.0.1`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${host} does not resolve; use 127.0.0.1`;
    case 'ERR_SOCKET_BAD_PORT':
      return 'a port is a number from 0 to 65535';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
