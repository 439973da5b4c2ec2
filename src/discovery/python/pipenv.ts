/** How pipenv names a project's virtualenv (pipenv/project.py `_get_virtualenv_hash`, unchanged since 2018). */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

/** `shop-1a2b3c4d`: the folder's name, and a hash of the Pipfile's path. */
export function pipenvName(folder: string): string {
  const name = basename(folder)
    .replaceAll(/[ &$`!*@"()[\]\\\r\n\t]/g, '_')
    .slice(0, 42);
  const digest = createHash('sha256').update(join(folder, 'Pipfile')).digest();
  // Python's urlsafe base64 of six bytes: eight characters without padding.
  return `${name}-${digest.subarray(0, 6).toString('base64url')}`;
}

/** WORKON_HOME, shared with virtualenvwrapper. */
export function workonHome(environment: Readonly<NodeJS.ProcessEnv>): string {
  const home = environment['HOME'] ?? homedir();
  const given = environment['WORKON_HOME'];
  if (given !== undefined && given !== '') return given.replace(/^~(?=\/|$)/, home);
  if (process.platform === 'win32') return join(home, '.virtualenvs');
  return join(environment['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'virtualenvs');
}
