import { expect, test } from "vitest";
import { sha256Of } from "../../../../src/platform/db/migration-files.ts";
import { lintMigrations } from "../../../../src/platform/db/migration-lint.ts";
import { B } from "./clubs.ts";

const NOW = new Date("2026-01-01T00:00:00Z");

interface Folder {
  entries: { idx: number; when: number; tag: string; breakpoints: boolean }[];
  files: Record<string, string>;
  pins: Record<string, string>;
}

/** A folder without faults: a table, then a change of it. */
function folder(second: Record<string, string> = {}): Folder {
  const files: Record<string, string> = {
    "0000_init.sql": `CREATE TABLE \`clubs\` (\`id\` integer PRIMARY KEY NOT NULL, \`name\` text);${B}CREATE INDEX \`i\` ON \`clubs\` (\`name\`);`,
    "0000_init.down.sql": "DROP TABLE `clubs`;",
    "meta/0000_snapshot.json": JSON.stringify({
      id: "a",
      prevId: "0",
      tables: { clubs: { columns: { id: {}, name: {} } } },
    }),
    "0001_next.sql": "ALTER TABLE `clubs` ADD `city` text;",
    "0001_next.down.sql": "ALTER TABLE `clubs` DROP COLUMN `city`;",
    "meta/0001_snapshot.json": JSON.stringify({
      id: "b",
      prevId: "a",
      tables: { clubs: { columns: { id: {}, name: {}, city: {} } } },
    }),
    ...second,
  };
  const entries = ["0000_init", "0001_next"].map((tag, idx) => ({ idx, when: 1_000 + idx, tag, breakpoints: true }));
  return { entries, files, pins: Object.fromEntries(entries.map(({ tag }) => [tag, sha256Of(files[`${tag}.sql`]!)])) };
}

function lint({ entries, files, pins }: Folder): string[] {
  const journal = JSON.stringify({ version: "7", dialect: "sqlite", entries });
  return lintMigrations(
    new Map(Object.entries({ ...files, "meta/_journal.json": journal, "pins.json": JSON.stringify(pins) })),
    NOW,
  );
}

const rebuild = (select: string) =>
  [
    "PRAGMA foreign_keys=OFF;",
    "CREATE TABLE `__new_clubs` (`id` integer PRIMARY KEY NOT NULL, `name` text NOT NULL);",
    `INSERT INTO \`__new_clubs\`("id", "name") SELECT ${select} FROM \`clubs\`;`,
    "DROP TABLE `clubs`;",
    "ALTER TABLE `__new_clubs` RENAME TO `clubs`;",
    "PRAGMA foreign_keys=ON;",
  ].join(B);

const proof = JSON.stringify({ zeroBefore: { "names that would be lost": "SELECT count(name) FROM clubs" } });

test("says nothing about a folder without faults", () => {
  expect(lint(folder())).toEqual([]);
});

const accepted: [string, Record<string, string>][] = [
  ["a rebuild as drizzle-kit writes it", { "0001_next.sql": rebuild('"id", "name"') }],
  ["a rebuild that fills a column by an expression", { "0001_next.sql": rebuild('"id", coalesce("name", \'none\')') }],
  [
    "data in a file of its own",
    { "0001_next.sql": `UPDATE \`clubs\` SET \`name\` = 'a; b -- c';${B}DELETE FROM \`clubs\` WHERE id = 1;` },
  ],
  [
    "a drop with its proof",
    { "0001_next.sql": "ALTER TABLE `clubs` DROP COLUMN `name`;", "0001_next.rows.json": proof },
  ],
  ["comments beside a statement", { "0001_next.sql": "-- why\nALTER TABLE `clubs` ADD `city` text; /* so */" }],
];

test.each(accepted)("accepts %s", (_, second) => {
  expect(lint(folder(second))).toEqual([]);
});

