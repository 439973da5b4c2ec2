/**
 * Where configuration is read from: the environment and at most one file. Does the I/O and nothing
 * else; what the texts mean is for config-file.ts and resolve.ts.
 */
import { open, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { SpyError } from '../errors.js';
import { hasSettings, layerOf, type ConfigFile } from './config-file.js';
import { nearest } from './nearest.js';
import { OPTION_NAMES, OPTIONS, type OptionName } from './options.js';
import type { RawLayer, RawValue } from './resolve.js';

/** Set by sessionspy for its child processes, so no misspelt option. */
const NOT_OPTIONS: ReadonlySet<string> = new Set(['SESSIONSPY_URL']);

export interface EnvironmentLayer {
  readonly layer: RawLayer;
  /** Sentences about names that begin like ours and are none. */
  readonly warnings: readonly string[];
}

/** `SESSIONSPY_*`; an empty value counts as unset, a repeatable option has one value per line. */
export function readEnvironment(environment: Readonly<NodeJS.ProcessEnv>): EnvironmentLayer {
  const layer = new Map<OptionName, RawValue>();
  for (const name of OPTION_NAMES) {
    const variable = OPTIONS[name].environment;
    const text = environment[variable];
    if (text === undefined || text.trim() === '') continue;
    const texts =
      OPTIONS[name].repeatable === true ? text.split(/\r?\n/).filter(isNotBlank) : [text];
    layer.set(name, { texts, where: variable });
  }
  return { layer, warnings: unknownVariables(environment) };
}

const isNotBlank = (text: string): boolean => text.trim() !== '';

function unknownVariables(environment: Readonly<NodeJS.ProcessEnv>): string[] {
  const known = OPTION_NAMES.map((name) => OPTIONS[name].environment);
  return Object.keys(environment)
    .filter(
      (name) => name.startsWith('SESSIONSPY_') && !known.includes(name) && !NOT_OPTIONS.has(name),
    )
    .map((name) => {
      const meant = nearest(name, known);
      return `The environment variable ${name} is no option of sessionspy${meant === undefined ? '' : `: did you mean ${meant}?`}`;
    });
}

export interface FileLayer {
  readonly layer: RawLayer;
  /** The file, relative to the current folder; undefined: there is none. */
  readonly label: string | undefined;
}

/**
 * The file named by `--config`, or else the one found from `folder` upward. Throws SpyError SPY_CONFIG
 * where it cannot be read or says what it may not.
 */
export async function readConfigFile(
  named: string | undefined,
  folder: string,
): Promise<FileLayer> {
  const file = named === undefined ? await findFile(folder) : await namedFile(named, folder);
  return file === undefined
    ? { layer: new Map(), label: undefined }
    : { layer: layerOf(file), label: file.label };
}

const CONFIG_NAME = 'sessionspy.config.json';
const PACKAGE_NAME = 'package.json';
const PACKAGE_KEY = 'sessionspy';

async function namedFile(named: string, folder: string): Promise<ConfigFile> {
  const path = resolve(folder, named);
  const text = await readText(path).catch((cause: unknown) => {
    throw new SpyError(
      'SPY_CONFIG',
      `The configuration file ${named} cannot be read: check its path.`,
      {
        cause,
      },
    );
  });
  return {
    label: named,
    folder: dirname(path),
    text,
    found: false,
    ...(basename(path) === PACKAGE_NAME ? { under: PACKAGE_KEY } : {}),
  };
}

async function findFile(folder: string): Promise<ConfigFile | undefined> {
  for (const candidate of await foldersToSearch(resolve(folder))) {
    const config = join(candidate, CONFIG_NAME);
    const label = (path: string): string => relative(folder, path);
    const text = await textIfPresent(config, label(config));
    if (text !== undefined) return { label: label(config), folder: candidate, text, found: true };
    const pack = join(candidate, PACKAGE_NAME);
    const packText = await readText(pack).catch(() => undefined);
    if (packText !== undefined && hasSettings(packText, PACKAGE_KEY)) {
      return {
        label: label(pack),
        folder: candidate,
        text: packText,
        under: PACKAGE_KEY,
        found: true,
      };
    }
  }
  return undefined;
}

/**
 * The folder and those above it up to the root of its repository. Without a repository the folder
 * alone: what lies above, in /tmp say, may be anybody's.
 */
async function foldersToSearch(folder: string): Promise<readonly string[]> {
  const folders = [folder];
  for (let current = folder; ; current = dirname(current)) {
    if (current !== folder) folders.push(current);
    if (await exists(join(current, '.git'))) return folders;
    if (dirname(current) === current) return [folder];
  }
}

const exists = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined)) !== undefined;

/** A file that is there but cannot be read is an error: its settings would be missed in silence. */
async function textIfPresent(path: string, label: string): Promise<string | undefined> {
  if (!(await exists(path))) return undefined;
  return readText(path).catch((cause: unknown) => {
    throw new SpyError(
      'SPY_CONFIG',
      `The configuration file ${label} cannot be read: check its permissions.`,
      {
        cause,
      },
    );
  });
}

const MAX_FILE_BYTES = 1024 * 1024;

async function readText(path: string): Promise<string> {
  if (!(await stat(path)).isFile()) throw new Error('not a regular file');
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size > MAX_FILE_BYTES) throw new Error('larger than 1 MiB');
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
