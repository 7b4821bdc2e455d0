import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { ScriptedMigration } from "../../../support/migrations.ts";

/** Clubs and their players, who go when their club goes: what a careless rebuild of `clubs` deletes without a word. */
export const clubsTable = sqliteTable(
  "clubs",
  { id: integer("id").primaryKey(), name: text("name").notNull(), founded: integer("founded") },
  (table) => [check("clubs_founded_known", sql`${table.founded} > 1800`)],
);

export const playersTable = sqliteTable(
  "players",
  {
    id: integer("id").primaryKey(),
    clubId: integer("club_id")
      .notNull()
      .references(() => clubsTable.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
  },
  (table) => [index("players_club_index").on(table.clubId)],
);

export const tables = [clubsTable, playersTable];

export const B = "\n--> statement-breakpoint\n";

/** Tables, without the CHECK. */
export const INIT: ScriptedMigration = {
  tag: "0000_init",
  sql: [
    "CREATE TABLE `clubs` (`id` integer PRIMARY KEY NOT NULL, `name` text NOT NULL, `founded` integer);",
    "CREATE TABLE `players` (`id` integer PRIMARY KEY NOT NULL, `club_id` integer NOT NULL, `name` text NOT NULL, FOREIGN KEY (`club_id`) REFERENCES `clubs`(`id`) ON UPDATE no action ON DELETE cascade);",
    "CREATE INDEX `players_club_index` ON `players` (`club_id`);",
  ].join(B),
  down: ["DROP TABLE `players`;", "DROP TABLE `clubs`;"].join(B),
};

const rebuild = (checkClause: string) =>
  [
    "PRAGMA foreign_keys=OFF;",
    `CREATE TABLE \`__new_clubs\` (\`id\` integer PRIMARY KEY NOT NULL, \`name\` text NOT NULL, \`founded\` integer${checkClause});`,
    'INSERT INTO `__new_clubs`("id", "name", "founded") SELECT "id", "name", "founded" FROM `clubs`;',
    "DROP TABLE `clubs`;",
    "ALTER TABLE `__new_clubs` RENAME TO `clubs`;",
    "PRAGMA foreign_keys=ON;",
  ].join(B);

/** The CHECK, by a rebuild as drizzle-kit writes it. */
export const REBUILD: ScriptedMigration = {
  tag: "0001_founded_check",
  sql: rebuild(', CONSTRAINT "clubs_founded_known" CHECK("__new_clubs"."founded" > 1800)'),
  down: rebuild(""),
};

/** The schema before the CHECK. */
export const tablesBefore = [
  sqliteTable("clubs", { id: integer("id").primaryKey(), name: text("name").notNull(), founded: integer("founded") }),
  playersTable,
];

export const SOME_ROWS = [
  "INSERT INTO clubs VALUES (1, 'Lahti', 1907), (2, 'Vaasa', NULL)",
  "INSERT INTO players VALUES (1, 1, 'Aino'), (2, 1, 'Veikko'), (3, 2, 'Elli')",
];
