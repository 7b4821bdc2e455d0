import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BREAKPOINT, readMigrations } from "./migration-files.ts";
import { isWord, type SqlToken, splitStatements } from "./sql-tokens.ts";

/** SHA-256 of every `.sql` file, by tag: what makes an edit of a merged migration show up in review. */
export type MigrationPins = Record<string, string>;

/**
 * Finishes a generated migration: writes the missing `.down.sql` of files that only create things, and `pins.json`.
 * A pin that exists is never changed: to regenerate a migration that was never released, take its line out first.
 * Returns the tags that were pinned now.
 */
export function pinMigrations(folder: string): string[] {
  const path = join(folder, "pins.json");
  const pins: MigrationPins = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
  const migrations = readMigrations(folder);
  for (const { tag, up, down } of migrations) {
    const draft = down === undefined ? draftDown(up.statements.join("\n")) : undefined;
    if (draft !== undefined) writeFileSync(join(folder, `${tag}.down.sql`), draft);
  }
  const added = migrations.filter(({ tag }) => pins[tag] === undefined);
  const all = Object.fromEntries(migrations.map(({ tag, sha256 }) => [tag, pins[tag] ?? sha256]));
  writeFileSync(path, `${JSON.stringify(all, null, 2)}\n`);
  return added.map(({ tag }) => tag);
}

/** The way back from a file that creates tables and indexes, newest first; undefined when there is more in it. */
export function draftDown(sql: string): string | undefined {
  const statements = splitStatements(sql).map((statement) => statement.tokens);
  const tables = statements.filter((statement) => isWord(statement[0], "create") && isWord(statement[1], "table"));
  if (!statements.every((statement) => tables.includes(statement) || isCreateIndex(statement))) return undefined;
  const created = tables.map((statement) => statement[2]?.text ?? "");
  const loose = statements.filter(
    (statement) => isCreateIndex(statement) && !created.includes(tableOfIndex(statement)),
  );
  const drops = [
    ...loose.map((statement) => `DROP INDEX \`${nameOfIndex(statement)}\`;`),
    ...created.map((name) => `DROP TABLE \`${name}\`;`),
  ];
  return `${drops.reverse().join(`\n${BREAKPOINT}\n`)}\n`;
}

const isCreateIndex = (statement: SqlToken[]): boolean =>
  isWord(statement[0], "create") && (isWord(statement[1], "index") || isWord(statement[2], "index"));

const indexAt = (statement: SqlToken[]): number => statement.findIndex((token) => isWord(token, "index"));
const nameOfIndex = (statement: SqlToken[]): string => statement[indexAt(statement) + 1]?.text ?? "";
const tableOfIndex = (statement: SqlToken[]): string => statement[indexAt(statement) + 3]?.text ?? "";
