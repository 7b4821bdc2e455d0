/** A column, as far as two databases can differ in it. Texts of SQL are normalised. */
export interface ColumnShape {
  name: string;
  /** Lower case. */
  type: string;
  notNull: boolean;
  default: string | undefined;
  /** Place in the primary key, from 1; 0 outside it. */
  primaryKeyPosition: number;
  collation: string | undefined;
  generated: { as: string; mode: "stored" | "virtual" } | undefined;
}

export interface IndexShape {
  name: string;
  unique: boolean;
  /** Names and expressions, with ` desc` and ` collate x` where they are not the default. */
  columns: string[];
  where: string | undefined;
}

export interface ForeignKeyShape {
  columns: string[];
  table: string;
  foreignColumns: string[];
  onUpdate: string;
  onDelete: string;
}

export interface TableShape {
  name: string;
  autoincrement: boolean;
  /** `strict` and `without rowid`, where given. */
  options: string[];
  columns: ColumnShape[];
  /** Sorted by name. A UNIQUE inside CREATE TABLE appears as an index named `sqlite_autoindex_…`. */
  indexes: IndexShape[];
  foreignKeys: ForeignKeyShape[];
  checks: { name: string | undefined; text: string }[];
}

export interface SchemaShape {
  tables: TableShape[];
  /** Triggers and views, as `trigger name` and `view name`. */
  others: string[];
}

/** Names that belong to SQLite, libSQL, drizzle or Litestream, and to nobody's schema. */
export const isForeignName = (name: string): boolean =>
  /^(sqlite_|libsql_|_litestream_|__drizzle_migrations$)/.test(name);
