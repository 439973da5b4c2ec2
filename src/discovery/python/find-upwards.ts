/** The nearest file of one of several names, from a folder upwards to the root. */
import { dirname, join } from 'node:path';

export interface FoundFile {
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/** In each folder in the order of the names. */
export function findUpwards(
  folder: string,
  names: readonly string[],
  readText: (path: string) => string | undefined,
): FoundFile | undefined {
  for (let place = folder; ; place = dirname(place)) {
    for (const name of names) {
      const path = join(place, name);
      const text = readText(path);
      if (text !== undefined) return { name, path, text };
    }
    if (dirname(place) === place) return undefined;
  }
}
