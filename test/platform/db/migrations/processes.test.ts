import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../../src/platform/clock.ts";
import { migrateDatabase, migrationStatus } from "../../../../src/platform/db/migrate.ts";
import { connect } from "../../../../src/platform/db/migration-connection.ts";
import { withMigrationLock } from "../../../../src/platform/db/migration-lock.ts";
import { safetyCopyPath } from "../../../../src/platform/db/safety-copy.ts";
import { migrationSetup, runSql, writeMigrations } from "../../../support/migrations.ts";
import { B, INIT, REBUILD, SOME_ROWS, tables, tablesBefore } from "./clubs.ts";

const SCRIPT = join(import.meta.dirname, "migrate-process.ts");

/** Starts a process that migrates, and resolves once it is about to. */
async function startMigrating(path: string, migrationsFolder: string) {
  const child: ChildProcessByStdio<null, Readable, null> = spawn(
    process.execPath,
    ["--import", "tsx", SCRIPT, path, migrationsFolder],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  expect(await lines.next()).toMatchObject({ value: "ready" });
  return { child, exit, report: async () => JSON.parse((await lines.next()).value ?? "null") };
}

async function until(condition: () => boolean) {
  const deadline = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("the condition did not come true within 15 s");
    await systemClock.sleep(5);
  }
}

async function populated() {
  const options = migrationSetup([INIT], tablesBefore);
  await migrateDatabase(options);
  runSql(options.path, ...SOME_ROWS);
  return { ...options, tables };
}

test("of processes that start at once one migrates, and all find the database migrated", async () => {
  const { path, migrationsFolder } = await populated();
  writeMigrations(migrationsFolder, [INIT, REBUILD]);
  const processes = await withMigrationLock(path, { clock: systemClock, timeoutMs: 1_000 }, () =>
    Promise.all([1, 2, 3].map(() => startMigrating(path, migrationsFolder))),
  );
  const reports = await Promise.all(processes.map((process) => process.report()));
  expect(reports.map((report) => report.applied.length).sort()).toEqual([0, 0, 1]);
  expect(reports.map((report) => report.head)).toEqual(Array(3).fill("0001_founded_check"));
  expect(await Promise.all(processes.map((process) => process.exit))).toEqual([0, 0, 0]);
  expect(runSql(path, "SELECT count(*) AS n FROM __drizzle_migrations")).toEqual([{ n: 2 }]);
});

test("a process killed while it migrates leaves the database as it was, and its lock to the next", async () => {
  const options = await populated();
  const { path, migrationsFolder } = options;
  // Rows are changed first; then a statement that goes on until the process is killed.
  const endless =
    "UPDATE `clubs` SET `founded` = (WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n);";
  const change = "UPDATE `players` SET `name` = 'changed';";
  writeMigrations(migrationsFolder, [INIT, REBUILD, { tag: "0002_rename", sql: change + B + endless }]);
  const process = await startMigrating(path, migrationsFolder);
  await until(() => existsSync(safetyCopyPath(path, "0001_founded_check")));

  await expect(migrateDatabase({ ...options, lockTimeoutMs: 50 })).rejects.toMatchObject({ code: "lock-timeout" });
  expect(await migrationStatus(options)).toMatchObject({ applied: ["0000_init"] });
  process.child.kill("SIGKILL");
  await process.exit;

  expect(runSql(path, "SELECT DISTINCT name FROM players ORDER BY name")).toHaveLength(3);
  writeMigrations(migrationsFolder, [INIT, REBUILD, { tag: "0002_rename", sql: change }]);
  expect(await migrateDatabase(options)).toMatchObject({ applied: ["0001_founded_check", "0002_rename"] });
  expect(runSql(path, "SELECT DISTINCT name FROM players")).toEqual([{ name: "changed" }]);
});

test("waits for a process that is writing, without stopping the event loop", async () => {
  const options = await populated();
  writeMigrations(options.migrationsFolder, [INIT, REBUILD]);
  const writer = connect(options.path);
  writer.exec("BEGIN IMMEDIATE");
  writer.exec("INSERT INTO clubs VALUES (7, 'Oulu', 1910)");
  let turns = 0;
  const clock = {
    ...systemClock,
    sleep: async (ms: number) => {
      if (++turns === 5) writer.exec("COMMIT");
      return systemClock.sleep(ms);
    },
  };
  await migrateDatabase({ ...options, clock });
  writer.close();
  expect(turns).toBeGreaterThanOrEqual(5);
  expect(runSql(options.path, "SELECT count(*) AS n FROM clubs")).toEqual([{ n: 3 }]);
  await expect(migrateDatabase({ ...options, busyTimeoutMs: 0 })).resolves.toMatchObject({ applied: [] });
});

test("gives up on a process that never stops writing, with nothing changed", async () => {
  const options = await populated();
  writeMigrations(options.migrationsFolder, [INIT, REBUILD]);
  const writer = connect(options.path);
  writer.exec("BEGIN IMMEDIATE");
  await expect(migrateDatabase({ ...options, busyTimeoutMs: 100 })).rejects.toMatchObject({ code: "busy" });
  writer.close();
  expect(await migrationStatus(options)).toMatchObject({ applied: ["0000_init"], faults: [] });
});
