import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createClient } from "@libsql/client";
import { drizzle } from "drizzle-orm/libsql";
import { migrate as drizzleMigrate } from "drizzle-orm/libsql/migrator";
import { expect, test } from "vitest";
import { migrateDatabase, migrationStatus } from "../../../../src/platform/db/migrate.ts";
import { sha256Of } from "../../../../src/platform/db/migration-files.ts";
import { migrationSetup, runSql, writeMigrations } from "../../../support/migrations.ts";
import { B, INIT, REBUILD, SOME_ROWS, tables, tablesBefore } from "./clubs.ts";

const migrations = [INIT, REBUILD];
const dump = (path: string) => [
  runSql(path, "SELECT type, name, sql FROM sqlite_master ORDER BY name"),
  runSql(path, "SELECT * FROM clubs"),
  runSql(path, "SELECT * FROM players"),
  runSql(path, "SELECT hash, created_at FROM __drizzle_migrations"),
];

/** A database at the first migration, with rows, about to get the others. */
async function populated(others = [REBUILD], expected = tables) {
  const options = migrationSetup([INIT], tablesBefore);
  await migrateDatabase(options);
  runSql(options.path, ...SOME_ROWS);
  writeMigrations(options.migrationsFolder, [INIT, ...others]);
  return { ...options, tables: expected };
}

test("makes a database from nothing, folder included, and says so", async () => {
  const setup = migrationSetup(migrations, tables);
  const path = join(dirname(setup.path), "data/deep/gameroom.db");
  const report = await migrateDatabase({ ...setup, path });
  expect(report).toMatchObject({ applied: ["0000_init", "0001_founded_check"], head: "0001_founded_check" });
  expect(report.copy).toBeUndefined();
  expect(runSql(path, "SELECT * FROM clubs")).toEqual([]);
});

test("does nothing the second time, but verifies", async () => {
  const options = await populated();
  await migrateDatabase(options);
  const before = dump(options.path);
  expect(await migrateDatabase(options)).toMatchObject({ applied: [], head: "0001_founded_check", copy: undefined });
  expect(dump(options.path)).toEqual(before);
  runSql(options.path, "DROP INDEX players_club_index");
  await expect(migrateDatabase(options)).rejects.toMatchObject({
    code: "verification",
    faults: ["table players: index players_club_index is missing"],
  });
});

test("leaves no snapshot behind that would keep the log from being folded in", async () => {
  const options = await populated();
  await migrateDatabase(options);
  await migrateDatabase(options);
  expect(runSql(options.path, "PRAGMA wal_checkpoint(TRUNCATE)")).toEqual([{ busy: 0, log: 0, checkpointed: 0 }]);
});

test("writes what drizzle's own migrator writes, so that drizzle goes on from there", async () => {
  const options = migrationSetup(migrations, tables);
  await migrateDatabase(options);
  const rows = runSql(options.path, "SELECT id, hash, created_at FROM __drizzle_migrations");
  expect(rows).toEqual(
    migrations.map(({ sql }, index) => ({
      id: null,
      hash: sha256Of(sql),
      created_at: 1_700_000_000_000 + index * 1_000,
    })),
  );
  const client = createClient({ url: `file:${options.path}` });
  await drizzleMigrate(drizzle(client), options);
  client.close();
  expect(runSql(options.path, "SELECT id, hash, created_at FROM __drizzle_migrations")).toEqual(rows);
});

test("goes on from what drizzle's own migrator did", async () => {
  const options = migrationSetup([INIT], tablesBefore);
  const client = createClient({ url: `file:${options.path}` });
  await drizzleMigrate(drizzle(client), options);
  client.close();
  writeMigrations(options.migrationsFolder, migrations);
  expect(await migrateDatabase({ ...options, tables })).toMatchObject({ applied: ["0001_founded_check"] });
});

test("rebuilds a parent without losing the children that cascade", async () => {
  const options = await populated();
  await migrateDatabase(options);
  expect(runSql(options.path, "SELECT count(*) AS n FROM players")).toEqual([{ n: 3 }]);
  expect(() => runSql(options.path, "INSERT INTO clubs VALUES (3, 'Turku', 1700)")).toThrow(/CHECK/);
});

