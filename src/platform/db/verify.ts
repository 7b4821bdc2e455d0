import type { AnySQLiteTable } from "drizzle-orm/sqlite-core";
import type { Clock } from "../clock.ts";
import { openTransaction, type Query, quoteName, type Waiting } from "./migration-connection.ts";
import { MigrationError } from "./migration-error.ts";
import { type Migration, readMigrations } from "./migration-files.ts";
import { findHistoryFaults, readHistory } from "./migration-history.ts";
import type { RowCounts } from "./row-rules.ts";
import { compareSchemas } from "./schema-compare.ts";
import { expectedTable } from "./schema-expected.ts";
import { readSchema } from "./schema-live.ts";
import { isForeignName, type SchemaShape } from "./schema-shape.ts";

/** Faults beyond this many of one kind are counted, not listed. */
const LISTED = 20;

export interface VerifyOptions {
  /** Path of the database file. */
  path: string;
  migrationsFolder: string;
  /** Every table of the program. */
  tables: readonly AnySQLiteTable[];
  clock: Clock;
  /** How long to wait for other processes; 5 s when left out. */
  timeoutMs?: number;
}

/**
 * Checks a database file: history, schema, integrity, references. Throws {@link MigrationError} `verification`
 * (or `history`, `folder`) naming every fault.
 */
export async function verifyDatabase({ path, migrationsFolder, tables, clock, timeoutMs = 5_000 }: VerifyOptions) {
  await verifyFile(path, { clock, timeoutMs }, readMigrations(migrationsFolder), expectedSchema(tables));
}

/** {@link verifyDatabase}, when the files have been read already. */
export async function verifyFile(path: string, waiting: Waiting, migrations: Migration[], expected: SchemaShape) {
  const connection = await openTransaction(path, "DEFERRED", waiting);
  try {
    assertSound(await findFaults(connection.query, migrations, expected));
  } finally {
    connection.close();
  }
}

export function assertSound(faults: string[]): void {
  if (faults.length > 0) throw new MigrationError("verification", "The database is not what it should be", faults);
}

/** The schema that the TypeScript definitions describe. */
export const expectedSchema = (tables: readonly AnySQLiteTable[]): SchemaShape => ({
  tables: tables.map(expectedTable),
  others: [],
});

/** Everything wrong with a database that should be at the last of these migrations and have this schema. */
export async function findFaults(query: Query, migrations: Migration[], expected: SchemaShape): Promise<string[]> {
  const history = await readHistory(query);
  const applied = new Set(history.map((row) => row.sha256));
  const missing = migrations.filter((migration) => !applied.has(migration.sha256));
  return [
    ...findHistoryFaults(history, migrations),
    ...missing.map((migration) => `${migration.tag} is not applied`),
    ...compareSchemas(await readSchema(query), expected),
    ...(await findIntegrityFaults(query)),
  ];
}

/** Broken pages, NULLs and CHECKs that do not hold, and rows that refer to nothing. */
async function findIntegrityFaults(query: Query): Promise<string[]> {
  const integrity = (await query("PRAGMA integrity_check")).map((row) => String(row.integrity_check));
  const orphans = await query("PRAGMA foreign_key_check");
  return [
    ...cut(integrity.filter((text) => text !== "ok")),
    ...cut(orphans.map((row) => `table ${row.table}: row ${row.rowid ?? "?"} refers to no row of ${row.parent}`)),
  ];
}

function cut(faults: string[]): string[] {
  if (faults.length <= LISTED) return faults;
  return [...faults.slice(0, LISTED), `and ${faults.length - LISTED} more of this kind`];
}

/** Rows in every table of ours. */
export async function countRows(query: Query): Promise<RowCounts> {
  const counts = new Map<string, number>();
  for (const { name } of await query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
    const table = String(name);
    if (isForeignName(table)) continue;
    const [row] = await query(`SELECT count(*) AS rows FROM ${quoteName(table)}`);
    counts.set(table, Number(row?.rows));
  }
  return counts;
}
