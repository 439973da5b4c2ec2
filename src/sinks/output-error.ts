/** Why a file cannot be written, as a sentence that says what to do. */
import { dirname } from 'node:path';
import { SpyError } from '../errors.js';

/** The error for an output file that cannot be opened or written. */
export function outputError(path: string, cause: unknown): SpyError {
  if (cause instanceof SpyError) return cause;
  const { what, remedy } = outputTrouble(path, cause);
  return new SpyError('SPY_OUTPUT_UNWRITABLE', `Cannot write ${path}: ${what}; ${remedy}.`, {
    cause,
  });
}

/** The error for a path that is there and is no regular file. */
export const notAFile = (
  path: string,
  what: 'a folder' | 'not a regular file',
  example: string,
): SpyError =>
  new SpyError(
    'SPY_OUTPUT_UNWRITABLE',
    `Cannot write ${path}: it is ${what}; give the name of a file, such as ${example}.`,
  );

export interface OutputTrouble {
  readonly what: string;
  readonly remedy: string;
}

const ELSEWHERE = 'choose another place';

/** What is wrong with an output and what to do about it, without full stops. */
export function outputTrouble(path: string, cause: unknown): OutputTrouble {
  const folder = dirname(path);
  const code = errorCode(cause) ?? 'unknown error';
  switch (code) {
    case 'ENOENT':
      return { what: `the folder ${folder} does not exist`, remedy: `create it or ${ELSEWHERE}` };
    case 'ENOTDIR':
      return { what: `${folder} is not a folder`, remedy: ELSEWHERE };
    case 'EACCES':
    case 'EPERM':
      return { what: `no permission to write there`, remedy: ELSEWHERE };
    case 'EROFS':
      return { what: `the file system of ${folder} is read-only`, remedy: ELSEWHERE };
    case 'ENOSPC':
    case 'EDQUOT':
      return { what: 'the disk is full', remedy: 'free some room' };
    case 'ENAMETOOLONG':
      return { what: 'the name is too long', remedy: 'choose a shorter one' };
    default:
      return { what: code, remedy: ELSEWHERE };
  }
}

/** Node's name of a system error, e.g. `ENOSPC`. */
export const errorCode = (cause: unknown): string | undefined =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : undefined;
