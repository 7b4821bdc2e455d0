import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migrateDatabase, migrateDown, migrationStatus } from "../../../../src/platform/db/migrate.ts";
import { migrationSetup, runSql } from "../../../support/migrations.ts";
import { INIT, REBUILD, SOME_ROWS, tables } from "./clubs.ts";

const rowsOf = (path: string) =>
  ["clubs", "players"].map((table) => runSql(path, `SELECT * FROM ${table} ORDER BY id`));
const schemaOf = (path: string) =>
  runSql(path, "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name");

async function migrated(migrations = [INIT, REBUILD]) {
  const options = migrationSetup(migrations, tables);
  await migrateDatabase(options);
  runSql(options.path, ...SOME_ROWS);
  return options;
}

test("up, down and up again ends where it began, with every row", async () => {
  const options = await migrated();
  const [rows, schema] = [rowsOf(options.path), schemaOf(options.path)];
  const report = await migrateDown({ ...options, steps: 1 });
  expect(report).toMatchObject({
    applied: ["0001_founded_check"],
    head: "0000_init",
    copy: `${options.path}.pre-down-0001_founded_check.bak`,
  });
  expect(rowsOf(options.path)).toEqual(rows);
  expect(await migrationStatus(options)).toEqual({
    applied: ["0000_init"],
    pending: ["0001_founded_check"],
    faults: [],
  });
  await migrateDatabase(options);
  expect(rowsOf(options.path)).toEqual(rows);
  expect(schemaOf(options.path)).toEqual(schema);
});

test("undoes several steps, the last first, down to an empty database", async () => {
  const options = await migrated();
  expect(await migrateDown({ ...options, steps: 9 })).toMatchObject({
    applied: ["0001_founded_check", "0000_init"],
    head: undefined,
  });
  expect(schemaOf(options.path)).toMatchObject([{ name: "__drizzle_migrations" }]);
  expect(await migrateDown({ ...options, steps: 1 })).toMatchObject({ applied: [], copy: undefined });
});

test("refuses when there is no way down, and leaves everything as it was", async () => {
  const options = await migrated();
  rmSync(join(options.migrationsFolder, "0001_founded_check.down.sql"));
  const schema = schemaOf(options.path);
  await expect(migrateDown({ ...options, steps: 1 })).rejects.toMatchObject({
    code: "folder",
    message: "There is no 0001_founded_check.down.sql",
  });
  expect(schemaOf(options.path)).toEqual(schema);
});

test("refuses a way down that does not lead back to the schema before", async () => {
  const options = await migrated([INIT, { ...REBUILD, down: "DROP INDEX `players_club_index`;" }]);
  const schema = schemaOf(options.path);
  await expect(migrateDown({ ...options, steps: 1 })).rejects.toMatchObject({
    code: "verification",
    faults: [
      "table clubs: check clubs_founded_known is not part of the schema",
      "table players: index players_club_index is missing",
    ],
  });
  expect(schemaOf(options.path)).toEqual(schema);
});
