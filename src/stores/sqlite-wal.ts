/**
 * A read-only reader of a WAL database makes the side files `-wal` and `-shm` and cannot remove them,
 * and keeps the app from doing so: whoever copies the main file alone would then lose data. So the
 * last step of reading gives SQLite, as a writer that writes nothing, the chance to clean up itself.
 */
import { stat } from 'node:fs/promises';
import { openSqlite } from './sqlite-engine.js';

/** The write-ahead log beside a database: its identity, size and age as text; undefined: none. */
export type WalState = string | undefined;

export async function walState(path: string): Promise<WalState> {
  const log = await stat(`${path}-wal`).catch(() => undefined);
  return log && `${log.ino}:${log.size}:${log.mtimeMs}`;
}

/**
 * Lets SQLite fold the log into the database and remove the side files, as the app's own last close
 * would have. SQLite does nothing while anybody else has the file open; a log that was there before
 * us and has not changed since is left alone, for it is somebody's crash.
 */
export async function leaveAsFound(path: string, before: WalState): Promise<void> {
  const after = await walState(path);
  if (after === undefined || after === before) return;
  try {
    const database = await openSqlite(path, { readOnly: false, mustExist: true, busyTimeoutMs: 0 });
    try {
      database.prepare('PRAGMA schema_version').get(); // makes SQLite look at the log
    } finally {
      await database.release();
    }
  } catch {
    // Locked, gone or not ours to write: then it stays as it is, which harms nothing.
  }
}
