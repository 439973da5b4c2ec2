/**
 * `node:sqlite` behind the engine's interface. The module exists from Node 22.5 on, without a flag
 * from 22.13 on, and says once that it is experimental: the user of a proxy need not know.
 */
import {
  SqliteFailure,
  type SqliteDatabase,
  type SqliteInput,
  type SqliteRow,
  type SqliteStatement,
} from './sqlite-engine-database.js';
import { bindable, readable } from './sqlite-engine-values.js';

/** The part of `node:sqlite` in use; @types/node of our oldest Node does not have it. */
interface NodeStatement {
  all(...parameters: readonly unknown[]): readonly Readonly<Record<string, unknown>>[];
  run(...parameters: readonly unknown[]): unknown;
  setReadBigInts(enabled: boolean): void;
}
interface NodeDatabase {
  prepare(sql: string): NodeStatement;
  exec(sql: string): void;
  close(): void;
}
export interface NodeSqlite {
  readonly DatabaseSync: new (location: string) => NodeDatabase;
}

/** The built-in module; undefined where this Node has none. */
export function loadNodeSqlite(): NodeSqlite | undefined {
  const emitWarning: unknown = Reflect.get(process, 'emitWarning');
  Reflect.set(process, 'emitWarning', () => undefined);
  try {
    // Node documents this module's shape; `DatabaseSync` is in it since the module exists.
    return process.getBuiltinModule('node:sqlite') as NodeSqlite | undefined;
  } finally {
    Reflect.set(process, 'emitWarning', emitWarning);
  }
}

export function openNodeSqlite(sqlite: NodeSqlite, uri: string): SqliteDatabase {
  const database = attempt(() => new sqlite.DatabaseSync(uri));
  let open = true;
  const close = (): void => {
    if (open) database.close();
    open = false;
  };
  return {
    prepare: (sql) => statementOf(attempt(() => database.prepare(sql))),
    exec: (sql) => {
      attempt(() => {
        database.exec(sql);
      });
    },
    close,
    release: () => {
      close();
      return Promise.resolve();
    },
  };
}

function statementOf(statement: NodeStatement): SqliteStatement {
  statement.setReadBigInts(true);
  const all = (parameters: readonly SqliteInput[]): SqliteRow[] =>
    attempt(() => statement.all(...parameters.map(bindable))).map(rowOf);
  return {
    get: (...parameters) => all(parameters)[0],
    all: (...parameters) => all(parameters),
    run: (...parameters) => {
      attempt(() => statement.run(...parameters.map(bindable)));
    },
  };
}

const rowOf = (row: Readonly<Record<string, unknown>>): SqliteRow =>
  Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, readable(cell)]));

function attempt<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 1;
    throw new SqliteFailure(error.message, code, { cause: error });
  }
}
