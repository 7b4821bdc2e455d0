import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, inject } from "vitest";
import { type Clock, systemClock } from "../../src/platform/clock.ts";
import type { Database } from "../../src/platform/db/database.ts";
import { openDatabase } from "../../src/platform/db/open.ts";
import { createLogger } from "../../src/platform/log.ts";
import { type Random, seededRandom } from "../../src/platform/random.ts";

export interface TestDatabase {
  database: Database;
  /** Path of the file, in a folder of its own. */
  path: string;
  /** Closes the database and deletes its folder; calling it again does nothing. */
  remove(): Promise<void>;
}

export interface TestDatabaseOptions {
  clock?: Clock;
  random?: Random;
}

/** Copies the migrated template into a folder of its own. Nothing has the file open. */
export function copyTemplate(): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), "gameroom-test-"));
  const path = join(folder, "gameroom.db");
  copyFileSync(inject("databaseTemplate"), path);
  return { folder, path };
}

/**
 * A migrated, empty database of the test's own, as production opens it. Call `remove` after the test, or use
 * {@link test}, which does.
 */
export async function createTestDatabase({ clock = systemClock, random = seededRandom(1) }: TestDatabaseOptions = {}) {
  const { folder, path } = copyTemplate();
  // What a power cut would lose does not matter to a test.
  const options = { url: `file:${path}`, synchronous: "normal", clock, random, log: createLogger("silent") } as const;
  const database = await openDatabase(options);
  let removed: Promise<void> | undefined;
  const removeOnce = async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const testDatabase: TestDatabase = {
    database,
    path,
    remove() {
      removed ??= removeOnce();
      return removed;
    },
  };
  return testDatabase;
}

/** `test("…", async ({ database }) => …)`: a database for the one test. */
export const test = base.extend<{ database: Database }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the needed fixtures out of the pattern
  database: async ({}, use) => {
    const { database, remove } = await createTestDatabase();
    await use(database);
    await remove();
  },
});
