import { join } from "node:path";
import { type Client, createClient } from "@libsql/client";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../../src/platform/clock.ts";
import { migrateRemoteDatabase } from "../../../../src/platform/db/migrate-remote.ts";
import { openDatabase } from "../../../../src/platform/db/open.ts";
import { createLogger } from "../../../../src/platform/log.ts";
import { seededRandom } from "../../../../src/platform/random.ts";
import {
  migrationSetup,
  runSql,
  type ScriptedMigration,
  temporaryFolder,
  writeMigrations,
} from "../../../support/migrations.ts";
import { INIT, REBUILD, SOME_ROWS, tables, tablesBefore } from "./clubs.ts";

// A server is spoken to through the same Client interface as a file: these tests use the stock file client.
function setup(migrations: ScriptedMigration[], expected = tables) {
  const options = migrationSetup(migrations, expected);
  const client = createClient({ url: `file:${options.path}` });
  onTestFinished(() => client.close());
  return { ...options, client };
}

/** A client that lets something else happen before it applies its `nth` migration. */
const interrupted = (client: Client, nth: number, first: () => Promise<unknown>): Client =>
  new Proxy(client, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (property !== "migrate") return typeof value === "function" ? value.bind(target) : value;
      return async (...args: Parameters<Client["migrate"]>) => {
        if (--nth === 0) await first();
        return target.migrate(...args);
      };
    },
  });

test("migrates through a client, keeping the children of a rebuilt parent, and verifies every time", async () => {
  const options = setup([INIT], tablesBefore);
  expect(await migrateRemoteDatabase(options)).toMatchObject({ applied: ["0000_init"] });
  for (const sql of SOME_ROWS) await options.client.execute(sql);
  writeMigrations(options.migrationsFolder, [INIT, REBUILD]);
  expect(await migrateRemoteDatabase({ ...options, tables })).toMatchObject({
    applied: ["0001_founded_check"],
    head: "0001_founded_check",
  });
  expect(runSql(options.path, "SELECT count(*) AS n FROM players")).toEqual([{ n: 3 }]);
  await options.client.execute("CREATE TABLE stray (id integer)");
  await expect(migrateRemoteDatabase({ ...options, tables })).rejects.toMatchObject({
    faults: ["table stray is not part of the schema"],
  });
});

test("works through the local client of the product as well", async () => {
  const { migrationsFolder, clock, log } = setup([INIT, REBUILD]);
  const url = `file:${join(temporaryFolder(), "gameroom.db")}`;
  const database = await openDatabase({ url, synchronous: "normal", clock, log, random: seededRandom(1) });
  const report = await migrateRemoteDatabase({ client: database.client, migrationsFolder, tables, clock, log });
  expect(report.applied).toEqual(["0000_init", "0001_founded_check"]);
  await database.close();
});

test("a failing migration is rolled back, those before it stay", async () => {
  const options = setup([
    INIT,
    REBUILD,
    { tag: "0002_bad", sql: "UPDATE players SET club_id = NULL;\n--> statement-breakpoint\nSELECT nonsense;" },
  ]);
  await expect(migrateRemoteDatabase(options)).rejects.toMatchObject({
    code: "apply",
    message: expect.stringContaining("0002_bad failed"),
  });
  expect(runSql(options.path, "SELECT count(*) AS n FROM __drizzle_migrations")).toEqual([{ n: 2 }]);
});

test("leaves a migration to the process that was first, even one that could run twice", async () => {
  const twice = {
    tag: "0001_add_player",
    sql: "INSERT INTO clubs (name) VALUES ('Kuopio');",
    rows: { tables: { clubs: { change: 1 } } },
  };
  const options = setup([INIT, twice], tablesBefore);
  const rival = { ...options, client: createClient({ url: `file:${options.path}` }) };
  onTestFinished(() => rival.client.close());
  const client = interrupted(options.client, 2, () => migrateRemoteDatabase(rival));
  expect(await migrateRemoteDatabase({ ...options, client })).toMatchObject({
    applied: ["0000_init"],
    head: "0001_add_player",
  });
  expect(runSql(options.path, "SELECT name FROM clubs")).toEqual([{ name: "Kuopio" }]);
});

test("names the rows that are not as declared", async () => {
  const options = setup([INIT], tablesBefore);
  await migrateRemoteDatabase(options);
  for (const sql of SOME_ROWS) await options.client.execute(sql);
  writeMigrations(options.migrationsFolder, [INIT, { tag: "0001_gone", sql: "DELETE FROM players;" }]);
  const log = createLogger("silent");
  await expect(migrateRemoteDatabase({ ...options, log, clock: systemClock })).rejects.toMatchObject({
    code: "verification",
    faults: ["table players has 0 rows, expected 3"],
  });
});
