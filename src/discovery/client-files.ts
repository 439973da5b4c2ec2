/** The machine as database clients see it: small files and sockets, read when asked, each file noted. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Machine } from './django/stores/machine.js';

const MAX_FILE_BYTES = 512 * 1024;

/** `filesRead` are those that were there. */
export function machineOf(
  folder: string,
  environment: ReadonlyMap<string, string>,
): { readonly machine: Machine; readonly filesRead: ReadonlySet<string> } {
  const filesRead = new Set<string>();
  const readText = (path: string): string | undefined => {
    const text = smallFile(path);
    if (text !== undefined) filesRead.add(path);
    return text;
  };
  return { machine: { folder, environment, readText, isThere: existsSync }, filesRead };
}

/** undefined where there is no such file, or none that we would read. */
export function smallFile(path: string): string | undefined {
  try {
    const status = statSync(path);
    if (!status.isFile() || status.size > MAX_FILE_BYTES) return undefined;
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
