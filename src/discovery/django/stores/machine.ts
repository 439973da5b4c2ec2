/**
 * What database clients look up on this machine besides their settings: variables, files of their own,
 * sockets. Given as functions, so that all who ask stay pure.
 */
export interface Machine {
  /** Where relative paths start: the folder with manage.py, in which the server runs. */
  readonly folder: string;
  /** The project's environment as far as clients read it. */
  readonly environment: ReadonlyMap<string, string>;
  /** The text of a small file; undefined where there is none to read. */
  readonly readText: (path: string) => string | undefined;
  readonly isThere: (path: string) => boolean;
}
