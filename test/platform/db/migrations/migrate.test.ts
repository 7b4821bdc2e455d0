import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../../../src/platform/clock.ts";
import { migrateDatabase } from "../../../../src/platform/db/migrate.ts";
import { createLogger } from "../../../../src/platform/log.ts";
import { tables } from "../../../../src/schema.ts";

test("first", async () => {
  const path = join(mkdtempSync(join(tmpdir(), "gr-")), "a.db");
  const options = { path, migrationsFolder: "drizzle", tables, clock: systemClock, log: createLogger("info") };
  expect(await migrateDatabase(options)).toMatchObject({ applied: ["0000_init"] });
  expect(await migrateDatabase(options)).toMatchObject({ applied: [] });
});
