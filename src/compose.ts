import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "./config.ts";
import { type Clock, systemClock } from "./platform/clock.ts";
import { pathOfFileUrl } from "./platform/db/file-url.ts";
import { type MigrationReport, migrateDatabase } from "./platform/db/migrate.ts";
import { openDatabase } from "./platform/db/open.ts";
import { selfTest } from "./platform/db/self-test.ts";
import type { Deps } from "./platform/deps.ts";
import { createLogger, type Logger } from "./platform/log.ts";
import { type Random, systemRandom } from "./platform/random.ts";
import { tables } from "./schema.ts";

/** Where the committed migrations are, in the source tree and in the built one alike. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL("../drizzle", import.meta.url));

/** What differs between the product, its tests and the demo. */
export interface ComposeOptions {
  log?: Logger;
  clock?: Clock;
  random?: Random;
  fetch?: typeof globalThis.fetch;
  openDatabase?: typeof openDatabase;
}

/** The path of the local database file; undefined when the database is on a server. */
export const databaseFile = (url: string): string | undefined => (/^file:/i.test(url) ? pathOfFileUrl(url) : undefined);

/** Brings the file to the newest schema and proves it whole. Several processes may call this at once. */
export async function migrate(
  config: Config,
  log: Logger,
  clock: Clock = systemClock,
): Promise<MigrationReport | undefined> {
  const path = databaseFile(config.database.url);
  if (path === undefined) return undefined;
  return migrateDatabase({ path, migrationsFolder: MIGRATIONS_FOLDER, tables, clock, log });
}

/** Migrates, proves the database client on this machine, opens the database and hands out everything services need. */
export async function compose(config: Config, options: ComposeOptions = {}): Promise<Deps> {
  const log = options.log ?? createLogger(config.log.level);
  const clock = options.clock ?? systemClock;
  const random = options.random ?? systemRandom;
  await migrate(config, log, clock);
  const path = databaseFile(config.database.url);
  if (path !== undefined) await selfTest({ directory: dirname(path), clock, random, log });
  const database = await (options.openDatabase ?? openDatabase)({ ...config.database, clock, random, log });
  return { config, database, clock, log, random, fetch: options.fetch ?? globalThis.fetch };
}
