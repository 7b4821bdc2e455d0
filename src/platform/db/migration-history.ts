import type { Query } from "./migration-connection.ts";
import { MigrationError } from "./migration-error.ts";
import type { Migration } from "./migration-files.ts";

/** A row of drizzle's `__drizzle_migrations`. */
export interface AppliedMigration {
  sha256: string;
  /** Drizzle's `created_at`: the `when` of the journal. */
  when: number;
}

/** The table as drizzle's own migrator makes it, so that drizzle-kit goes on from what is written here. */
export const CREATE_HISTORY =
  "CREATE TABLE IF NOT EXISTS `__drizzle_migrations` (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)";

export const insertHistory = ({ sha256, when }: Migration): string =>
  `INSERT INTO \`__drizzle_migrations\` ("hash", "created_at") VALUES ('${sha256}', ${when})`;

export const deleteHistory = ({ sha256 }: Migration): string =>
  `DELETE FROM \`__drizzle_migrations\` WHERE hash = '${sha256}'`;

/** What was applied to a database, in the order of writing. */
export async function readHistory(query: Query): Promise<AppliedMigration[]> {
  const tables = await query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '__drizzle_migrations'");
  if (tables.length === 0) return [];
  const rows = await query("SELECT hash, created_at FROM __drizzle_migrations ORDER BY rowid");
  return rows.map((row) => ({ sha256: String(row.hash), when: Number(row.created_at) }));
}

/**
 * The migrations that a database still needs. They are found by hash, not by the newest time as drizzle's migrator does
 * it, which skips late entries for ever without a word.
 * Throws {@link MigrationError} `history` when the past of the database is not the one the files tell.
 */
export function pendingMigrations(history: AppliedMigration[], migrations: Migration[]): Migration[] {
  const faults = findHistoryFaults(history, migrations);
  if (faults.length > 0) {
    throw new MigrationError("history", "The database was not migrated the way this program knows", faults);
  }
  const applied = new Set(history.map((row) => row.sha256));
  return migrations.filter((migration) => !applied.has(migration.sha256));
}

/** What makes it unsafe to go on from this history, in words. */
export function findHistoryFaults(history: AppliedMigration[], migrations: Migration[]): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const { sha256, when } of history) {
    if (seen.has(sha256)) faults.push(`${labelOf(sha256, when)} was applied twice`);
    seen.add(sha256);
    if (migrations.some((migration) => migration.sha256 === sha256)) continue;
    const edited = migrations.find((migration) => migration.when === when);
    if (edited !== undefined) faults.push(`${edited.tag}.sql was edited after it had been applied`);
    else faults.push(`${labelOf(sha256, when)} is unknown here: the database belongs to a newer or another version`);
  }
  const last = migrations.findLastIndex((migration) => seen.has(migration.sha256));
  const edited = new Set(history.map((row) => row.when));
  for (const [index, { tag, sha256, when }] of migrations.entries()) {
    if (index < last && !seen.has(sha256) && !edited.has(when)) {
      faults.push(`${tag} was skipped: ${migrations[last]?.tag}, which comes after it, has been applied`);
    }
    const before = migrations[index - 1];
    if (before !== undefined && before.when >= when) {
      faults.push(`${tag} is not dated later than ${before.tag}: drizzle-kit would never apply it`);
    }
  }
  return faults;
}

const labelOf = (sha256: string, when: number): string =>
  `migration ${sha256.slice(0, 12)} of ${new Date(when).toISOString()}`;
