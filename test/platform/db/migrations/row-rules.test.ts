import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import * as v from "valibot";
import { expect, test } from "vitest";
import { migrateDatabase } from "../../../../src/platform/db/migrate.ts";
import { findRowFaults, NO_ROW_RULES, type RowRules, rowRulesSchema } from "../../../../src/platform/db/row-rules.ts";
import { migrationSetup, runSql, type ScriptedMigration, writeMigrations } from "../../../support/migrations.ts";
import { B } from "./clubs.ts";

const counts = (rows: Record<string, number>) => new Map(Object.entries(rows));
const rules = (tables: RowRules["tables"]): RowRules => ({ ...NO_ROW_RULES, tables });

const cases: [
  name: string,
  tables: RowRules["tables"],
  before: Record<string, number>,
  after: Record<string, number>,
  faults: string[],
][] = [
  ["the same numbers", {}, { a: 2 }, { a: 2 }, []],
  ["rows lost", {}, { a: 2 }, { a: 1 }, ["table a has 1 rows, expected 2"]],
  ["a new empty table", {}, {}, { a: 0 }, []],
  ["a new table with rows", {}, {}, { a: 1 }, ["table a has 1 rows, expected 0"]],
  ["an empty table gone", {}, { a: 0 }, {}, []],
  ["a table gone with rows", {}, { a: 3 }, {}, ["table a went with its 3 rows, which is not declared"]],
  ["a declared drop", { a: "dropped" }, { a: 3 }, {}, []],
  ["any number", { a: "any" }, { a: 3 }, { a: 9 }, []],
  ["a declared change", { a: { change: -1 } }, { a: 3 }, { a: 2 }, []],
  ["a change of another size", { a: { change: -1 } }, { a: 3 }, { a: 3 }, ["table a has 3 rows, expected 2"]],
  ["a rename", { b: { renamedFrom: "a" } }, { a: 3 }, { b: 3 }, []],
  ["a rename that lost rows", { b: { renamedFrom: "a" } }, { a: 3 }, { b: 2 }, ["table b has 2 rows, expected 3"]],
];

test.each(cases)("%s", (_, tables, before, after, faults) => {
  expect(findRowFaults(rules(tables), counts(before), counts(after))).toEqual(faults);
});

test("a way down may drop a table with its rows, and still may not lose rows of others", () => {
  expect(findRowFaults(NO_ROW_RULES, counts({ a: 3, b: 2 }), counts({ b: 1 }), true)).toEqual([
    "table b has 1 rows, expected 2",
  ]);
});

/** A city's coordinates were once destroyed by filling the new column for one kind of target and dropping the old for all. */
const targets = sqliteTable("targets", { kind: text("kind").notNull(), place: text("place") });
const TARGETS: ScriptedMigration[] = [
  { tag: "0000_init", sql: "CREATE TABLE `targets` (`kind` text NOT NULL, `data` text);" },
  { tag: "0001_add_place", sql: "ALTER TABLE `targets` ADD `place` text;" },
  { tag: "0002_fill_place", sql: "UPDATE `targets` SET `place` = `data` WHERE `kind` = 'location';" },
  {
    tag: "0003_drop_data",
    sql: "ALTER TABLE `targets` DROP COLUMN `data`;",
    rows: {
      zeroBefore: {
        "values of data that place does not have":
          "SELECT count(*) FROM targets WHERE data IS NOT NULL AND data IS NOT place",
      },
    },
  },
];

async function targetsWith(kinds: string[], migrations = TARGETS) {
  const options = migrationSetup(TARGETS.slice(0, 1), [
    sqliteTable("targets", { kind: text("kind").notNull(), data: text("data") }),
  ]);
  await migrateDatabase(options);
  for (const kind of kinds) runSql(options.path, `INSERT INTO targets VALUES ('${kind}', '60.17,24.94')`);
  writeMigrations(options.migrationsFolder, migrations);
  return { ...options, tables: [targets] };
}

test("a zeroBefore query stops a drop that would destroy values of one kind", async () => {
  const options = await targetsWith(["location", "city"]);
  await expect(migrateDatabase(options)).rejects.toMatchObject({
    code: "verification",
    message: expect.stringContaining("0003_drop_data must not start"),
    faults: ["values of data that place does not have: 1, expected 0"],
  });
  expect(runSql(options.path, "SELECT data FROM targets")).toHaveLength(2);
});

test("and lets it through when nothing is lost", async () => {
  const options = await targetsWith(["location", "location"]);
  await migrateDatabase(options);
  expect(runSql(options.path, "SELECT place FROM targets")).toEqual([
    { place: "60.17,24.94" },
    { place: "60.17,24.94" },
  ]);
});

test("same and zeroAfter queries are asked on both sides of the statements", async () => {
  const change = (rows: unknown): ScriptedMigration => ({
    tag: "0002_fill_place",
    sql: ["UPDATE `targets` SET `place` = `data`;", "UPDATE `targets` SET `kind` = 'location';"].join(B),
    rows,
  });
  const kinds = { "targets of each kind": "SELECT kind, count(*) FROM targets GROUP BY kind ORDER BY kind" };
  const empty = { "targets without a place": "SELECT count(*) FROM targets WHERE place IS NULL" };
  const start = TARGETS.slice(0, 2);
  const tables = [sqliteTable("targets", { kind: text("kind").notNull(), data: text("data"), place: text("place") })];
  const kept = await targetsWith(["location"], [...start, change({ same: kinds, zeroAfter: empty })]);
  await migrateDatabase({ ...kept, tables });
  const lost = await targetsWith(["city"], [...start, change({ same: kinds })]);
  await expect(migrateDatabase({ ...lost, tables })).rejects.toMatchObject({
    faults: ["not the same as before: targets of each kind"],
  });
  const early = await targetsWith(["city"], [...start, change({ zeroBefore: empty })]);
  await expect(migrateDatabase({ ...early, tables })).rejects.toMatchObject({
    faults: ["targets without a place: 1, expected 0"],
  });
});

test("a declaration that says something unknown is refused", async () => {
  const options = migrationSetup([{ ...TARGETS[0]!, rows: { tables: { targets: "whatever" } } }], [targets]);
  await expect(migrateDatabase(options)).rejects.toMatchObject({
    code: "folder",
    message: expect.stringContaining("0000_init.rows.json"),
  });
});

test("the declaration shown in the recipe is a valid one", () => {
  const recipe = readFileSync(join(import.meta.dirname, "../../../../docs/recipes/change-a-table.md"), "utf8");
  const [, json = ""] = /```json\n([\s\S]*?)```/.exec(recipe) ?? [];
  expect(v.parse(rowRulesSchema, JSON.parse(json)).tables).toHaveProperty("cups", { renamedFrom: "trophies" });
});
