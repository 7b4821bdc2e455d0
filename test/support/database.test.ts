import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { count } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { verifyDatabase } from "../../src/platform/db/verify.ts";
import { apiTokensTable } from "../../src/platform/http/tokens.tables.ts";
import { tables } from "../../src/schema.ts";
import { createTestDatabase, test as databaseTest } from "./database.ts";
import { MIGRATIONS_FOLDER } from "./database-template.ts";

const token = (id: string) => ({ id, name: id, sha256: id, scopes: [], createdAt: new Date(0) });

test("each test database is migrated, empty, apart from the others, and gone when removed", async () => {
  const one = await createTestDatabase();
  const other = await createTestDatabase();
  await verifyDatabase({
    path: one.path,
    migrationsFolder: MIGRATIONS_FOLDER,
    tables,
    clock: systemClock,
    depth: "full",
  });
  await one.database.write(async (tx) => void (await tx.insert(apiTokensTable).values(token("a"))));
  expect(await one.database.db.$count(apiTokensTable)).toBe(1);
  expect(await other.database.db.$count(apiTokensTable)).toBe(0);
  await Promise.all([one.remove(), one.remove(), other.remove()]);
  expect(existsSync(dirname(one.path))).toBe(false);
});

for (const attempt of ["first", "second"]) {
  databaseTest(`the fixture gives every test a fresh database: ${attempt}`, async ({ database }) => {
    await database.write(async (tx) => void (await tx.insert(apiTokensTable).values(token("same"))));
    expect(await database.db.select({ rows: count() }).from(apiTokensTable)).toEqual([{ rows: 1 }]);
  });
}
