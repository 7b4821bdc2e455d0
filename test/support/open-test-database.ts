import { onTestFinished } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import type { Database } from "../../src/platform/db/database.ts";
import { openDatabase } from "../../src/platform/db/open.ts";
import { createLogger } from "../../src/platform/log.ts";
import { systemRandom } from "../../src/platform/random.ts";
import { createTestDatabase } from "./database.ts";

/** A migrated database of the test's own; closed and removed when the test ends, whatever else it has opened first. */
export async function openTestDatabase(): Promise<Database> {
  const { database, remove } = await createTestDatabase();
  onTestFinished(remove);
  return database;
}

/** Opens a file once more, as a second process of the product does; closed when the test ends. */
export async function openTestDatabaseAt(path: string): Promise<Database> {
  const database = await openDatabase({
    url: `file:${path}`,
    synchronous: "normal",
    clock: systemClock,
    random: systemRandom,
    log: createLogger("silent"),
  });
  onTestFinished(() => database.close());
  return database;
}
