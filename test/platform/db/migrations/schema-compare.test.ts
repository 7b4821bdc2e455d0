import { generateSQLiteDrizzleJson, generateSQLiteMigration } from "drizzle-kit/api";
import { sql } from "drizzle-orm";
import {
  type AnySQLiteColumn,
  blob,
  check,
  foreignKey,
  index,
  integer,
  numeric,
  primaryKey,
  real,
  type SQLiteTable,
  sqliteTable,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import { connect } from "../../../../src/platform/db/migration-connection.ts";
import { compareSchemas } from "../../../../src/platform/db/schema-compare.ts";
import { readSchema } from "../../../../src/platform/db/schema-live.ts";
import { expectedSchema } from "../../../../src/platform/db/verify.ts";
import { tables as productTables } from "../../../../src/schema.ts";

/** Everything drizzle-kit can write into a SQLite schema. */
const kennelsTable = sqliteTable(
  "kennels",
  {
    country: text("country").notNull(),
    number: integer("number").notNull(),
    area: real("area").default(1.5),
    motto: text("motto").default('it\'s ours, "all" of it').unique(),
    open: integer("open", { mode: "boolean" }).notNull().default(true),
    depth: integer("depth").default(-3),
    tags: text("tags", { mode: "json" }).$type<string[]>().default(["a", "b"]),
    madeAt: integer("made_at").default(sql`(unixepoch() * 1000)`),
    stamp: text("stamp").default(sql`CURRENT_TIMESTAMP`),
    code: text("code").generatedAlwaysAs(sql`upper("country") || '-' || "number"`, { mode: "stored" }),
    double: integer("double").generatedAlwaysAs(sql`"number" * 2`),
  },
  (table) => [
    primaryKey({ columns: [table.country, table.number] }),
    unique("kennels_area_depth").on(table.area, table.depth),
    check("kennels_depth", sql`${table.depth} between -10 and 10 or ${table.motto} = 'Deep (very), "so"'`),
  ],
);

const dogsTable = sqliteTable(
  "dogs",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    name: text("name").notNull().unique("dogs_name"),
    country: text("country"),
    kennel: integer("kennel"),
    mother: integer("mother").references((): AnySQLiteColumn => dogsTable.id, {
      onDelete: "set null",
      onUpdate: "cascade",
    }),
    photo: blob("photo"),
    weight: numeric("weight"),
    goneAt: integer("gone_at"),
  },
  (table) => [
    foreignKey({ columns: [table.country, table.kennel], foreignColumns: [kennelsTable.country, kennelsTable.number] }),
    index("dogs_lower_name").on(sql`lower(${table.name})`, table.country),
    index("dogs_newest").on(sql`${table.id} desc`),
    uniqueIndex("dogs_present")
      .on(table.country, table.name)
      .where(sql`${table.goneAt} is null and ${table.name} <> 'Rex where'`),
    check("dogs_weight", sql`${table.weight} > 0`),
  ],
);

const zoo: SQLiteTable[] = [kennelsTable, dogsTable];

/** The statements drizzle-kit makes for tables. */
async function statementsFor(tables: SQLiteTable[]): Promise<string[]> {
  const schema = Object.fromEntries(tables.map((table, index) => [`t${index}`, table]));
  const [empty, full] = await Promise.all([generateSQLiteDrizzleJson({}), generateSQLiteDrizzleJson(schema)]);
  return generateSQLiteMigration(empty, full);
}

async function faultsAfter(tables: SQLiteTable[], ...changes: string[]): Promise<string[]> {
  const connection = connect(":memory:");
  try {
    for (const statement of [...(await statementsFor(tables)), ...changes]) connection.exec(statement);
    return compareSchemas(await readSchema(connection.query), expectedSchema(tables));
  } finally {
    connection.close();
  }
}

test("finds nothing to say about what drizzle-kit makes of every kind of column, key, index and check", async () => {
  expect(await faultsAfter(zoo)).toEqual([]);
});

test("finds nothing to say about what drizzle-kit makes of the product's tables", async () => {
  expect(await faultsAfter([...productTables])).toEqual([]);
});

test("leaves alone what belongs to SQLite, libSQL, drizzle and Litestream", async () => {
  const foreign = [
    "CREATE TABLE _litestream_seq (id integer PRIMARY KEY, seq integer)",
    "CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)",
    "CREATE TABLE libsql_wasm_func_table (name text PRIMARY KEY, body text)",
    "CREATE INDEX on_foreign ON _litestream_seq (seq)",
    "ANALYZE",
  ];
  expect(await faultsAfter(zoo, ...foreign)).toEqual([]);
});

/** One statement that bends the schema, and what must be said about it. */
const drifts: [change: string, fault: string][] = [
  ["DROP INDEX dogs_newest", "table dogs: index dogs_newest is missing"],
  ["DROP INDEX dogs_name", "table dogs: index dogs_name is missing"],
  ["CREATE INDEX extra ON dogs (weight)", "table dogs: index extra is not part of the schema"],
  ["CREATE TABLE stray (id integer)", "table stray is not part of the schema"],
  ["DROP TABLE dogs", "table dogs is missing"],
  ["CREATE VIEW names AS SELECT name FROM dogs", "view names is not part of the schema"],
  [
    "CREATE TRIGGER no_delete BEFORE DELETE ON dogs BEGIN SELECT raise(ABORT, 'no; never'); END",
    "trigger no_delete is not part of the schema",
  ],
  ["ALTER TABLE dogs ADD COLUMN tail text", "table dogs: column tail is not part of the schema"],
  ["ALTER TABLE dogs DROP COLUMN photo", "table dogs: column photo is missing"],
];

