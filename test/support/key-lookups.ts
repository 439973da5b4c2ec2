/** A store of keys and what may be asked of it, for the tests of Redis and memcached. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { StoreError, type KeyReader, type StoreConnection } from '../../src/stores/driver.js';
import { openStore } from '../../src/stores/registry.js';
import { distUrl } from './dist.js';

export type KeyStore = StoreConnection & { readonly keys: KeyReader };

export function openKeys(url: string, environment: NodeJS.ProcessEnv = {}): KeyStore {
  const store = openStore(url, { environment });
  if (store.kind !== 'keys') throw new Error('this store has keys');
  return store;
}

/** Longer than any look-up of a test takes; only a hang comes to it. */
export const soon = (): AbortSignal => AbortSignal.timeout(10_000);

/** What stands under the key, as latin1 text. */
export async function readText(store: KeyStore, key: string): Promise<string | undefined> {
  const value = await store.keys.readKey(key, soon());
  return value && Buffer.from(value.bytes).toString('latin1');
}

/** Opens a store, reads one key, and closes it. */
export async function readOnce(
  url: string,
  key: string,
  environment?: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const store = openKeys(url, environment);
  try {
    return await readText(store, key);
  } finally {
    await store.close();
  }
}

/** The StoreError that a look-up ends in. */
export const failure = (lookup: Promise<unknown>): Promise<StoreError> =>
  lookup.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => {
      if (error instanceof StoreError) return error;
      throw error;
    },
  );

/**
 * What a program prints that reads one key and then has nothing more to do, without closing the store;
 * rejects if it does not end by itself with success.
 */
export async function readInProgram(url: string, key: string): Promise<string> {
  const program = `
    const { openStore } = await import(${JSON.stringify(distUrl('stores/registry.js'))});
    const store = openStore(${JSON.stringify(url)});
    const value = await store.keys.readKey(${JSON.stringify(key)}, new AbortController().signal);
    console.log(Buffer.from(value.bytes).toString());
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 20_000,
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the program ended with ${String(code)}`);
  return output.trim();
}