const sqlFaults: [string, string, string[]][] = [
  [
    "two statements in a piece",
    "ALTER TABLE `clubs` ADD `a` text; ALTER TABLE `clubs` ADD `b` text;",
    ["0001_next.sql, piece 1 holds 2 statements: only the first would run"],
  ],
  [
    "an empty piece",
    `ALTER TABLE \`clubs\` ADD \`a\` text;${B}${B}ALTER TABLE \`clubs\` ADD \`b\` text;`,
    ["0001_next.sql, piece 2 holds no statement"],
  ],
  [
    "a piece with only a comment",
    `-- first${B}ALTER TABLE \`clubs\` ADD \`b\` text;`,
    ["0001_next.sql, piece 1 holds no statement"],
  ],
  [
    "a file with only a comment",
    "-- Custom SQL migration file, put your code below! --",
    ["0001_next.sql, piece 1 holds no statement"],
  ],
  ["a breakpoint at the end", `ALTER TABLE \`clubs\` ADD \`a\` text;${B}`, ["0001_next.sql ends with a breakpoint"]],
  [
    "ALTER COLUMN",
    "ALTER TABLE `clubs` ALTER COLUMN `name` TO `name` text NOT NULL;",
    ["0001_next.sql, piece 1: ALTER COLUMN leaves NULLs and orphans behind; use dialect sqlite, which rebuilds"],
  ],
  ["COMMIT", "commit;", ["0001_next.sql, piece 1: COMMIT does not belong in a migration"]],
  ["VACUUM", "VACUUM;", ["0001_next.sql, piece 1: VACUUM does not belong in a migration"]],
  [
    "a PRAGMA",
    "PRAGMA writable_schema=ON;",
    ["0001_next.sql, piece 1: PRAGMA writable_schema does not belong in a migration"],
  ],
  [
    "a trigger",
    "CREATE TRIGGER t AFTER DELETE ON clubs BEGIN SELECT 1; SELECT 2; END;",
    ["0001_next.sql, piece 1: triggers and views are not part of the TypeScript schema, and a rebuild loses them"],
  ],
  [
    "schema and data in one file",
    `ALTER TABLE \`clubs\` ADD \`a\` text;${B}UPDATE \`clubs\` SET \`a\` = \`name\`;`,
    ["0001_next.sql changes schema and data: put the data into a file of its own (drizzle-kit generate --custom)"],
  ],
  [
    "a rebuild with data",
    `${rebuild('"id", "name"')}${B}DELETE FROM \`clubs\`;`,
    ["0001_next.sql changes schema and data: put the data into a file of its own (drizzle-kit generate --custom)"],
  ],
  [
    "two rebuilds",
    rebuild('"id", "name"') + B + rebuild('"id", "name"').replaceAll("clubs", "cups"),
    [
      "0001_next.sql rebuilds clubs and cups: one table per file",
      "0001_next.sql copies cups.id, which does not exist before this file",
      "0001_next.sql copies cups.name, which does not exist before this file",
    ],
  ],
  [
    "a rebuild that reads a column of the future",
    rebuild('"id", "name", "city"'),
    ["0001_next.sql copies clubs.city, which does not exist before this file"],
  ],
  [
    "a rebuild that leaves a column behind",
    rebuild("\"id\", 'none'"),
    ["0001_next.sql drops column clubs.name without a zeroBefore query that proves nothing in it is lost"],
  ],
  [
    "a column dropped without proof",
    "ALTER TABLE `clubs` DROP COLUMN `name`;",
    ["0001_next.sql drops column clubs.name without a zeroBefore query that proves nothing in it is lost"],
  ],
  [
    "a table dropped without proof",
    "DROP TABLE IF EXISTS `clubs`;",
    ["0001_next.sql drops table clubs without a zeroBefore query that proves nothing in it is lost"],
  ],
];

test.each(sqlFaults)("finds %s", (_, sql, faults) => {
  expect(lint(folder({ "0001_next.sql": sql }))).toEqual(faults);
});

const bend = (change: (folder: Folder) => void) => {
  const bent = folder();
  change(bent);
  return lint(bent);
};

test("checks the way down as it checks the way up", () => {
  expect(lint(folder({ "0001_next.down.sql": "SELECT 1; SELECT 2;" }))).toEqual([
    "0001_next.down.sql, piece 1 holds 2 statements: only the first would run",
  ]);
});

test("holds journal, files, snapshots and pins against each other", () => {
  const write = (path: string, text: string) => bend(({ files }) => Object.assign(files, { [path]: text }));
  const without = (path: string) => bend(({ files }) => delete files[path]);
  expect(without("0001_next.sql")).toContain("0001_next.sql is missing");
  expect(without("0001_next.down.sql")).toEqual(["0001_next.down.sql is missing"]);
  expect(without("meta/0001_snapshot.json")).toEqual(["meta/0001_snapshot.json is missing"]);
  expect(bend(({ pins }) => delete pins["0001_next"])).toEqual(["0001_next is not pinned: npx tsx drizzle/pin.ts"]);
  expect(write("0000_init.sql", "SELECT 1;")).toEqual([
    "0000_init.sql is not the file that was pinned: merged files are never edited",
  ]);
  expect(write("0002_lost.sql", "SELECT 1;")).toEqual(["0002_lost.sql belongs to no entry of the journal"]);
  expect(write("0001_next.rows.json", '{"tables":{"clubs":"maybe"}}')).toEqual([
    expect.stringMatching(/^0001_next.rows.json cannot be read: /),
  ]);
  expect(write("meta/0001_snapshot.json", '{"id":"b","prevId":"x","tables":{}}')).toEqual([
    "meta/0001_snapshot.json does not follow the snapshot before it: regenerate it after a merge",
  ]);
  expect(lintMigrations(new Map(), NOW)).toEqual(["meta/_journal.json is missing"]);
});

test("holds the journal's numbers and dates against each other and against now", () => {
  const entry = (change: Partial<Folder["entries"][number]>) =>
    bend(({ entries }) => Object.assign(entries[1]!, change));
  expect(entry({ when: 1_000 })).toEqual(["0001_next is not dated later than 0000_init"]);
  expect(entry({ when: NOW.getTime() + 1 })).toEqual(["0001_next is dated in the future"]);
  expect(entry({ breakpoints: false })).toEqual(["0001_next was generated without breakpoints"]);
  expect(entry({ idx: 2 })).toEqual(
    expect.arrayContaining(["0001_next has number 2 in the journal, expected 1", "0001_next is not named 0002_…"]),
  );
});
