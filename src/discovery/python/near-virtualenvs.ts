/** Virtualenvs in a project's folder itself, and files there that say where one is. */
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { workonHome } from './pipenv.js';

type Environment = Readonly<NodeJS.ProcessEnv>;

const FOLDERS = ['.venv', 'venv', 'env'];

/** UV_PROJECT_ENVIRONMENT, relative to the project; `.venv` may be a file with a path or pipenv's name. */
export async function nearVirtualenvs(
  folder: string,
  environment: Environment,
): Promise<readonly string[]> {
  const uv = environment['UV_PROJECT_ENVIRONMENT'];
  const named = await textOf(join(folder, '.venv'));
  return [
    ...(uv === undefined || uv === '' ? [] : [resolve(folder, uv)]),
    ...(named === undefined
      ? []
      : [
          named.includes('/') || isAbsolute(named)
            ? resolve(folder, named)
            : join(workonHome(environment), named),
        ]),
    ...FOLDERS.map((name) => join(folder, name)),
  ];
}

/** What PDM chose for the project. */
export async function savedInterpreter(folder: string): Promise<readonly string[]> {
  const path = await textOf(join(folder, '.pdm-python'));
  return path !== undefined && isAbsolute(path) ? [path] : [];
}

/** The first line of a small file. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    const status = await stat(path);
    if (!status.isFile() || status.size > 4096) return undefined;
    const [line = ''] = (await readFile(path, 'utf8')).split(/\r?\n/);
    return line.trim() === '' ? undefined : line.trim();
  } catch {
    return undefined;
  }
}
