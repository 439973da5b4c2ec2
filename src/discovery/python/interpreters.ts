/** Which Python interpreters may be a project's own, the likeliest first. */
import { access, constants, realpath } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

const VIRTUALENVS = ['.venv', 'venv', 'env'];
/** Trying each costs a fraction of a second. */
const MAX_CANDIDATES = 8;

/**
 * The active virtualenv, those in the project's folder and in the one above it, then every `python3`
 * and `python` on the path: the first one there need not be the one that has Django.
 */
export async function pythonCandidates(
  folder: string,
  environment: Readonly<NodeJS.ProcessEnv>,
): Promise<readonly string[]> {
  const active = [environment['VIRTUAL_ENV'], environment['CONDA_PREFIX']].filter(isPath);
  const near = [folder, dirname(folder)].flatMap((place) =>
    VIRTUALENVS.map((name) => join(place, name)),
  );
  const inVirtualenvs = [...active, ...near].flatMap((place) => [
    join(place, 'bin', 'python'),
    join(place, 'Scripts', 'python.exe'),
  ]);
  const places = (environment['PATH'] ?? '').split(delimiter).filter(isPath);
  const onPath = ['python3', 'python', 'python3.exe', 'python.exe'].flatMap((name) =>
    places.map((place) => join(place, name)),
  );
  return executables([...inVirtualenvs, ...onPath]);
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
