import { join } from "node:path";
import { expect, test } from "vitest";
import { compose, databaseFile } from "../src/compose.ts";
import { parseConfig } from "../src/config.ts";
import { createLogger } from "../src/platform/log.ts";
import { startHranaServer } from "./platform/db/hrana-server.ts";
import { afterTest, scratchDirectory } from "./platform/db/support.ts";
import { runSql } from "./support/migrations.ts";

const APPLIED = "SELECT * FROM __drizzle_migrations";
const GAMES = "SELECT count(*) AS n FROM games";

async function composeAt(url: string) {
  const deps = await compose(parseConfig({ DATABASE_URL: url }), { log: createLogger("silent") });
  afterTest(() => deps.database.close());
  return deps;
}

test.each(["a file", "a libSQL server"])("brings %s to the newest schema before anything uses it", async (kind) => {
  const path = join(scratchDirectory(), "gameroom.db");
  const url = kind === "a file" ? `file:${path}` : await startHranaServer(path);
  const { database } = await composeAt(url);
  expect((await database.client.execute(GAMES)).rows).toMatchObject([{ n: 0 }]);
  const applied = runSql(path, APPLIED);
  await composeAt(url);
  expect(runSql(path, APPLIED)).toEqual(applied);
});

test("refuses a libSQL server whose schema is not the program's", async () => {
  const path = join(scratchDirectory(), "gameroom.db");
  const url = await startHranaServer(path);
  const { database } = await composeAt(url);
  await database.client.execute("CREATE TABLE stray (id integer)");
  await expect(composeAt(url)).rejects.toMatchObject({ faults: ["table stray is not part of the schema"] });
});

test("changes no replica behind the back of its server", () => {
  const url = `file:${join(scratchDirectory(), "replica.db")}`;
  expect(databaseFile({ url, syncUrl: "http://127.0.0.1:9" })).toBeUndefined();
  expect(databaseFile({ url, syncUrl: undefined })).toMatch(/replica\.db$/);
});
