/**
 * How poetry names a project's virtualenv and where it keeps it (poetry/utils/env `generate_env_name`,
 * poetry/config `virtualenvs.path`; the same from 1.0 to 2). TOML is read line by line, as far as poetry's
 * own files need.
 */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<NodeJS.ProcessEnv>;

/** `shop-1a2b3c4d`, before `-py3.11`; undefined: not a project of poetry's. `folder`: without links. */
export function poetryName(pyproject: string, folder: string): string | undefined {
  const name =
    tomlText(pyproject, 'project', 'name') ??
    tomlText(pyproject, 'tool.poetry', 'name') ??
    (/^\[tool\.poetry\]/m.test(pyproject) ? 'non-package-mode' : undefined);
  if (name === undefined) return undefined;
  const canonical = name.replaceAll(/[-_.]+/g, '-').toLowerCase();
  const safe = canonical.replaceAll(/[ $`!*@"\\\r\n\t]/g, '_').slice(0, 42);
  const digest = createHash('sha256').update(folder).digest('base64url');
  return `${safe}-${digest.slice(0, 8)}`;
}

/** POETRY_VIRTUALENVS_PATH, else what poetry.toml or poetry's own config.toml say, else its cache. */
export async function poetryVirtualenvs(
  environment: Environment,
  folder: string,
  local: string | undefined,
  read: (path: string) => Promise<string | undefined>,
): Promise<string> {
  const home = environment['HOME'] ?? homedir();
  const folders = foldersOf(environment, home);
  const config = await read(
    join(environment['POETRY_CONFIG_DIR'] ?? folders.config, 'config.toml'),
  );
  const setting = (section: string, key: string): string | undefined =>
    tomlText(local ?? '', section, key) ?? tomlText(config ?? '', section, key);
  const cache = environment['POETRY_CACHE_DIR'] ?? setting('', 'cache-dir') ?? folders.cache;
  const path =
    environment['POETRY_VIRTUALENVS_PATH'] ??
    setting('virtualenvs', 'path') ??
    join('{cache-dir}', 'virtualenvs');
  return path
    .replace('{cache-dir}', cache)
    .replace('{project-dir}', folder)
    .replace(/^~(?=\/|$)/, home);
}

function foldersOf(
  environment: Environment,
  home: string,
): { readonly cache: string; readonly config: string } {
  if (process.platform === 'darwin') {
    return {
      cache: join(home, 'Library', 'Caches', 'pypoetry'),
      config: join(home, 'Library', 'Application Support', 'pypoetry'),
    };
  }
  if (process.platform === 'win32') {
    const local = environment['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local');
    const roaming = environment['APPDATA'] ?? join(home, 'AppData', 'Roaming');
    return { cache: join(local, 'pypoetry', 'Cache'), config: join(roaming, 'pypoetry') };
  }
  return {
    cache: join(environment['XDG_CACHE_HOME'] ?? join(home, '.cache'), 'pypoetry'),
    config: join(environment['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'pypoetry'),
  };
}

/** `key = "text"` in a `[section]`, or `section.key` before all sections; '' is the part before them. */
export function tomlText(text: string, section: string, key: string): string | undefined {
  let current = '';
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[([^[\]]+)\]\s*(?:#.*)?$/.exec(line)?.[1];
    if (header !== undefined) current = header.replaceAll(/[\s"]/g, '');
    const [, name, , value] = /^\s*([\w.-]+)\s*=\s*(["'])(.*?)\2/.exec(line) ?? [];
    const full = current === '' ? name : `${current}.${name ?? ''}`;
    if (name !== undefined && full === (section === '' ? key : `${section}.${key}`)) return value;
  }
  return undefined;
}
