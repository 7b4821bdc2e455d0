import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { AnySQLiteTable } from "drizzle-orm/sqlite-core";
import type { Clock } from "../clock.ts";
import type { Logger } from "../log.ts";
import { type ChangeGoal, type ChangeTarget, changeDatabase } from "./migration-change.ts";
import { connect, type Waiting, withSnapshot } from "./migration-connection.ts";
import { MigrationError, toMigrationError } from "./migration-error.ts";
import { type Migration, readMigrations } from "./migration-files.ts";
import {
  CREATE_HISTORY,
  deleteHistory,
  findHistoryFaults,
  insertHistory,
  pendingMigrations,
  readHistory,
} from "./migration-history.ts";
import { withMigrationLock } from "./migration-lock.ts";
import { runScript } from "./migration-run.ts";
import { type FreeBytes, freeBytesOf } from "./safety-copy.ts";
import { readSchema } from "./schema-live.ts";
import type { SchemaShape } from "./schema-shape.ts";
import { assertSound, expectedSchema, findFaults } from "./verify.ts";

const LOCK_TIMEOUT_MS = 600_000;
const BUSY_TIMEOUT_MS = 30_000;

export interface MigrateOptions {
  /** Path of the database file; made, with its folder, when there is none. */
  path: string;
  migrationsFolder: string;
  /** Every table of the program. */
  tables: readonly AnySQLiteTable[];
  clock: Clock;
  log: Logger;
  /** How long to wait for another process that is migrating; 10 minutes when left out. */
  lockTimeoutMs?: number;
  /** How long to wait for another process that is writing; 30 s when left out. */
  busyTimeoutMs?: number;
  freeBytes?: FreeBytes;
}

export interface MigrationStatus {
  /** Tags, in the order of the journal. */
  applied: string[];
  pending: string[];
  /** Why the history is not the one the files tell, in words; a database with any will be refused. */
  faults: string[];
}

export interface MigrationReport {
  /** Tags of the migrations applied now, in order; of those undone, the last first. */
  applied: string[];
  /** Tag of the last migration the database has now. */
  head: string | undefined;
  /** Path of the copy made before, when there was something to lose. */
  copy: string | undefined;
  /** Milliseconds, with the waiting for others. */
  durationMs: number;
}

/**
 * Brings a database file to the schema of this program, and proves that it is there: at every start, changed or not.
 * Any number of processes may call it at once; one works, the others wait and find it done. It opens connections of its
 * own and closes them, so call it before the client is opened.
 *
 * Everything pending is applied and verified within one transaction: what fails leaves the file as it was. After the
 * commit a fresh connection verifies again; should that fail, the copy made before is put back.
 * Throws {@link MigrationError}; the database must not be used then.
 */
export async function migrateDatabase(options: MigrateOptions): Promise<MigrationReport> {
  const migrations = readMigrations(options.migrationsFolder);
  const schema = expectedSchema(options.tables);
  return withLock(options, async (target) => {
    const pending = await findPending(options.path, migrations, target.waiting, schema);
    const first = pending[0];
    const head = migrations.at(-1)?.tag;
    if (first === undefined) return { applied: [], head, copy: undefined };
    const goal: ChangeGoal = { step: first.tag, migrations, schema };
    const copy = await changeDatabase(target, goal, async (connection) => {
      connection.exec(CREATE_HISTORY);
      for (const migration of pending) {
        await runScript(connection, migration.tag, migration.up);
        connection.exec(insertHistory(migration));
      }
    });
    return { applied: pending.map((migration) => migration.tag), head, copy };
  });
}

/**
 * Undoes the last `steps` migrations with their `.down.sql`, under the same lock, copy and checks. The result must have
 * the schema that the remaining migrations make from nothing. Throws {@link MigrationError}.
 */
