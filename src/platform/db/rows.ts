import type { ResultSet, Row, Value } from "@libsql/client";

/** The columns of a result, and how to give a row names. */
export interface Layout {
  columns: string[];
  columnTypes: string[];
  toRow(values: Value[]): Row;
}

/** What a statement gave, before anybody needs names. */
export interface RawResult {
  layout: Layout;
  rows: Value[][];
  rowsAffected: number;
  lastInsertRowid: bigint | undefined;
}

export const createLayout = (columns: string[], columnTypes: string[]): Layout => ({
  columns,
  columnTypes,
  toRow: columns.some(isAwkwardName) ? (values) => awkwardRow(columns, values) : rowFactory(columns),
});

export const NO_COLUMNS = createLayout([], []);

/** A name that an object with indexes and a length already has a meaning for. */
function isAwkwardName(name: string): boolean {
  return name === "length" || name === "__proto__" || /^\d+$/.test(name);
}

/**
 * Rows that have names as own properties and indexes on the prototype: as `Row` wants, and twenty times cheaper to make
 * than defining every index on every row. Of columns with the same name the first has the name; all have their index.
 */
function rowFactory(columns: string[]): (values: Value[]) => Row {
  const named = columns.map((name, i) => ({ name, i })).filter(({ name, i }) => columns.indexOf(name) === i);
  class NamedRow {
    readonly #values: Value[];
    constructor(values: Value[]) {
      this.#values = values;
      for (const { name, i } of named) (this as unknown as Record<string, Value>)[name] = values[i] as Value;
    }
    get length(): number {
      return this.#values.length;
    }
    static at(row: NamedRow, index: number): Value {
      return row.#values[index] as Value;
    }
  }
  for (let i = 0; i < columns.length; i++) {
    Object.defineProperty(NamedRow.prototype, i, {
      get(this: NamedRow) {
        return NamedRow.at(this, i);
      },
    });
  }
  return (values) => new NamedRow(values) as unknown as Row;
}

/** The slow way, for `select 1` and other columns called like an index: each property is defined, names after indexes. */
function awkwardRow(columns: string[], values: Value[]): Row {
  const row = Object.defineProperty({}, "length", { value: values.length }) as Row;
  columns.forEach((name, i) => {
    const value = values[i];
    Object.defineProperty(row, i, { value });
    if (Object.hasOwn(row, name)) return;
    Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
  });
  return row;
}

/** A result as `@libsql/client` gives it: rows by index and by name. */
export const toResultSet = (raw: RawResult): ResultSet => resultSet(raw, raw.rows.map(raw.layout.toRow));

/** A result whose rows are plain arrays, for callers that read by position alone. */
export const toPositionalResultSet = (raw: RawResult): ResultSet => resultSet(raw, raw.rows as unknown as Row[]);

function resultSet({ layout, rowsAffected, lastInsertRowid }: RawResult, rows: Row[]): ResultSet {
  const { columns, columnTypes } = layout;
  return {
    columns,
    columnTypes,
    rows,
    rowsAffected,
    lastInsertRowid,
    toJSON: () => ({
      columns,
      columnTypes,
      rows: rows.map((row) => Array.from(row, toJsonValue)),
      rowsAffected,
      lastInsertRowid: lastInsertRowid === undefined ? null : String(lastInsertRowid),
    }),
  };
}

function toJsonValue(value: Value): unknown {
  if (typeof value === "bigint") return String(value);
  return value instanceof ArrayBuffer ? Buffer.from(value).toString("base64") : value;
}

/**
 * Makes native cells what `Value` promises, in place: blobs become `ArrayBuffer`. Returns whether a number was seen that
 * may be a rounded integer beyond 2^53: the native driver gives integers as doubles without a word.
 */
export function normalizeRows(rows: unknown[][]): boolean {
  let suspicious = false;
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) {
      const value = row[i];
      if (typeof value === "number") {
        if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER) suspicious = true;
      } else if (typeof value === "bigint") row[i] = toSafeNumber(value);
      else if (value instanceof Uint8Array) row[i] = toArrayBuffer(value);
    }
  }
  return suspicious;
}

function toSafeNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new RangeError("The result holds an integer beyond 2^53, which a number cannot hold: cast it to text");
  }
  return number;
}

const toArrayBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBufferLike =>
  byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
