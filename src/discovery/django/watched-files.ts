/** The files whose change may change what was discovered. */
import { readdirSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';

const MAX_FILES = 300;

/**
 * manage.py, the files given, and those that settings are often read from beside them: `.env`, `.env.*`
 * and decouple's settings.ini in the project's folder and in the folders of its files. Each once, sorted.
 */
export function watchedFiles(folder: string, files: readonly string[]): readonly string[] {
  const isInside = (file: string): boolean => {
    const way = relative(folder, file);
    return !way.startsWith('..') && !isAbsolute(way);
  };
  const folders = new Set([folder, ...files.filter(isInside).map((file) => dirname(file))]);
  const beside = [...folders].flatMap(environmentFiles);
  return [...new Set([join(folder, 'manage.py'), ...files, ...beside])].sort().slice(0, MAX_FILES);
}

function environmentFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\.env(?:\..+)?$|^settings\.ini$/.test(name))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
