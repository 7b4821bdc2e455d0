import { asc, eq, sql } from "drizzle-orm";
import type { LibSQLDatabase } from "drizzle-orm/libsql";
import { drizzle } from "drizzle-orm/libsql";
import { blob, integer, numeric, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flag, instant } from "../../../src/platform/db/columns.ts";
import { createLocalDrizzle } from "../../../src/platform/db/drizzle.ts";
import { preparedOn } from "../../../src/platform/db/prepared.ts";
import { openScratch } from "./support.ts";

const kindsTable = sqliteTable("kinds", {
  id: integer("id").primaryKey(),
  label: text("label"),
  amount: real("amount"),
  money: numeric("money"),
  yes: flag("yes"),
  at: instant("at"),
  seconds: integer("seconds", { mode: "timestamp" }),
  list: text("list", { mode: "json" }).$type<number[]>(),
  bytes: blob("bytes", { mode: "buffer" }),
  big: blob("big", { mode: "bigint" }),
});
const notesTable = sqliteTable("notes", { kindId: integer("kind_id").notNull(), note: text("note") });

const SCHEMA = `
  CREATE TABLE kinds (id INTEGER PRIMARY KEY, label TEXT, amount REAL, money NUMERIC, yes INTEGER, at INTEGER,
    seconds INTEGER, list TEXT, bytes BLOB, big BLOB);
  CREATE TABLE notes (kind_id INTEGER NOT NULL, note TEXT);
`;

/** The same client under the product's session and under Drizzle's own. */
async function openBoth() {
  const { client } = await openScratch(SCHEMA);
  return { ours: createLocalDrizzle(client), drizzles: drizzle(client) };
}

const date = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true });
const kind = fc.record({
  label: fc.option(fc.string().filter((value) => !value.includes("\0"))),
  amount: fc.option(fc.double({ noNaN: true, min: -1e9, max: 1e9 })),
  money: fc.option(fc.integer().map(String)),
  yes: fc.option(fc.boolean()),
  at: fc.option(date),
  seconds: fc.option(date),
  list: fc.option(fc.array(fc.integer())),
  bytes: fc.option(fc.uint8Array().map((bytes) => Buffer.from(bytes))),
  big: fc.option(fc.bigInt()),
});

const QUERIES: Record<string, (db: LibSQLDatabase) => PromiseLike<unknown>> = {
  "all columns": (db) => db.select().from(kindsTable).orderBy(asc(kindsTable.id)),
  "some columns and expressions": (db) =>
    db
      .select({
        when: kindsTable.at,
        shout: sql<string>`upper(${kindsTable.label})`,
        later: sql`${kindsTable.at}`.mapWith(kindsTable.at),
        named: sql<number>`${kindsTable.id} + 1`.as("named"),
      })
      .from(kindsTable)
      .orderBy(asc(kindsTable.id)),
  "a join with missing rows": (db) =>
    db.select().from(kindsTable).leftJoin(notesTable, eq(notesTable.kindId, kindsTable.id)).orderBy(asc(kindsTable.id)),
  "the first row": (db) => db.select().from(kindsTable).orderBy(asc(kindsTable.id)).get(),
  "no row": (db) => db.select().from(kindsTable).where(eq(kindsTable.id, -1)).get(),
  "a batch": (db) => db.batch([db.select().from(kindsTable), db.select({ n: sql`count(*)` }).from(notesTable)]),
  positions: (db) =>
    db
      .select({ id: kindsTable.id, label: kindsTable.label })
      .from(kindsTable)
      .values()
      .then((rows) => rows.map((cells) => Array.from(cells))),
  "raw SQL": (db) => db.all(sql`select id, label from kinds`),
};

describe("the Drizzle database over the local client", () => {
  it.each(Object.entries(QUERIES))("gives what Drizzle's own session gives for %s", async (_, ask) => {
    const { ours, drizzles } = await openBoth();
    await fc.assert(
      fc.asyncProperty(fc.array(kind, { maxLength: 5 }), async (kinds) => {
        await drizzles.delete(kindsTable);
        await drizzles.delete(notesTable);
        for (const [id, row] of kinds.entries()) {
          await ours.insert(kindsTable).values({ id, ...row });
          if (id % 2 === 0) await ours.insert(notesTable).values({ kindId: id, note: row.label });
        }
        expect(await ask(ours)).toEqual(await ask(drizzles));
      }),
      { numRuns: 25 },
    );
  });

  it("gives returned rows as values, not as cells", async () => {
    const { ours } = await openBoth();
    const at = new Date(1_000);
    const rows = await ours.insert(kindsTable).values({ id: 1, at, yes: true }).returning();
    expect(rows[0]).toMatchObject({ id: 1, at, yes: true, label: null });
  });
});

describe("a query prepared once", () => {
  const kindById = (built: () => void) =>
    preparedOn((db: Pick<LibSQLDatabase, "select">) => {
      built();
      return db
        .select()
        .from(kindsTable)
        .where(eq(kindsTable.id, sql.placeholder("id")))
        .limit(1)
        .prepare();
    });

  it("is built at its first use on a database, and again on another", async () => {
    let builds = 0;
    const find = kindById(() => builds++);
    const [{ ours: first }, { ours: second }] = [await openBoth(), await openBoth()];
    await first.insert(kindsTable).values([
      { id: 1, label: "one" },
      { id: 2, label: "two" },
    ]);
    expect((await find(first).all({ id: 1 }))[0]?.label).toBe("one");
    expect((await find(first).all({ id: 2 }))[0]?.label).toBe("two");
    expect(builds).toBe(1);
    expect(await find(second).all({ id: 1 })).toEqual([]);
    expect(builds).toBe(2);
  });

  it("sees what the transaction that it runs in has written", async () => {
    const find = kindById(() => undefined);
    const { ours } = await openBoth();
    await ours.transaction(async (tx) => {
      await tx.insert(kindsTable).values({ id: 1, label: "in here" });
      expect((await find(tx).all({ id: 1 }))[0]?.label).toBe("in here");
      expect(await find(ours).all({ id: 1 })).toEqual([]);
    });
    expect(await find(ours).all({ id: 1 })).toHaveLength(1);
  });
});
