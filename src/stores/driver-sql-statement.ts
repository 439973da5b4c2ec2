/**
 * A look-up as one SELECT: identifiers quoted, values bound, and no value above the limit sent. What
 * differs between servers is in `SqlWording`.
 */
import type { Cell, NewestQuery, Row, RowQuery } from '../model/store.js';
import { columnsToRead, valueTooLarge } from './driver-table.js';
import { MAX_RECORD_BYTES } from './driver.js';

/** A column as its server describes it. */
export interface SqlColumn {
  readonly name: string;
  /** By the server's own name for it. */
  readonly type: string;
  readonly isNullable: boolean;
  /** Whether our user may read it. */
  readonly isReadable: boolean;
}

/** How rows of a key are picked. */
export interface KeyMatch {
  readonly condition: string;
  /** What is bound in the condition; undefined: no row can have such a key. */
  bind(key: string): readonly string[] | undefined;
}

/** One server's SQL. */
export interface SqlWording {
  /** Names that it takes for the same have the same fold. */
  fold(name: string): string;
  identifier(name: string): string;
  /** As `identifier`, for a name that may hold a schema. */
  table(name: string): string;
  match(column: SqlColumn): KeyMatch;
  /** The greatest first, NULL last. */
  greatestFirst(column: SqlColumn): string;
  /** The column as it is sent. */
  value(column: SqlColumn): string;
  /** Bytes of the value; undefined where it is always small. */
  size(column: SqlColumn): string | undefined;
  /** What was sent as a cell. */
  cell(column: SqlColumn, sent: unknown): Cell;
}

export class SqlStatement {
  readonly #text: string;
  readonly #match: KeyMatch | undefined;
  readonly #columns: readonly (readonly [name: string, column: SqlColumn])[];
  readonly #wording: SqlWording;
  readonly #place: string;

  /** Throws StoreError `store-unsuitable` for a column that is not among `present`. */
  constructor(
    query: RowQuery | NewestQuery,
    present: readonly SqlColumn[],
    wording: SqlWording,
    place: string,
  ) {
    const find = (name: string): SqlColumn | undefined =>
      present.find((column) => wording.fold(column.name) === wording.fold(name));
    const { decisive, read } = columnsToRead(query, find, place, ({ isReadable }) => isReadable);
    this.#columns = [...read];
    this.#wording = wording;
    this.#place = place;
    this.#match = 'key' in query ? wording.match(decisive) : undefined;
    const which = this.#match
      ? `WHERE ${this.#match.condition}`
      : `ORDER BY ${wording.greatestFirst(decisive)}`;
    const cells = cellsOf([...read.values()], wording);
    // The comment tells whoever watches the server what this is.
    this.#text = `/* sessionspy */ SELECT ${cells} FROM ${wording.table(query.table)} ${which}`;
  }

  /** For at most so many rows. */
  text(limit: number): string {
    return `${this.#text} LIMIT ${Math.max(0, Math.trunc(limit))}`;
  }

  /** What is to be bound; undefined: no row can have such a key. */
  bind(query: RowQuery | NewestQuery): readonly string[] | undefined {
    return 'key' in query ? this.#match?.bind(query.key) : [];
  }

  /** Throws StoreError `payload-too-large`. */
  row(sent: readonly unknown[]): Row {
    return new Map(
      this.#columns.map(([name, column], index) => {
        const size = Number(sent[this.#columns.length + index] ?? 0);
        if (size > MAX_RECORD_BYTES) throw valueTooLarge(name, this.#place);
        return [name, this.#wording.cell(column, sent[index])];
      }),
    );
  }
}

/** The values, then the sizes of all of them. */
function cellsOf(columns: readonly SqlColumn[], wording: SqlWording): string {
  const values = columns.map((column) => {
    const [value, size] = [wording.value(column), wording.size(column)];
    return size === undefined
      ? value
      : `CASE WHEN ${size} <= ${MAX_RECORD_BYTES} THEN ${value} END`;
  });
  const sizes = columns.map((column) => wording.size(column) ?? 'NULL');
  return [...values, ...sizes].join(', ');
}
