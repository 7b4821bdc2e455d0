import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Libsql from "libsql";
import { onTestFinished } from "vitest";
import { type Clock, systemClock } from "../../src/platform/clock.ts";
import type { MigrateOptions } from "../../src/platform/db/migrate.ts";
import { createLogger } from "../../src/platform/log.ts";

/** A migration as a test writes it down. */
export interface ScriptedMigration {
  tag: string;
  sql: string;
  down?: string;
  rows?: unknown;
  downRows?: unknown;
  when?: number;
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "gameroom-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a migrations folder as drizzle-kit would leave it, without snapshots. Returns the folder. */
export function writeMigrations(folder: string, migrations: ScriptedMigration[]): string {
  mkdirSync(join(folder, "meta"), { recursive: true });
  const entries = migrations.map(({ tag, when }, idx) => ({
    idx,
    version: "6",
    when: when ?? 1_700_000_000_000 + idx * 1_000,
    tag,
    breakpoints: true,
  }));
  writeFileSync(join(folder, "meta/_journal.json"), JSON.stringify({ version: "7", dialect: "sqlite", entries }));
  for (const { tag, sql, down, rows, downRows } of migrations) {
    writeFileSync(join(folder, `${tag}.sql`), sql);
    if (down !== undefined) writeFileSync(join(folder, `${tag}.down.sql`), down);
    if (rows !== undefined) writeFileSync(join(folder, `${tag}.rows.json`), JSON.stringify(rows));
    if (downRows !== undefined) writeFileSync(join(folder, `${tag}.down.rows.json`), JSON.stringify(downRows));
  }
  return folder;
}

/** Options for a database in a folder of its own, with these migrations. */
export function migrationSetup(
  migrations: ScriptedMigration[],
  tables: MigrateOptions["tables"],
  clock: Clock = systemClock,
): MigrateOptions & { migrationsFolder: string } {
  const folder = temporaryFolder();
  return {
    path: join(folder, "gameroom.db"),
    migrationsFolder: writeMigrations(join(folder, "drizzle"), migrations),
    tables,
    clock,
    log: createLogger("silent"),
  };
}

/** Runs statements on a file with a connection of its own; rows of the last one that gives any. */
export function runSql(path: string, ...statements: string[]): Record<string, unknown>[] {
  const connection = new Libsql(path);
  try {
    let rows: unknown[] = [];
    for (const sql of statements) {
      const statement = connection.prepare(sql);
      if (statement.columns().length > 0) rows = statement.all();
      else statement.run();
    }
    return rows as Record<string, unknown>[];
  } finally {
    connection.close();
  }
}
