/**
 * Files that exist while an output is being written: beside it, hidden, named so that two runs never
 * meet, and so that those of a run that was killed are known and removed by the next one.
 */
import { randomBytes } from 'node:crypto';
import { access, constants, lstat, open, readdir, realpath, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { errorCode, notAFile } from './output-error.js';

/** Readable by their owner alone: recordings may hold what redaction did not know. */
export const OWNER_ONLY = 0o600;

/** File names are at most 255 bytes in most places; this leaves room for what is added. */
const MAX_STEM = 120;

const host = hostname()
  .replace(/[^\w-]/g, '_')
  .slice(0, 40);

const stemOf = (path: string): string =>
  `.${basename(path).slice(0, MAX_STEM)}.sessionspy-${host}-`;

/** A name for one run's work files of `path`; a letter is added for each file. */
export const workPath = (path: string): string =>
  join(dirname(path), `${stemOf(path)}${process.pid}-${randomBytes(4).toString('hex')}`);

/** A new file, mode 0600, for writing anywhere or at its end. Fails when it exists, also as a link. */
export const createWorkFile = (path: string, flags: 'wx' | 'ax' = 'wx'): Promise<FileHandle> =>
  open(path, flags, OWNER_ONLY);

/**
 * Where an output really goes: a link is followed. Throws SpyError for what is there and is no regular
 * file, since publishing would replace it: `/dev/null` must stay what it is.
 * `example`: a name that would do.
 */
export async function outputPath(path: string, example = 'recording.har'): Promise<string> {
  let target: string;
  try {
    target = await realpath(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return path;
    throw error;
  }
  const found = await lstat(target);
  if (found.isDirectory()) throw notAFile(path, 'a folder', example);
  if (!found.isFile()) throw notAFile(path, 'not a regular file', example);
  await access(target, constants.W_OK);
  return target;
}

/** Removes what runs that no longer live left behind for `path`, on this host. Never throws. */
export async function removeLeftovers(path: string): Promise<void> {
  const stem = stemOf(path);
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(stem)) continue;
    const [, pid] = /^(\d+)-[0-9a-f]{8}\.\w+$/.exec(name.slice(stem.length)) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) await removeQuietly(join(dirname(path), name));
  }
}

/** Removes a file that may be gone already. */
export const removeQuietly = (path: string): Promise<void> => unlink(path).catch(() => undefined);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
