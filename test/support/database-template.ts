import { join } from "node:path";
import Libsql from "libsql";
import { systemClock } from "../../src/platform/clock.ts";
import { copyDatabase } from "../../src/platform/db/backup.ts";
import { migrateDatabase } from "../../src/platform/db/migrate.ts";
import { createLogger } from "../../src/platform/log.ts";
import { tables } from "../../src/schema.ts";

export const MIGRATIONS_FOLDER = join(import.meta.dirname, "../../drizzle");

/** Makes a migrated database that is one file without a log, so that copying the file copies the database. */
export async function makeDatabaseTemplate(folder: string): Promise<string> {
  const path = join(folder, "migrated.db");
  const template = join(folder, "template.db");
  const log = createLogger("silent");
  await migrateDatabase({ path, migrationsFolder: MIGRATIONS_FOLDER, tables, clock: systemClock, log });
  await copyDatabase(path, template, { clock: systemClock, timeoutMs: 5_000 });
  const connection = new Libsql(template);
  connection.exec("PRAGMA journal_mode = WAL");
  connection.close();
  return template;
}
