/**
 * One file for two purposes is a mistake that costs data: the last to write wins. Found before anything
 * is opened. Knows names only: links are not followed.
 */
import { resolve } from 'node:path';
import { SpyError } from '../errors.js';

export interface FileUse {
  /** As the user knows it: `--har`. */
  readonly by: string;
  /** `-` is stdout, and undefined none. */
  readonly path: string | undefined;
}

/** Throws SpyError SPY_CONFIG when two uses name the same file. */
export function checkDistinctFiles(uses: readonly FileUse[]): void {
  const users = new Map<string, string>();
  for (const { by, path } of uses) {
    if (path === undefined || path === '-') continue;
    const key = resolve(path);
    const other = users.get(key);
    if (other !== undefined && other !== by) {
      throw new SpyError(
        'SPY_CONFIG',
        `${other} and ${by} name the same file, ${path}: give each its own.`,
      );
    }
    users.set(key, by);
  }
}

/** The file of `--report junit:FILE`. */
export const junitPath = (report: string): string | undefined => /^junit:(.+)$/s.exec(report)?.[1];

/** The files of `--report`. */
export const reportFiles = (reports: readonly string[]): readonly FileUse[] =>
  reports.map((report) => ({ by: '--report', path: junitPath(report) }));
