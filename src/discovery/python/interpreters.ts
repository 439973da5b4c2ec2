/** Which Python interpreters may be a project's own, the likeliest first. */
import { access, constants, realpath } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { namedVirtualenvs } from './named-virtualenvs.js';
import { nearVirtualenvs, savedInterpreter } from './near-virtualenvs.js';

/** Trying each costs a fraction of a second. */
const MAX_CANDIDATES = 10;

/**
 * The active virtualenv; those in the project's folder and the ones that poetry and pipenv keep for it,
 * then the same for the folder above; conda's; every `python3` and `python` on the path, pyenv's among
 * them: the first one there need not be the one that has Django. No tool is run to find them.
 */
export async function pythonCandidates(
  folder: string,
  environment: Readonly<NodeJS.ProcessEnv>,
): Promise<readonly string[]> {
  const places = await Promise.all(
    [folder, dirname(folder)].map(async (place) => [
      ...(await nearVirtualenvs(place, environment)).flatMap(pythonsIn),
      ...(await savedInterpreter(place)),
      ...(await namedVirtualenvs(place, environment)).flatMap(pythonsIn),
    ]),
  );
  const active = [environment['VIRTUAL_ENV']].filter(isPath).flatMap(pythonsIn);
  const conda = [environment['CONDA_PREFIX']].filter(isPath).flatMap(pythonsIn);
  return executables([...active, ...places.flat(), ...conda, ...onPath(environment)]);
}

const pythonsIn = (place: string): readonly string[] => [
  join(place, 'bin', 'python'),
  join(place, 'Scripts', 'python.exe'),
];

function onPath(environment: Readonly<NodeJS.ProcessEnv>): readonly string[] {
  const places = (environment['PATH'] ?? '').split(delimiter).filter(isPath);
  return ['python3', 'python', 'python3.exe', 'python.exe'].flatMap((name) =>
    places.map((place) => join(place, name)),
  );
}

/** A relative entry would mean a program of whatever folder we stand in. */
const isPath = (text: string | undefined): text is string => text !== undefined && isAbsolute(text);

async function executables(paths: readonly string[]): Promise<readonly string[]> {
  const found = new Map<string, string>();
  for (const path of paths) {
    if (found.size === MAX_CANDIDATES) break;
    try {
      await access(path, constants.X_OK);
      // A virtualenv's python is a link to another's, and yet another interpreter: its folder counts.
      const identity = join(await realpath(dirname(path)), await realpath(path));
      if (!found.has(identity)) found.set(identity, path);
    } catch {
      // Not there, or not to be run by us.
    }
  }
  return [...found.values()];
}
