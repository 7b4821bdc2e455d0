import { join } from "node:path";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { Clock } from "../../../src/platform/clock.ts";
import type { Database } from "../../../src/platform/db/database.ts";
import { openDatabase } from "../../../src/platform/db/open.ts";
import { startHranaServer } from "./hrana-server.ts";
import { afterTest, environment, ITEMS, openOther, rowsSeenBy, scratchDirectory } from "./support.ts";

async function openRemote(clock: Clock = environment.clock): Promise<{ database: Database; path: string }> {
  const path = join(scratchDirectory(), "server.db");
  const setup = openOther(path);
  setup.exec(`PRAGMA journal_mode = WAL; ${ITEMS}`);
  setup.close();
  const url = await startHranaServer(path);
  const database = await openDatabase({ ...environment, url, synchronous: "full", clock });
  afterTest(() => database.close());
  return { database, path };
}

describe("a database on a libSQL server", () => {
  it("reads and writes through the same interface", async () => {
    const { database, path } = await openRemote();
    expect([database.kind, database.path]).toEqual(["remote", undefined]);
    await database.write(async (tx) => {
      await tx.run(sql`INSERT INTO items (label, size) VALUES ('a', 3)`);
      expect(await tx.all(sql`SELECT label FROM items`)).toEqual([{ label: "a" }]);
    });
    await database.client.execute({ sql: "INSERT INTO items (label) VALUES (:label)", args: { label: "b" } });
    await database.client.batch([{ sql: "INSERT INTO items (label) VALUES (?)", args: ["c"] }], "write");
    await database.client.executeMultiple(
      "INSERT INTO items (label) VALUES ('d'); INSERT INTO items (label) VALUES ('e')",
    );
    expect(await database.db.all(sql`SELECT label FROM items ORDER BY id`)).toEqual(
      ["a", "b", "c", "d", "e"].map((label) => ({ label })),
    );
    expect(rowsSeenBy(openOther(path), "SELECT size FROM items WHERE label = 'a'")).toEqual([[3]]);
  });

  it("runs write transactions one after another, in the order of the calls, whatever becomes of them", async () => {
    const { database, path } = await openRemote();
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((size) =>
        database.write(async (tx) => {
          const before = await tx.get<{ n: number }>(sql`SELECT count(*) AS n FROM items`);
          await tx.run(sql`INSERT INTO items (label, size) VALUES (${`item ${size}`}, ${before.n})`);
          if (size === 3) throw new Error("no");
        }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(rowsSeenBy(openOther(path), "SELECT label, size FROM items ORDER BY id")).toEqual([
      ["item 1", 0],
      ["item 2", 1],
      ["item 4", 2],
      ["item 5", 3],
    ]);
    expect(database.stats()).toMatchObject({ queueDepth: 0 });
  });

  it("has a data version that changes with our commits at once, and with those of others within a second", async () => {
    let now = 0;
    const { database } = await openRemote({ ...environment.clock, monotonicMs: () => now });
    const seen = [database.dataVersion()];
    await database.client.execute("SELECT 1");
    expect(database.dataVersion()).toBe(seen[0]);
    await database.client.execute("INSERT INTO items (label) VALUES ('a')");
    seen.push(database.dataVersion());
    await database.write((tx) => tx.run(sql`INSERT INTO items (label) VALUES ('b')`));
    seen.push(database.dataVersion());
    now += 1_000;
    seen.push(database.dataVersion());
    expect(new Set(seen).size).toBe(4);
  });

  it("refuses several statements in one text, as the local one does", async () => {
    const { database } = await openRemote();
    await expect(database.client.execute("SELECT 1; SELECT 2")).rejects.toMatchObject({ code: "SQL_MANY_STATEMENTS" });
  });
});
