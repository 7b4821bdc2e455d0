import type { AnySQLiteTable } from "drizzle-orm/sqlite-core";
import type { Clock } from "../clock.ts";
import { type Query, quoteName, type Waiting, withSnapshot } from "./migration-connection.ts";
import { MigrationError, toMigrationError } from "./migration-error.ts";
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
  /** `quick` when left out, as at every start. */
  depth?: Depth;
  /** How long to wait for other processes; 5 s when left out. */
  timeoutMs?: number;
}

/**
 * Checks a database file: history, schema, integrity, references. Throws {@link MigrationError} `verification`
 * (or `history`, `folder`) naming every fault.
 */
export async function verifyDatabase(options: VerifyOptions): Promise<void> {
  const { path, clock, depth = "quick", timeoutMs = 5_000 } = options;
  const migrations = readMigrations(options.migrationsFolder);
  await verifyFile(path, { migrations, schema: expectedSchema(options.tables) }, depth, { clock, timeoutMs });
}

/** {@link verifyDatabase}, when the files have been read already. */
export async function verifyFile(
  path: string,
  expectation: Expectation,
  depth: Depth,
  waiting: Waiting,
): Promise<void> {
  try {
    await withSnapshot(path, waiting, async ({ query }) => assertSound(await findFaults(query, expectation, depth)));
  } catch (error) {
    throw toMigrationError(error);
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

/**
 * How much of the content is read. `quick` leaves out that every index holds exactly the rows of its table, which is most
 * of the time a check takes; it still finds broken pages, NULLs and CHECKs that do not hold.
 */
export type Depth = "quick" | "full";

/** What a database must be. */
export interface Expectation {
  /** Applied, all of them and nothing else. */
  migrations: Migration[];
  schema: SchemaShape;
}

/** Everything wrong with a database, in words. */
export async function findFaults(query: Query, { migrations, schema }: Expectation, depth: Depth): Promise<string[]> {
  const history = await readHistory(query);
  const applied = new Set(history.map((row) => row.sha256));
  const missing = migrations.filter((migration) => !applied.has(migration.sha256));
  return [
    ...findHistoryFaults(history, migrations),
    ...missing.map((migration) => `${migration.tag} is not applied`),
    ...compareSchemas(await readSchema(query), schema),
    ...(await findIntegrityFaults(query, depth)),
  ];
}

async function findIntegrityFaults(query: Query, depth: Depth): Promise<string[]> {
  const rows = await query(depth === "full" ? "PRAGMA integrity_check" : "PRAGMA quick_check");
  const integrity = rows.map((row) => String(Object.values(row)[0]));
  // Broken pages would make the next check throw.
  if (integrity.length !== 1 || integrity[0] !== "ok") return cut(integrity);
  const orphans = await query("PRAGMA foreign_key_check");
  return cut(orphans.map((row) => `table ${row.table}: row ${row.rowid ?? "?"} refers to no row of ${row.parent}`));
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
