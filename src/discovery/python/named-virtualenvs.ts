/** Virtualenvs that poetry and pipenv keep elsewhere, under names computed from a project's folder. */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { pipenvName, workonHome } from './pipenv.js';
import { poetryName, poetryVirtualenvs } from './poetry.js';

type Environment = Readonly<NodeJS.ProcessEnv>;

/** Those that are there, of several Python versions the newest first. */
export async function namedVirtualenvs(
  folder: string,
  environment: Environment,
): Promise<readonly string[]> {
  const real = await realpath(folder).catch(() => folder);
  return [
    ...(await poetrys(folder, real, environment)),
    ...(await pipenvs([...new Set([folder, real])], environment)),
  ];
}

async function poetrys(
  folder: string,
  real: string,
  environment: Environment,
): Promise<readonly string[]> {
  const project = await text(join(folder, 'pyproject.toml'));
  const name = project === undefined ? undefined : poetryName(project, real);
  if (name === undefined) return [];
  const local = await text(join(folder, 'poetry.toml'));
  const home = poetryVirtualenvs(environment, folder, local, (path) => text(path));
  return beginningWith(await home, `${name}-py`);
}

async function pipenvs(
  folders: readonly string[],
  environment: Environment,
): Promise<readonly string[]> {
  const home = workonHome(environment);
  const custom = environment['PIPENV_CUSTOM_VENV_NAME'];
  const found: string[] = [];
  for (const folder of folders) {
    if ((await text(join(folder, 'Pipfile'))) === undefined) continue;
    const name = custom === undefined || custom === '' ? pipenvName(folder) : custom;
    found.push(join(home, name), ...(await beginningWith(home, `${name}-`)));
  }
  return found;
}

async function beginningWith(home: string, start: string): Promise<readonly string[]> {
  const names = await readdir(home).catch(() => []);
  const version = (name: string): number => Number(/(\d+)$/.exec(name)?.[1] ?? 0);
  return names
    .filter((name) => name.startsWith(start))
    .toSorted((a, b) => version(b) - version(a))
    .map((name) => join(home, name));
}

async function text(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
