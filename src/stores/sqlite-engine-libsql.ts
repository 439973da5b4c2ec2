/**
 * The package `libsql` behind the engine's interface, with its habits contained: it ignores
 * `readonly: true` (the URI says `mode=ro` instead), aborts the process when a boolean is bound or a
 * text is not UTF-8 (readers cast to BLOB), and closes a file only when its statements are collected.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  SqliteFailure,
  type SqliteDatabase,
  type SqliteInput,
  type SqliteRow,
  type SqliteStatement,
} from './sqlite-engine-database.js';
import { bindable, readable } from './sqlite-engine-values.js';

/** The part of `libsql` in use. */
interface LibsqlStatement {
  all(parameters: readonly SqliteInput[]): readonly Readonly<Record<string, unknown>>[];
  run(parameters: readonly SqliteInput[]): unknown;
  safeIntegers(enabled: boolean): unknown;
}
interface LibsqlDatabase {
  prepare(sql: string): LibsqlStatement;
  exec(sql: string): void;
  close(): void;
}

/** Loads the package on first use and opens a `file:` URI. */
export async function openLibsql(uri: string): Promise<SqliteDatabase> {
  const { default: Database } = await import('libsql');
  // Its types are better-sqlite3's; what is used of them is declared above and tested.
  let database = attempt(() => new Database(uri) as unknown as LibsqlDatabase | undefined);
  const opened = (): LibsqlDatabase => {
    if (database === undefined) throw new SqliteFailure('the database is closed', MISUSE);
    return database;
  };
  const close = (): void => {
    database?.close();
    database = undefined;
  };
  return {
    prepare: (sql) => statementOf(attempt(() => opened().prepare(sql))),
    exec: (sql) => {
      attempt(() => {
        opened().exec(sql);
      });
    },
    close,
    release: async () => {
      close();
      await collectGarbage();
    },
  };
}

const MISUSE = 21;

function statementOf(statement: LibsqlStatement): SqliteStatement {
  statement.safeIntegers(true);
  const all = (parameters: readonly SqliteInput[]): SqliteRow[] =>
    attempt(() => statement.all(parameters.map(bindable))).map(rowOf);
  return {
    get: (...parameters) => all(parameters)[0],
    all: (...parameters) => all(parameters),
    run: (...parameters) => {
      attempt(() => statement.run(parameters.map(bindable)));
    },
  };
}

const rowOf = (row: Readonly<Record<string, unknown>>): SqliteRow =>
  Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, readable(cell)]));

/**
 * libsql has no way to finalize a statement, and SQLite keeps a closed file open until the last one
 * is: only a collection ends that. Finalizers run in the next turn. Costs some milliseconds.
 */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  // V8 puts a function without arguments there while the flag is on.
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  await nextTurn(); // lets the caller's frames, which may hold a statement, return
  collect();
  await nextTurn();
}

const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

function attempt<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new SqliteFailure(error.message, resultCodeOf(error), { cause: error });
  }
}

/** SqliteError carries `rawCode`; a failed open is a plain Error that ends in the code. */
function resultCodeOf(error: Error): number {
  if ('rawCode' in error && typeof error.rawCode === 'number') return error.rawCode;
  const code = /: (\d+)"?\)?$/.exec(error.message)?.[1];
  return code === undefined ? 1 : Number(code);
}
