/**
 * The built package, for what only runs when built: the proxy's thread starts from a JavaScript file.
 * `npm test` builds first; SESSIONSPY_DIST names another build.
 */
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

import type { discover } from '../../src/discovery/discover.js';
import type { startSpy } from '../../src/spy.js';
import type { startProxy } from '../../src/proxy/proxy-source.js';

const folder = process.env['SESSIONSPY_DIST'];
const base =
  folder === undefined
    ? new URL('../../dist/', import.meta.url)
    : pathToFileURL(`${resolve(folder)}/`);

interface ProxySourceModule {
  readonly startProxy: typeof startProxy;
}

interface SpyModule {
  readonly startSpy: typeof startSpy;
}

interface DiscoverModule {
  readonly discover: typeof discover;
}

export const importSpy = async (): Promise<SpyModule> =>
  (await import(new URL('spy.js', base).href)) as SpyModule;

export const importDiscover = async (): Promise<DiscoverModule> =>
  (await import(new URL('discovery/discover.js', base).href)) as DiscoverModule;

/** The types are those of the source that the build is made of. */
export const importProxySource = async (): Promise<ProxySourceModule> =>
  (await import(new URL('proxy/proxy-source.js', base).href)) as ProxySourceModule;
