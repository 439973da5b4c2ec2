/** SQLite's result codes as reasons that a user can act on (https://sqlite.org/rescode.html). */
import { StoreError } from './driver.js';
import type { SqliteFailure } from './sqlite-engine.js';

/** `label` names the file. */
export function storeErrorOf(failure: SqliteFailure, label: string): StoreError {
  const error = (code: StoreError['code'], message: string, remedy: string): StoreError =>
    new StoreError(code, message, remedy, { cause: failure });
  switch (failure.primaryCode) {
    case BUSY:
    case LOCKED:
      return error(
        'store-locked',
        `The database ${label} is locked by another process.`,
        'Wait until that process has finished writing, or end it.',
      );
    case NOT_A_DATABASE:
      return error(
        'store-unsuitable',
        `The file ${label} is not an SQLite database, or it is encrypted.`,
        "Name the app's own database file: --store sqlite:FILE.",
      );
    case CORRUPT:
      return error(
        'store-unreachable',
        `The database ${label} is damaged, or was being overwritten while it was read.`,
        'If this stays, check the file with `PRAGMA integrity_check`.',
      );
    case READ_ONLY:
      return error(
        'store-refused',
        `The database ${label} holds an unfinished write that only a writer can put right.`,
        'Start the app once, so that it recovers its database.',
      );
    case PERMISSION:
    case CANNOT_OPEN:
      return error(
        'store-refused',
        `The database ${label} could not be opened.`,
        'Run sessionspy as a user who may read the file and its folder.',
      );
    default:
      return error(
        'store-unreachable',
        `The database ${label} could not be read: ${failure.message}.`,
        'Check the file and the disk it is on.',
      );
  }
}

const PERMISSION = 3;
const BUSY = 5;
const LOCKED = 6;
const READ_ONLY = 8;
const CORRUPT = 11;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;