test.each(drifts)("%s", async (change, fault) => {
  expect(await faultsAfter(zoo, change)).toContain(fault);
});

/** A piece of CREATE TABLE or CREATE INDEX text, what stands there instead, and what must be said about it. */
const edits: [from: string, to: string, fault: RegExp][] = [
  ["`area` real DEFAULT 1.5", "`area` text DEFAULT 1.5", /kennels: column area has type "text", expected "real"/],
  ["DEFAULT 1.5", "DEFAULT 2.5", /kennels: column area has default "2.5", expected "1.5"/],
  ["DEFAULT -3", "", /kennels: column depth has default absent, expected "- 3"/],
  ['all\\" of it', 'ALL\\" of it', /kennels: column motto has default/],
  [
    "`open` integer DEFAULT true NOT NULL",
    "`open` integer DEFAULT true",
    /column open has notNull false, expected true/,
  ],
  ["between -10 and 10", "between -10 and 11", /kennels: check kennels_depth has text/],
  ["Deep (very)", "deep (very)", /kennels: check kennels_depth has text/],
  [', CONSTRAINT "dogs_weight" CHECK("dogs"."weight" > 0)', "", /dogs: check dogs_weight is missing/],
  ["`weight` numeric", "`weight` numeric CHECK(weight < 99)", /dogs: check \(weight < 99\) is not part of the schema/],
  ["ON DELETE set null", "ON DELETE cascade", /dogs: foreign key \(mother\) to dogs \(id\) has onDelete "cascade"/],
  ["ON UPDATE cascade", "ON UPDATE no action", /dogs: foreign key \(mother\) to dogs \(id\) has onUpdate/],
  ["PRIMARY KEY(`country`, `number`)", "PRIMARY KEY(`number`, `country`)", /column country has primaryKeyPosition 2/],
  ["PRIMARY KEY AUTOINCREMENT", "PRIMARY KEY", /dogs: has autoincrement false, expected true/],
  [
    "`name` text NOT NULL",
    "`name` text COLLATE NOCASE NOT NULL",
    /dogs: column name has collation "nocase", expected absent/,
  ],
  ["`name` text NOT NULL", "`name` text UNIQUE NOT NULL", /dogs: index sqlite_autoindex_dogs_1 is not part/],
  ['upper("country")', 'lower("country")', /kennels: column code has generated/],
  ["STORED", "VIRTUAL", /kennels: column code has generated/],
  ['lower("name")', 'upper("name")', /dogs: index dogs_lower_name has columns/],
  ['"id" desc', '"id"', /dogs: index dogs_newest has columns \["id"\], expected \["id desc"\]/],
  ["Rex where", "rex where", /dogs: index dogs_present has where/],
  ["CREATE UNIQUE INDEX `dogs_present`", "CREATE INDEX `dogs_present`", /dogs: index dogs_present has unique false/],
];

test.each(edits)("notices %s -> %s", async (from, to, fault) => {
  const statements = await statementsFor(zoo);
  const flat = statements.map((statement) => statement.replaceAll(/[\n\t]+/g, " "));
  const at = flat.findIndex((statement) => statement.includes(from.replaceAll("\\", "")));
  expect(at, flat.join("\n")).toBeGreaterThanOrEqual(0);
  const connection = connect(":memory:");
  flat[at] = flat[at]!.replace(from.replaceAll("\\", ""), to.replaceAll("\\", ""));
  for (const statement of flat) connection.exec(statement);
  const faults = compareSchemas(await readSchema(connection.query), expectedSchema(zoo));
  connection.close();
  expect(faults).toContainEqual(expect.stringMatching(fault));
});

test("reports STRICT and WITHOUT ROWID, which drizzle-kit cannot write", async () => {
  const plain = [sqliteTable("plain", { id: text("id").primaryKey() })];
  const connection = connect(":memory:");
  connection.exec("CREATE TABLE plain (id text PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID");
  const faults = compareSchemas(await readSchema(connection.query), expectedSchema(plain));
  connection.close();
  expect(faults).toEqual(['table plain: has options ["strict","without rowid"], expected []']);
});

test("takes spelling for what it is", async () => {
  const table = sqliteTable("t", { a: integer("a"), b: text("b").default("x") }, (t) => [
    check("c", sql`${t.a} in (1, 2) and ${t.b} <> 'It''s'`),
  ]);
  const connection = connect(":memory:");
  connection.exec(`create table [t] (a INTEGER, -- comment
    "b" TEXT default ('x'), constraint c check ((A IN (1,2) /* both */ AND t.b<>'It''s')))`);
  const faults = compareSchemas(await readSchema(connection.query), expectedSchema([table]));
  connection.close();
  expect(faults).toEqual([]);
});

test("refuses a schema with bound values, which drizzle-kit would write as question marks", () => {
  const limit = 3;
  const table = sqliteTable("t", { a: integer("a") }, (t) => [check("c", sql`${t.a} < ${limit}`)]);
  expect(() => expectedSchema([table])).toThrow(/The schema of t holds SQL with bound values/);
});
