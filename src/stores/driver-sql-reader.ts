/**
 * Look-ups on a database server: learns once which columns a table has, asks, and learns anew when the
 * table has changed. Connections come from a pool. Knows no SQL; that is the dialect's.
 */
import type { NewestQuery, Row, RowQuery } from '../model/store.js';
import { ConnectionPool, type PooledConnection } from './driver-pool.js';
import { SqlStatement, type SqlColumn, type SqlWording } from './driver-sql-statement.js';
import { lookupId, tableMissing } from './driver-table.js';
import { StoreError, type RowReader } from './driver.js';

/** A connection on which nothing can be written. */
export interface SqlConnection extends PooledConnection {
  /** One statement's rows, outside of any transaction that an earlier one saw. Throws the package's errors. */
  ask(text: string, values: readonly string[]): Promise<readonly (readonly unknown[])[]>;
}

/** What differs between servers. */
export interface SqlDialect extends SqlWording {
  /** For messages: `shop on db:5432`. */
  readonly place: string;
  /** Throws the package's errors or StoreError; drops what it has begun once the signal is aborted. */
  connect(signal: AbortSignal): Promise<SqlConnection>;
  /** Empty where there is no such table. */
  columns(table: string, connection: SqlConnection): Promise<readonly SqlColumn[]>;
  /** The table or a column of it is not there any more. */
  isSchemaChange(error: unknown): boolean;
  /** The key cannot be a value of its column. */
  isKeyMismatch(error: unknown): boolean;
  explain(error: unknown, query: RowQuery | NewestQuery): StoreError;
}

/** Milliseconds for which a table's columns are believed to be what they were. */
const BELIEVED_MS = 30_000;
/** Tables with their columns that are kept; a framework needs two or three. */
const MAX_STATEMENTS = 32;

interface Learnt {
  readonly statement: SqlStatement;
  readonly atMs: number;
}

export class SqlReader implements RowReader {
  readonly #dialect: SqlDialect;
  readonly #pool: ConnectionPool<SqlConnection>;
  readonly #now: () => number;
  readonly #learnt = new Map<string, Learnt>();

  /** `now` in milliseconds, monotonic. */
  constructor(dialect: SqlDialect, label: string, now: () => number = () => performance.now()) {
    this.#dialect = dialect;
    this.#pool = new ConnectionPool((signal) => dialect.connect(signal), label);
    this.#now = now;
  }

  async findRow(query: RowQuery, signal: AbortSignal): Promise<Row | undefined> {
    return (await this.findRows(query, 1, signal))[0];
  }

  findRows(query: RowQuery, limit: number, signal: AbortSignal): Promise<readonly Row[]> {
    return this.#find(query, limit, signal);
  }

  async newestRow(query: NewestQuery, signal: AbortSignal): Promise<Row | undefined> {
    return (await this.#find(query, 1, signal))[0];
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #find(
    query: RowQuery | NewestQuery,
    limit: number,
    signal: AbortSignal,
  ): Promise<readonly Row[]> {
    try {
      return await this.#pool.use((connection) => this.#ask(connection, query, limit), signal);
    } catch (error) {
      throw error instanceof StoreError ? error : this.#dialect.explain(error, query);
    }
  }

  async #ask(
    connection: SqlConnection,
    query: RowQuery | NewestQuery,
    limit: number,
  ): Promise<readonly Row[]> {
    const known = this.#known(query);
    if (known !== undefined) {
      try {
        return await this.#run(connection, known, query, limit);
      } catch (error) {
        if (!this.#dialect.isSchemaChange(error)) throw error;
      }
    }
    return this.#run(connection, await this.#learn(connection, query), query, limit);
  }

  async #run(
    connection: SqlConnection,
    statement: SqlStatement,
    query: RowQuery | NewestQuery,
    limit: number,
  ): Promise<readonly Row[]> {
    const values = statement.bind(query);
    if (values === undefined) return [];
    try {
      const rows = await connection.ask(statement.text(limit), values);
      return rows.map((row) => statement.row(row));
    } catch (error) {
      if (this.#dialect.isKeyMismatch(error)) return [];
      throw error;
    }
  }

  #known(query: RowQuery | NewestQuery): SqlStatement | undefined {
    const learnt = this.#learnt.get(lookupId(query));
    return learnt && this.#now() - learnt.atMs < BELIEVED_MS ? learnt.statement : undefined;
  }

  async #learn(connection: SqlConnection, query: RowQuery | NewestQuery): Promise<SqlStatement> {
    const id = lookupId(query);
    this.#learnt.delete(id);
    const columns = await this.#dialect.columns(query.table, connection);
    if (columns.length === 0) throw tableMissing(query.table, this.#dialect.place);
    const statement = new SqlStatement(query, columns, this.#dialect, this.#dialect.place);
    if (this.#learnt.size >= MAX_STATEMENTS) this.#learnt.clear();
    this.#learnt.set(id, { statement, atMs: this.#now() });
    return statement;
  }
}
