/** The files of a project that discovery reads itself: small, regular, inside the folder, never run. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import type { ModuleLoader } from './python/module.js';

const MAX_FILE_BYTES = 512 * 1024;

/** The text of a file; undefined where there is none, or none that we would read. */
export function projectText(folder: string, path: string): string | undefined {
  try {
    const real = realpathSync(join(folder, path));
    const way = relative(realpathSync(folder), real);
    if (way.startsWith('..') || isAbsolute(way)) return undefined;
    const status = statSync(real);
    if (!status.isFile() || status.size > MAX_FILE_BYTES) return undefined;
    return readFileSync(real, 'utf8');
  } catch {
    return undefined;
  }
}

/** Loads `site.settings` from `site/settings.py` or `site/settings/__init__.py`; `onFile` is told which. */
export const moduleLoader =
  (folder: string, onFile: (file: string) => void): ModuleLoader =>
  (module) => {
    if (!/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(module)) return undefined;
    const path = module.replaceAll('.', '/');
    for (const file of [`${path}.py`, `${path}/__init__.py`]) {
      const text = projectText(folder, file);
      if (text === undefined) continue;
      onFile(join(folder, file));
      return { file: join(folder, file), text };
    }
    return undefined;
  };
