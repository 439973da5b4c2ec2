/**
 * Look-ups in a folder with one file per session: `file:/var/lib/sessions`. The name comes from a
 * cookie, so it is only ever a plain name in that folder: no path, no symbolic link, no pipe.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { lstat, opendir, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { SpyError } from '../errors.js';
import type { EpochMs } from '../model/time.js';
import {
  MAX_RECORD_BYTES,
  StoreError,
  type FileReader,
  type StoredFile,
  type StoreConnection,
  type StoreDriver,
} from './driver.js';

export const filesDriver: StoreDriver = {
  schemes: ['file'],
  open: (url) => connectionTo(folderOf(url)),
};

/** What stands after `file:`, taken literally; `//` before it is let off. */
function folderOf(url: string): string {
  const text = url.replace(/^file:/i, '');
  const folder = text.startsWith('//') ? text.slice(2).replace(/^\/{2,}/, '/') : text;
  if (folder === '' || folder.includes('\0')) {
    throw new SpyError(
      'SPY_STORE_INVALID',
      'The store names no folder: write file:/path/to/sessions.',
    );
  }
  return folder;
}

function connectionTo(given: string): StoreConnection {
  const folder = resolve(given);
  const shown = relative('', folder);
  const place = shown === '' || shown.startsWith('..') || isAbsolute(shown) ? folder : shown;
  const files: FileReader = {
    readFile: (name) => readSession(folder, place, name),
    newestFile: (prefix, suffix) => newestFile(folder, place, prefix, suffix),
  };
  return { kind: 'files', label: `folder ${place}`, files, close: () => Promise.resolve() };
}

async function readSession(
  folder: string,
  place: string,
  name: string,
): Promise<StoredFile | undefined> {
  if (!name.split('/').every(isPlainName)) {
    throw new StoreError('session-id-malformed', 'The session id is not a file name.');
  }
  let file: number;
  try {
    // Small local files are read at once: to wait for a free thread would let the app go on meanwhile.
    file = openSync(join(folder, name), FLAGS);
  } catch (error) {
    return await notOpened(error, folder, place);
  }
  try {
    return content(file, place);
  } finally {
    closeSync(file);
  }
}

/** A link is not followed, and a pipe without a writer does not keep us waiting (Windows has neither). */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW || 0) | (constants.O_NONBLOCK || 0);

/** Not a path, not empty, not a folder's own names. */
const isPlainName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name);

function content(file: number, place: string): StoredFile {
  const status = fstatSync(file);
  if (!status.isFile()) throw notAFile(place);
  // One byte more than allowed tells that there is more.
  const start = readUpTo(file, USUAL_BYTES + 1);
  const bytes = start.length <= USUAL_BYTES ? start : readUpTo(file, MAX_RECORD_BYTES + 1);
  if (bytes.length > MAX_RECORD_BYTES) throw tooLarge(place);
  return { bytes, modifiedAt: status.mtimeMs as EpochMs }; // Node gives milliseconds since 1970
}

/** Sessions are smaller than this, mostly by far. */
const USUAL_BYTES = 16 * 1024;

/** The file's first bytes. */
function readUpTo(file: number, maxBytes: number): Uint8Array {
  const buffer = new Uint8Array(maxBytes);
  let length = 0;
  for (let read = -1; read !== 0 && length < maxBytes; length += read) {
    read = readSync(file, buffer, length, maxBytes - length, length);
  }
  return buffer.slice(0, length);
}

async function notOpened(
  error: unknown,
  folder: string,
  place: string,
): Promise<StoredFile | undefined> {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ENOENT':
      if (await isFolder(folder)) return undefined;
      throw new StoreError(
        'store-missing',
        `There is no folder ${place}.`,
        'Give the folder in which the app keeps its sessions: --store file:DIR.',
      );
    case 'ENAMETOOLONG':
      return undefined;
    case 'ENOTDIR':
      throw new StoreError(
        'store-unsuitable',
        `${place} is not a folder.`,
        'Give the folder in which the app keeps its sessions: --store file:DIR.',
      );
    case 'ELOOP':
    case 'ENXIO':
      throw notAFile(place);
    case 'EACCES':
    case 'EPERM':
      throw new StoreError(
        'store-refused',
        `A session file in ${place} may not be read.`,
        'Run sessionspy as the user whom the app runs as.',
        { cause: error },
      );
    default:
      throw new StoreError(
        'store-unreachable',
        `A session file in ${place} could not be read.`,
        'Check the folder and the disk it is on.',
        { cause: error },
      );
  }
}

/** Names that are looked at: a folder of millions of files is not worth a pause. */
const MAX_NAMES = 5000;

async function newestFile(
  folder: string,
  place: string,
  prefix: string,
  suffix: string,
): Promise<string | undefined> {
  let newest: { readonly name: string; readonly at: number } | undefined;
  try {
    let seen = 0;
    for await (const { name } of await opendir(folder)) {
      if (!name.startsWith(prefix) || !name.endsWith(suffix)) continue;
      const status = await lstat(join(folder, name)).catch(() => undefined);
      if (status?.isFile() !== true) continue;
      if (newest === undefined || status.mtimeMs > newest.at) newest = { name, at: status.mtimeMs };
      seen += 1;
      if (seen >= MAX_NAMES) break;
    }
  } catch (error) {
    await notOpened(error, folder, place);
  }
  return newest?.name;
}

const isFolder = async (folder: string): Promise<boolean> =>
  (await stat(folder).catch(() => undefined))?.isDirectory() === true;

const notAFile = (place: string): StoreError =>
  new StoreError(
    'store-unsuitable',
    `What stands under that name in ${place} is not a regular file, so it was not opened.`,
    'Find out who put a link, pipe or folder among the session files.',
  );

const tooLarge = (place: string): StoreError =>
  new StoreError(
    'payload-too-large',
    `A session file in ${place} is larger than 1 MiB and was not read.`,
  );
