/**
 * `--secret` values to keys: `env:NAME`, `@FILE`, or the secret itself. No message repeats anything
 * that could be a secret, so a source is only shown where it looks like a name or a path.
 */
import { readFile, stat } from 'node:fs/promises';
import { SpyError } from '../errors.js';
import { Secret, type KeyRing } from '../model/keyring.js';
import type { ResolvedValue } from './resolve.js';

export interface SecretReading {
  readonly secret: Secret;
  /** A sentence for the user, where the way of giving it is a leak. */
  readonly warning?: string;
}

/** Reads one source. Throws SpyError SPY_SECRET_UNREADABLE with what to do. */
export async function readSecret(
  source: string,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): Promise<SecretReading> {
  if (source.startsWith('env:')) return { secret: fromEnvironment(source.slice(4), environment) };
  if (source.startsWith('@')) return { secret: await fromFile(source.slice(1)) };
  if (source === '') throw unreadable('The secret is empty: write env:NAME or @FILE.');
  return { secret: new Secret(source, 'literal'), warning: LITERAL_WARNING };
}

/** All sources of the option, in order, with each warning once. A literal only leaks as a flag. */
export async function readSecrets(
  option: ResolvedValue<readonly string[]>,
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
): Promise<{ readonly keys: KeyRing; readonly warnings: readonly string[] }> {
  const readings = await Promise.all(option.value.map((source) => readSecret(source, environment)));
  const warnings = option.from === 'flag' ? readings.flatMap(({ warning }) => warning ?? []) : [];
  return { keys: readings.map(({ secret }) => secret), warnings: [...new Set(warnings)] };
}

const LITERAL_WARNING =
  'A secret on the command line can be read by everyone in the list of processes: write --secret env:NAME or --secret @FILE instead.';

/** Far above any key; a device or a wrong file is not read to its end. */
const MAX_SECRET_BYTES = 64 * 1024;

function fromEnvironment(name: string, environment: Readonly<NodeJS.ProcessEnv>): Secret {
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    throw unreadable(
      'After env: there must be the name of an environment variable, as in env:SECRET_KEY.',
    );
  }
  const value = environment[name];
  if (value === undefined || value === '') {
    throw unreadable(`The environment variable ${name} is not set: export it, or use @FILE.`);
  }
  return new Secret(value, `env:${name}`);
}

/** The file's bytes without one line break at the end, which editors and `echo` add. */
async function fromFile(path: string): Promise<Secret> {
  const shown = looksLikePath(path) ? `the file ${path}` : 'the file after the @';
  const bytes = await readRegularFile(path).catch((cause: unknown) => {
    throw unreadable(
      `${capital(shown)} with the secret cannot be read: check its path and permissions.`,
      cause,
    );
  });
  const end = bytes.at(-1) !== 10 ? bytes.length : bytes.length - (bytes.at(-2) === 13 ? 2 : 1);
  if (end === 0) throw unreadable(`${capital(shown)} is empty: put the secret into it.`);
  return new Secret(bytes.subarray(0, end), looksLikePath(path) ? path : 'file');
}

async function readRegularFile(path: string): Promise<Uint8Array> {
  const status = await stat(path);
  if (!status.isFile()) throw new Error('not a regular file');
  if (status.size > MAX_SECRET_BYTES) throw new Error('larger than 64 KiB');
  return readFile(path);
}

/** A literal that begins with @ is taken for a file: it must not end up in the message. */
const looksLikePath = (text: string): boolean =>
  /^[\w ./\\:~-]+$/.test(text) && (/[./\\]/.test(text) || text.length <= 24);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const unreadable = (message: string, cause?: unknown): SpyError =>
  new SpyError('SPY_SECRET_UNREADABLE', message, { cause });
