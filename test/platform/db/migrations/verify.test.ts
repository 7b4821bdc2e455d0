import { closeSync, openSync, writeSync } from "node:fs";
import { expect, test } from "vitest";
import { copyDatabase } from "../../../../src/platform/db/backup.ts";
import { migrateDatabase } from "../../../../src/platform/db/migrate.ts";
import { verifyDatabase } from "../../../../src/platform/db/verify.ts";
import { migrationSetup, runSql } from "../../../support/migrations.ts";
import { INIT, REBUILD, SOME_ROWS, tables } from "./clubs.ts";

async function migrated() {
  const options = migrationSetup([INIT, REBUILD], tables);
  await migrateDatabase(options);
  runSql(options.path, ...SOME_ROWS);
  return options;
}

test("accepts a migrated database, and takes no lock that a writer would meet", async () => {
  const options = await migrated();
  await verifyDatabase(options);
  await verifyDatabase({ ...options, depth: "full" });
  runSql(options.path, "BEGIN IMMEDIATE", "COMMIT");
});

test("names every fault at once", async () => {
  const options = await migrated();
  runSql(
    options.path,
    "DROP INDEX players_club_index",
    "CREATE TABLE stray (id integer)",
    "PRAGMA foreign_keys = OFF",
    "INSERT INTO players VALUES (9, 77, 'Nobody')",
  );
  await expect(verifyDatabase(options)).rejects.toMatchObject({
    name: "MigrationError",
    code: "verification",
    faults: [
      "table players: index players_club_index is missing",
      "table stray is not part of the schema",
      "table players: row 9 refers to no row of clubs",
    ],
  });
});

test("names what is not applied, and what was applied twice", async () => {
  const options = await migrated();
  runSql(options.path, "DELETE FROM __drizzle_migrations WHERE created_at > 1700000000000");
  await expect(verifyDatabase(options)).rejects.toMatchObject({ faults: ["0001_founded_check is not applied"] });
  runSql(
    options.path,
    "INSERT INTO __drizzle_migrations (hash, created_at) SELECT hash, created_at FROM __drizzle_migrations",
  );
  await expect(verifyDatabase(options)).rejects.toMatchObject({
    faults: [
      expect.stringMatching(/^migration [0-9a-f]{12} of 2023-11-14T22:13:20.000Z was applied twice$/),
      "0001_founded_check is not applied",
    ],
  });
});

test("finds NULLs and CHECKs that do not hold, however they got there", async () => {
  const options = await migrated();
  runSql(options.path, "PRAGMA ignore_check_constraints = ON", "INSERT INTO clubs VALUES (5, 'Old', 1500)");
  await expect(verifyDatabase(options)).rejects.toMatchObject({ faults: ["CHECK constraint failed in clubs"] });
});

test("finds a page that was overwritten, and a file that is no database", async () => {
  const options = await migrated();
  const broken = { ...options, path: `${options.path}.broken` };
  await copyDatabase(options.path, broken.path, { clock: options.clock, timeoutMs: 1_000 });
  const [page] = runSql(broken.path, "SELECT rootpage FROM sqlite_master WHERE name = 'players'");
  const overwrite = (offset: number) => {
    const file = openSync(broken.path, "r+");
    writeSync(file, Buffer.alloc(512, 0xff), 0, 512, offset);
    closeSync(file);
  };
  overwrite((Number(page?.rootpage) - 1) * 4096);
  await expect(verifyDatabase(broken)).rejects.toMatchObject({
    code: "unreadable",
    message: expect.stringContaining("malformed"),
  });
  overwrite(0);
  await expect(migrateDatabase(broken)).rejects.toMatchObject({ name: "MigrationError", code: "unreadable" });
});

test("finds an index that lost a row only when asked to look at everything", async () => {
  const options = await migrated();
  const index = "CREATE INDEX `players_club_index` ON `players` (`club_id`)";
  runSql(
    options.path,
    "PRAGMA writable_schema = ON",
    "UPDATE sqlite_master SET sql = sql || ' WHERE id > 1' WHERE name = 'players_club_index'",
  );
  runSql(
    options.path,
    "REINDEX players_club_index",
    "PRAGMA writable_schema = ON",
    `UPDATE sqlite_master SET sql = '${index}' WHERE name = 'players_club_index'`,
  );
  await verifyDatabase(options);
  await expect(verifyDatabase({ ...options, depth: "full" })).rejects.toMatchObject({
    faults: expect.arrayContaining([expect.stringContaining("players_club_index")]),
  });
});

test("lists the first twenty of a kind and counts the rest", async () => {
  const options = await migrated();
  runSql(
    options.path,
    "PRAGMA foreign_keys = OFF",
    "WITH RECURSIVE n(i) AS (VALUES (100) UNION ALL SELECT i + 1 FROM n WHERE i < 149) INSERT INTO players SELECT i, 77, 'x' FROM n",
  );
  const error = await verifyDatabase(options).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ faults: expect.arrayContaining(["and 30 more of this kind"]) });
  expect(error).toHaveProperty("faults.length", 21);
});