test("keeps a copy of what was there before", async () => {
  const options = await populated();
  const { copy } = await migrateDatabase(options);
  expect(copy).toBe(`${options.path}.pre-0001_founded_check.bak`);
  expect(runSql(copy!, "SELECT name FROM players ORDER BY id")).toEqual([
    { name: "Aino" },
    { name: "Veikko" },
    { name: "Elli" },
  ]);
  expect(runSql(copy!, "SELECT count(*) AS n FROM __drizzle_migrations")).toEqual([{ n: 1 }]);
});

test("keeps the newest three copies", async () => {
  const options = await populated([]);
  const custom = ["0001_a", "0002_b", "0003_c", "0004_d"].map((tag, index) => ({
    tag,
    sql: `UPDATE clubs SET name = '${tag}' WHERE id = ${index};`,
  }));
  for (let count = 1; count <= custom.length; count++) {
    writeMigrations(options.migrationsFolder, [INIT, ...custom.slice(0, count)]);
    await migrateDatabase({ ...options, tables: tablesBefore });
  }
  const copies = readdirSync(dirname(options.path)).filter((name) => name.endsWith(".bak"));
  expect(copies.sort()).toEqual(["0002_b", "0003_c", "0004_d"].map((tag) => `gameroom.db.pre-${tag}.bak`));
});

test("refuses to begin without three times the file's size of free disk", async () => {
  const options = await populated();
  const before = dump(options.path);
  const size = statSync(options.path).size + (statSync(`${options.path}-wal`, { throwIfNoEntry: false })?.size ?? 0);
  const attempt = (free: number) => migrateDatabase({ ...options, freeBytes: () => free });
  await expect(attempt(3 * size - 1)).rejects.toMatchObject({ code: "disk-space" });
  expect(dump(options.path)).toEqual(before);
  await attempt(3 * size);
});

const failing = [
  ["a statement that fails", "INSERT INTO clubs VALUES (1, 'twice', 1900);", "apply", /UNIQUE/],
  [
    "rows that were not declared",
    "DELETE FROM players WHERE id = 1;",
    "verification",
    /table players has 2 rows, expected 3/,
  ],
  ["a schema that is not the program's", "CREATE TABLE stray (id integer);", "verification", /table stray is not part/],
  ["rows that refer to nothing", "UPDATE players SET club_id = 99;", "verification", /refers to no row of clubs/],
  [
    "several statements in one piece",
    "SELECT 1; DELETE FROM players;",
    "apply",
    /2 statements between two breakpoints/,
  ],
  ["a piece with nothing but a comment", "-- nothing", "apply", /no statement between/],
  ["a statement that ends the transaction", "COMMIT;", "apply", /COMMIT does not belong/],
] as const;

test.each(failing)("leaves everything as it was after %s", async (_, sql, code, reason) => {
  const options = await populated([REBUILD, { tag: "0002_bad", sql }]);
  const before = dump(options.path);
  await expect(migrateDatabase(options)).rejects.toMatchObject({ code, message: expect.stringMatching(reason) });
  // Rolled back, not put back: whoever has the file open keeps the same file.
  expect(existsSync(`${options.path}.replaced`)).toBe(false);
  expect(dump(options.path)).toEqual(before);
  expect(await migrationStatus(options)).toEqual({
    applied: ["0000_init"],
    pending: ["0001_founded_check", "0002_bad"],
    faults: [],
  });
});