export async function migrateDown(
  options: Omit<MigrateOptions, "tables"> & { steps: number },
): Promise<MigrationReport> {
  const migrations = readMigrations(options.migrationsFolder);
  return withLock(options, async (target) => {
    const pending = await findPending(options.path, migrations, target.waiting);
    const applied = migrations.slice(0, migrations.length - pending.length);
    const remaining = applied.slice(0, Math.max(0, applied.length - options.steps));
    const undone = applied.slice(remaining.length).reverse();
    const last = undone[0];
    const head = remaining.at(-1)?.tag;
    if (last === undefined) return { applied: [], head, copy: undefined };
    const goal: ChangeGoal = { step: `down-${last.tag}`, migrations: remaining, schema: await replaySchema(remaining) };
    const copy = await changeDatabase(target, goal, async (connection) => {
      for (const migration of undone) {
        if (migration.down === undefined) throw new MigrationError("folder", `There is no ${migration.tag}.down.sql`);
        await runScript(connection, `${migration.tag}.down`, migration.down);
        connection.exec(deleteHistory(migration));
      }
    });
    return { applied: undone.map((migration) => migration.tag), head, copy };
  });
}

/** What is applied and what is not, for a file that may be in use. Nothing is changed; a file that is not there has nothing. */
export async function migrationStatus({
  path,
  migrationsFolder,
  clock,
  busyTimeoutMs = BUSY_TIMEOUT_MS,
}: Pick<MigrateOptions, "path" | "migrationsFolder" | "clock" | "busyTimeoutMs">): Promise<MigrationStatus> {
  const migrations = readMigrations(migrationsFolder);
  const history = existsSync(path)
    ? await withSnapshot(path, { clock, timeoutMs: busyTimeoutMs }, (connection) => readHistory(connection.query))
    : [];
  const hashes = new Set(history.map((row) => row.sha256));
  const tags = (applied: boolean) =>
    migrations.filter((migration) => hashes.has(migration.sha256) === applied).map((migration) => migration.tag);
  return { applied: tags(true), pending: tags(false), faults: findHistoryFaults(history, migrations) };
}

/** The migrations still to apply; when there are none and a schema is given, the database is verified instead. */
async function findPending(path: string, migrations: Migration[], waiting: Waiting, schema?: SchemaShape) {
  return withSnapshot(path, waiting, async ({ query }) => {
    const pending = pendingMigrations(await readHistory(query), migrations);
    if (pending.length === 0 && schema !== undefined) {
      assertSound(await findFaults(query, { migrations, schema }, "quick"));
    }
    return pending;
  });
}

/** The schema these migrations make from nothing. */
async function replaySchema(migrations: Migration[]): Promise<SchemaShape> {
  const scratch = connect(":memory:");
  try {
    scratch.exec("PRAGMA foreign_keys = OFF");
    for (const { up } of migrations) for (const statement of up.statements) scratch.exec(statement);
    return await readSchema(scratch.query);
  } finally {
    scratch.close();
  }
}

async function withLock(
  options: Omit<MigrateOptions, "tables">,
  work: (target: ChangeTarget) => Promise<Omit<MigrationReport, "durationMs">>,
): Promise<MigrationReport> {
  const { path, clock, log, lockTimeoutMs = LOCK_TIMEOUT_MS, busyTimeoutMs = BUSY_TIMEOUT_MS } = options;
  const startedMs = clock.monotonicMs();
  mkdirSync(dirname(path), { recursive: true });
  const waiting = { clock, timeoutMs: busyTimeoutMs };
  const target = { path, waiting, freeBytes: options.freeBytes ?? freeBytesOf };
  const result = await withMigrationLock(path, { clock, timeoutMs: lockTimeoutMs }, () => work(target)).catch(
    (error) => {
      throw toMigrationError(error);
    },
  );
  const report = { ...result, durationMs: Math.round(clock.monotonicMs() - startedMs) };
  log.info(report, result.applied.length === 0 ? "database verified" : "database migrated and verified");
  return report;
}
