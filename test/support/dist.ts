/**
 * The built package, for what only runs when built: the proxy's thread starts from a JavaScript file.
 * `npm test` builds first; SESSIONSPY_DIST names another build. The types are those of the source that
 * the build is made of.
 */
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

import type { discover } from '../../src/discovery/discover.js';
import type { startProxy } from '../../src/proxy/proxy-source.js';
import type { startSpy } from '../../src/spy-start.js';

const folder = process.env['SESSIONSPY_DIST'];
const base =
  folder === undefined
    ? new URL('../../dist/', import.meta.url)
    : pathToFileURL(`${resolve(folder)}/`);

/** A module of the build as a `file:` URL, for programs that import it. */
export const distUrl = (path: string): string => new URL(path, base).href;

interface ProxySourceModule {
  readonly startProxy: typeof startProxy;
}

interface SpyModule {
  readonly startSpy: typeof startSpy;
}

interface DiscoverModule {
  readonly discover: typeof discover;
}

export const importProxySource = async (): Promise<ProxySourceModule> =>
  (await import(distUrl('proxy/proxy-source.js'))) as ProxySourceModule;

export const importSpy = async (): Promise<SpyModule> =>
  (await import(distUrl('spy-start.js'))) as SpyModule;

export const importDiscover = async (): Promise<DiscoverModule> =>
  (await import(distUrl('discovery/discover.js'))) as DiscoverModule;
