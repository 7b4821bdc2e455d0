import { type Column, is, SQL } from "drizzle-orm";
import {
  type AnySQLiteTable,
  getTableConfig,
  type Index,
  SQLiteAsyncDialect,
  SQLiteBaseInteger,
  SQLiteColumn,
} from "drizzle-orm/sqlite-core";
import type { ColumnShape, IndexShape, TableShape } from "./schema-shape.ts";
import { normalizeSql, tokenizeSql } from "./sql-tokens.ts";

const dialect = new SQLiteAsyncDialect();

/**
 * The shape a table has in a database when drizzle-kit 0.31 makes it from its TypeScript definition: `.unique()` becomes
 * an index, a primary key of one column belongs to the column, and constants are spelled as drizzle-kit spells them.
 * Throws `TypeError` for SQL with bound values, which cannot stand in a schema.
 */
export function expectedTable(table: AnySQLiteTable): TableShape {
  const config = getTableConfig(table);
  const keys = config.primaryKeys.flatMap((key) => key.columns.map((column) => column.name));
  const text = (sql: SQL) => spell(sql, config.name);
  const unique = (name: string | undefined, columns: Column[]): IndexShape => ({
    name: name ?? `${config.name}_${columns.map((column) => column.name).join("_")}_unique`,
    unique: true,
    columns: columns.map((column) => column.name.toLowerCase()),
    where: undefined,
  });
  return {
    name: config.name,
    autoincrement: config.columns.some((column) => is(column, SQLiteBaseInteger) && column.autoIncrement),
    options: [],
    columns: config.columns.map((column) => expectedColumn(column, keys, text)),
    indexes: [
      ...config.indexes.map((index) => expectedIndex(index, text)),
      ...config.columns.filter((column) => column.isUnique).map((column) => unique(column.uniqueName, [column])),
      ...config.uniqueConstraints.map((constraint) => unique(constraint.name, constraint.columns)),
    ].sort((a, b) => (a.name < b.name ? -1 : 1)),
    foreignKeys: config.foreignKeys.map((key) => {
      const { columns, foreignTable, foreignColumns } = key.reference();
      return {
        columns: columns.map((column) => column.name),
        table: getTableConfig(foreignTable).name,
        foreignColumns: foreignColumns.map((column) => column.name),
        onUpdate: key.onUpdate ?? "no action",
        onDelete: key.onDelete ?? "no action",
      };
    }),
    checks: config.checks.map((check) => ({ name: check.name, text: text(check.value) })),
  };
}

function expectedColumn(column: SQLiteColumn, keys: string[], text: (sql: SQL) => string): ColumnShape {
  const generated = column.generated;
  const as = typeof generated?.as === "function" ? generated.as() : generated?.as;
  return {
    name: column.name,
    type: column.getSQLType().toLowerCase(),
    notNull: column.notNull,
    default: column.default === undefined ? undefined : expectedDefault(column.default, text),
    primaryKeyPosition: column.primary ? 1 : keys.indexOf(column.name) + 1,
    collation: undefined,
    generated:
      generated === undefined
        ? undefined
        : { as: is(as, SQL) ? text(as) : normalizeSql(tokenizeSql(String(as))), mode: generated.mode ?? "virtual" },
  };
}

function expectedDefault(value: unknown, text: (sql: SQL) => string): string {
  if (is(value, SQL)) return text(value);
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === "object") return `'${JSON.stringify(value)}'`;
  return normalizeSql(tokenizeSql(String(value)));
}

function expectedIndex({ config }: Index, text: (sql: SQL) => string): IndexShape {
  return {
    name: config.name,
    unique: config.unique,
    columns: config.columns.map((column) =>
      is(column, SQLiteColumn) ? column.name.toLowerCase() : text(column as SQL),
    ),
    where: config.where === undefined ? undefined : text(config.where),
  };
}

function spell(sql: SQL, table: string): string {
  const query = dialect.sqlToQuery(sql);
  if (query.params.length > 0) throw new TypeError(`The schema of ${table} holds SQL with bound values: ${query.sql}`);
  return normalizeSql(tokenizeSql(query.sql), table);
}