test("puts the copy back when only a fresh connection sees the fault", async () => {
  // The connection that migrates keeps the column's type in memory; what it wrote says otherwise.
  const sql = [
    "PRAGMA writable_schema=ON;",
    "UPDATE sqlite_master SET sql = replace(sql, '`club_id` integer', '`club_id` blob') WHERE name = 'players';",
  ].join(B);
  const options = await populated([REBUILD, { tag: "0002_sly", sql }]);
  const before = dump(options.path);
  await expect(migrateDatabase(options)).rejects.toMatchObject({
    code: "verification",
    message: expect.stringContaining("the copy made before was put back"),
    faults: ['table players: column club_id has type "blob", expected "integer"'],
  });
  expect(dump(options.path)).toEqual(before);
  expect(runSql(`${options.path}.replaced`, "SELECT count(*) AS n FROM __drizzle_migrations")).toEqual([{ n: 3 }]);
});

test("applies all pending migrations or none", async () => {
  const options = await populated([REBUILD, { tag: "0002_bad", sql: "SELECT nonsense;" }]);
  await expect(migrateDatabase(options)).rejects.toMatchObject({ code: "apply" });
  expect(runSql(options.path, "SELECT count(*) AS n FROM __drizzle_migrations")).toEqual([{ n: 1 }]);
  writeMigrations(options.migrationsFolder, migrations);
  expect(await migrateDatabase(options)).toMatchObject({ applied: ["0001_founded_check"] });
});

test("refuses a file that was edited after it had been applied", async () => {
  const options = await populated();
  await migrateDatabase(options);
  writeFileSync(join(options.migrationsFolder, "0001_founded_check.sql"), REBUILD.sql.replace("1800", "1801"));
  const fault = "0001_founded_check.sql was edited after it had been applied";
  await expect(migrateDatabase(options)).rejects.toMatchObject({ code: "history", faults: [fault] });
  expect(await migrationStatus(options)).toMatchObject({ faults: [fault] });
});

test("refuses a database that a newer version migrated, and names what it does not know", async () => {
  const options = migrationSetup(migrations, tables);
  await migrateDatabase(options);
  writeMigrations(options.migrationsFolder, [INIT]);
  await expect(migrateDatabase({ ...options, tables: tablesBefore })).rejects.toMatchObject({
    code: "history",
    faults: [
      `migration ${sha256Of(REBUILD.sql).slice(0, 12)} of 2023-11-14T22:13:21.000Z is unknown here: the database belongs to a newer or another version`,
    ],
  });
});

test("refuses an entry that drizzle skipped because a later one was applied first", async () => {
  const late = { tag: "0001_late", sql: "UPDATE clubs SET name = 'late';", when: 1_700_000_000_500 };
  const options = migrationSetup([INIT, { ...REBUILD, tag: "0001_founded_check" }], tables);
  await migrateDatabase(options);
  writeMigrations(options.migrationsFolder, [
    INIT,
    late,
    { ...REBUILD, tag: "0002_founded_check", when: 1_700_000_001_000 },
  ]);
  await expect(migrateDatabase(options)).rejects.toMatchObject({
    code: "history",
    faults: ["0001_late was skipped: 0002_founded_check, which comes after it, has been applied"],
  });
});

test("refuses entries that drizzle-kit would never apply, because of their dates", async () => {
  const options = migrationSetup([INIT, { ...REBUILD, when: 1_600_000_000_000 }], tables);
  await expect(migrateDatabase(options)).rejects.toMatchObject({
    code: "history",
    faults: ["0001_founded_check is not dated later than 0000_init: drizzle-kit would never apply it"],
  });
  expect(runSql(options.path, "SELECT * FROM sqlite_master")).toEqual([]);
});

test("names the file of the folder that is missing or broken", async () => {
  const options = migrationSetup(migrations, tables);
  const journal = join(options.migrationsFolder, "meta/_journal.json");
  const text = readFileSync(journal, "utf8");
  writeFileSync(journal, text.replace("0001_founded_check", "0001_gone"));
  await expect(migrateDatabase(options)).rejects.toMatchObject({
    code: "folder",
    message: expect.stringContaining("0001_gone.sql"),
  });
  writeFileSync(journal, text.replace("sqlite", "turso"));
  await expect(migrateDatabase(options)).rejects.toMatchObject({
    code: "folder",
    message: expect.stringContaining("_journal.json"),
  });
  expect(existsSync(options.path)).toBe(false);
});
