import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "./config.ts";
import { type Clock, systemClock } from "./platform/clock.ts";
import { pathOfFileUrl } from "./platform/db/file-url.ts";
import { type MigrationReport, migrateDatabase } from "./platform/db/migrate.ts";
import { migrateRemoteDatabase } from "./platform/db/migrate-remote.ts";
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

type DatabaseConfig = Config["database"];

/** The path of the local database file; undefined when the data is on a server, of which a local file is only a replica. */
export const databaseFile = ({ url, syncUrl }: Pick<DatabaseConfig, "url" | "syncUrl">): string | undefined =>
  /^file:/i.test(url) && syncUrl === undefined ? pathOfFileUrl(url) : undefined;

/** Brings the database to the newest schema and proves it whole. Several processes may call this at once. */
export async function migrate(
  config: Config,
  log: Logger,
  { clock = systemClock, random = systemRandom }: Pick<ComposeOptions, "clock" | "random"> = {},
): Promise<MigrationReport> {
  const common = { migrationsFolder: MIGRATIONS_FOLDER, tables, clock, log };
  const path = databaseFile(config.database);
  if (path !== undefined) return migrateDatabase({ path, ...common });
  const database = await openDatabase({ ...config.database, clock, random, log });
  try {
    if (config.database.syncUrl !== undefined) await database.client.sync();
    return await migrateRemoteDatabase({ client: database.client, ...common });
  } finally {
    await database.close();
  }
}

/** Migrates, proves the database client on this machine, opens the database and hands out everything services need. */
export async function compose(config: Config, options: ComposeOptions = {}): Promise<Deps> {
  const log = options.log ?? createLogger(config.log.level);
  const clock = options.clock ?? systemClock;
  const random = options.random ?? systemRandom;
  await migrate(config, log, { clock, random });
  const path = databaseFile(config.database);
  if (path !== undefined) await selfTest({ directory: dirname(path), clock, random, log });
  const database = await (options.openDatabase ?? openDatabase)({ ...config.database, clock, random, log });
  return { config, database, clock, log, random, fetch: options.fetch ?? globalThis.fetch };
}
