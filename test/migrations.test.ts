import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { getTableColumns, getTableName } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemClock } from "../src/platform/clock.ts";
import { migrateDatabase, migrateDown } from "../src/platform/db/migrate.ts";
import { readMigrations } from "../src/platform/db/migration-files.ts";
import { lintMigrations } from "../src/platform/db/migration-lint.ts";
import { draftDown, pinMigrations } from "../src/platform/db/migration-pins.ts";
import { createLogger } from "../src/platform/log.ts";
import { tables } from "../src/schema.ts";
import { MIGRATIONS_FOLDER } from "./support/database-template.ts";
import { runSql, temporaryFolder } from "./support/migrations.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "..");
const migrations = readMigrations(MIGRATIONS_FOLDER);

const options = () => ({
  path: join(temporaryFolder(), "gameroom.db"),
  migrationsFolder: MIGRATIONS_FOLDER,
  tables,
  clock: systemClock,
  log: createLogger("silent"),
});

test("the migrations have no fault that is known to lose data or to be skipped", () => {
  const paths = readdirSync(MIGRATIONS_FOLDER, { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.(sql|json)$/.test(path),
  );
  const texts = new Map(paths.map((path) => [path, readFileSync(join(MIGRATIONS_FOLDER, path), "utf8")]));
  expect(lintMigrations(texts, new Date())).toEqual([]);
});

test("drizzle-kit has nothing to add to the migrations", async () => {
  const folder = temporaryFolder();
  cpSync(MIGRATIONS_FOLDER, join(folder, "drizzle"), { recursive: true });
  cpSync(join(ROOT, "src"), join(folder, "src"), { recursive: true });
  for (const file of ["drizzle.config.ts", "package.json"]) cpSync(join(ROOT, file), join(folder, file));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const kit = join(ROOT, "node_modules/drizzle-kit/bin.cjs");
  const { stdout } = await run(process.execPath, [kit, "generate", "--name", "drift"], { cwd: folder });
  expect(stdout).toContain("No schema changes, nothing to migrate");
  expect(readdirSync(join(folder, "drizzle")).sort()).toEqual(readdirSync(MIGRATIONS_FOLDER).sort());
}, 60_000);

test("every migration goes up, down and up again without losing a row of what it keeps", async () => {
  const setup = options();
  await migrateDatabase(setup);
  const before = dumpAll(setup.path);
  fill(setup.path);
  const rows = dumpAll(setup.path);
  expect(rows.filter((table) => table.length > 0).length).toBeGreaterThan(tables.length / 2);
  for (let steps = 1; steps <= migrations.length; steps++) {
    const report = await migrateDown({ ...setup, steps });
    expect(report.applied).toEqual(
      migrations
        .slice(-steps)
        .map(({ tag }) => tag)
        .reverse(),
    );
    await migrateDatabase(setup);
    // The first migration makes the tables: going below it empties them.
    expect(dumpAll(setup.path)).toEqual(steps === migrations.length ? before : rows);
  }
}, 60_000);

test("pinning drafts the way back from a file that only creates things, and never moves a pin", async () => {
  const folder = join(temporaryFolder(), "drizzle");
  mkdirSync(join(folder, "meta"), { recursive: true });
  cpSync(join(MIGRATIONS_FOLDER, "meta/_journal.json"), join(folder, "meta/_journal.json"));
  for (const { tag } of migrations) cpSync(join(MIGRATIONS_FOLDER, `${tag}.sql`), join(folder, `${tag}.sql`));
  expect(pinMigrations(folder)).toEqual(migrations.map(({ tag }) => tag));
  const pins = readFileSync(join(folder, "pins.json"), "utf8");
  expect(pins).toBe(readFileSync(join(MIGRATIONS_FOLDER, "pins.json"), "utf8"));
  const [first] = migrations;
  expect(draftDown(first?.up.statements.join("\n") ?? "")).toBe(
    readFileSync(join(MIGRATIONS_FOLDER, `${first?.tag}.down.sql`), "utf8"),
  );
  writeFileSync(join(folder, `${first?.tag}.sql`), "SELECT 1;");
  expect(pinMigrations(folder)).toEqual([]);
  expect(readFileSync(join(folder, "pins.json"), "utf8")).toBe(pins);
});

test("the way back is only drafted where it is certain", () => {
  expect(draftDown("CREATE TABLE `a` (`x` integer);\nCREATE UNIQUE INDEX `u` ON `b` (`x`);")).toBe(
    "DROP TABLE `a`;\n--> statement-breakpoint\nDROP INDEX `u`;\n",
  );
  expect(draftDown("ALTER TABLE `a` ADD `y` text;")).toBeUndefined();
});

/**
 * One row in every table that takes one: 1 or `'[1]'` in every column that must have a value, or the first word its CHECK
 * lists. Rows that break another CHECK, or refer to a row that is not there, are left out.
 */
function fill(path: string): void {
  const inserts = tables.map((table) => {
    const name = getTableName(table);
    const [{ sql = "" } = {}] = runSql(path, `SELECT sql FROM sqlite_master WHERE name = '${name}'`);
    const columns = Object.values(getTableColumns(table)).filter((column) => column.notNull && !column.hasDefault);
    const values = columns.map((column) => {
      const listed = new RegExp(`"${column.name}" in \\(('[^']*')`, "i").exec(String(sql))?.[1];
      return listed ?? (column.getSQLType() === "integer" ? "1" : "'[1]'");
    });
    const names = columns.map((column) => `"${column.name}"`);
    return `INSERT OR IGNORE INTO "${name}" (${names.join(", ")}) VALUES (${values.join(", ")})`;
  });
  runSql(path, "PRAGMA foreign_keys = OFF", ...inserts);
  for (;;) {
    const orphans = runSql(path, "PRAGMA foreign_key_check");
    if (orphans.length === 0) return;
    runSql(path, "PRAGMA foreign_keys = OFF", ...orphans.map(({ table }) => `DELETE FROM "${table}"`));
  }
}

const dumpAll = (path: string) => tables.map((table) => runSql(path, `SELECT * FROM "${getTableName(table)}"`));
