import type { Client } from "@libsql/client";
import type { AnySQLiteTable } from "drizzle-orm/sqlite-core";
import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { MigrationReport } from "./migrate.ts";
import type { Query } from "./migration-connection.ts";
import { MigrationError } from "./migration-error.ts";
import { type Migration, readMigrations } from "./migration-files.ts";
import { CREATE_HISTORY, insertHistory, pendingMigrations, readHistory } from "./migration-history.ts";
import { checkingRows, requireRunnable } from "./migration-run.ts";
import { assertSound, expectedSchema, findFaults } from "./verify.ts";

export interface RemoteMigrateOptions {
  client: Client;
  migrationsFolder: string;
  /** Every table of the program. */
  tables: readonly AnySQLiteTable[];
  clock: Clock;
  log: Logger;
}

/**
 * {@link migrateDatabase} for a libSQL server. There is no file to lock or copy: each migration is one transaction that
 * begins by proving that nobody else has migrated meanwhile, and the checks follow its commit. So a fault that shows only
 * then leaves the database changed, and going back means the server's own backup; and rows that others write meanwhile
 * count as undeclared. Throws {@link MigrationError}.
 */
export async function migrateRemoteDatabase(options: RemoteMigrateOptions): Promise<MigrationReport> {
  const { client, clock, log } = options;
  const startedMs = clock.monotonicMs();
  const migrations = readMigrations(options.migrationsFolder);
  const query = queryOf(client);
  const applied: string[] = [];
  for (;;) {
    const history = await readHistory(query);
    const [next] = pendingMigrations(history, migrations);
    if (next === undefined) break;
    if (await apply(client, query, next, history.length)) applied.push(next.tag);
  }
  const depth = applied.length === 0 ? "quick" : "full";
  assertSound(await findFaults(query, { migrations, schema: expectedSchema(options.tables) }, depth));
  const durationMs = Math.round(clock.monotonicMs() - startedMs);
  const report = { applied, head: migrations.at(-1)?.tag, copy: undefined, durationMs };
  log.info(report, applied.length === 0 ? "database verified" : "database migrated and verified");
  return report;
}

/** Rows of one statement through any client. */
export function queryOf(client: Client): Query {
  return async (sql, args = []) => {
    const { columns, rows } = await client.execute({ sql, args });
    return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
  };
}

/** Applies one migration as the one that follows `known` others; false when another process was first. */
async function apply(client: Client, query: Query, migration: Migration, known: number): Promise<boolean> {
  const { tag, up } = migration;
  requireRunnable(tag, up);
  try {
    await checkingRows(query, tag, up, async () => {
      // The one way of a client to run with foreign keys off, which a rebuild needs.
      await client.migrate([CREATE_HISTORY, onlyAfter(known), ...up.statements, insertHistory(migration)]);
    });
    return true;
  } catch (cause) {
    if (cause instanceof MigrationError) throw cause;
    if ((await readHistory(query)).length > known) return false;
    throw new MigrationError("apply", `${tag} failed: ${messageOf(cause)}`, [], cause);
  }
}

/** A query that fails, and its transaction with it, unless exactly this many migrations are applied. */
const onlyAfter = (known: number): string =>
  `SELECT CASE WHEN (SELECT count(*) FROM __drizzle_migrations) = ${known} THEN 1 ELSE abs(-9223372036854775808) END`;
