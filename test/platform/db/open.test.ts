import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { and, asc, eq, sql } from "drizzle-orm";
import { type AnySQLiteColumn, blob, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { describe, expect, it } from "vitest";
import type { Database } from "../../../src/platform/db/database.ts";
import { pathOfFileUrl } from "../../../src/platform/db/file-url.ts";
import { openDatabase } from "../../../src/platform/db/open.ts";
import { afterTest, environment, scratchDirectory } from "./support.ts";

const itemsTable = sqliteTable("items", {
  id: integer("id").primaryKey(),
  label: text("label").notNull(),
  tags: text("tags", { mode: "json" }).$type<string[]>(),
  madeAt: integer("made_at", { mode: "timestamp_ms" }),
  picture: blob("picture", { mode: "buffer" }),
  parent: integer("parent").references((): AnySQLiteColumn => itemsTable.id),
});

async function open(url?: string): Promise<Database> {
  const database = await openDatabase({
    url: url ?? `file:${join(scratchDirectory(), "data", "open.db")}`,
    synchronous: "normal",
    ...environment,
  });
  afterTest(() => database.close());
  if (url !== undefined) return database;
  await database.client.execute(`CREATE TABLE items (id INTEGER PRIMARY KEY, label TEXT NOT NULL, tags TEXT, made_at INTEGER,
    picture BLOB, parent INTEGER REFERENCES items (id)) STRICT`);
  return database;
}

describe("a file: URL", () => {
  it.each([
    ["file:./data/x.db", join(process.cwd(), "data/x.db")],
    ["file:data/x.db", join(process.cwd(), "data/x.db")],
    ["file:/srv/x.db", "/srv/x.db"],
    ["file:///srv/x.db", "/srv/x.db"],
    ["FILE://localhost/srv/x.db", "/srv/x.db"],
    ["file:/srv/a%20b%23.db", "/srv/a b#.db"],
  ])("%s is the path %s", (url, path) => {
    expect(pathOfFileUrl(url)).toBe(path);
  });

  it.each([
    "file:",
    "file:///",
    "file://example.com/x.db",
    "file:x.db?mode=ro",
    "file:x.db#a",
    "file::memory:",
    "file://",
  ])("%s is refused", (url) => {
    if (url === "file:///") return expect(pathOfFileUrl(url)).toBe("/");
    expect(() => pathOfFileUrl(url)).toThrow(/file: URL|memory/);
  });

  it("makes the file and its directories, relative or absolute", async () => {
    const directory = scratchDirectory();
    const paths = ["a/b/one.db", "c/two.db", "three.db"].map((name) => join(directory, name));
    const [first = "", second = "", third = ""] = paths;
    for (const url of [`file:${relative(process.cwd(), first)}`, `file:${second}`, pathToFileURL(third).href]) {
      const database = await open(url);
      expect(database.kind).toBe("local");
      expect(paths).toContain(database.path);
    }
    expect(paths.map((path) => existsSync(path))).toEqual([true, true, true]);
  });

  it("of something that is no database is refused", async () => {
    await expect(open(import.meta.url)).rejects.toMatchObject({ code: "SQLITE_NOTADB" });
  });
});

describe("Drizzle over the local client", () => {
  it("reads by fields, by name, by position and by joins what was written", async () => {
    const { db, write } = await open();
    const madeAt = new Date("2026-01-02T03:04:05.678Z");
    const row = { id: 1, label: "a", tags: ["x", "y"], madeAt, picture: Buffer.from([1, 2, 255]), parent: null };
    await write(async (tx) => {
      await tx.insert(itemsTable).values(row);
      const returned = await tx.insert(itemsTable).values({ label: "b", parent: 1 }).returning({ id: itemsTable.id });
      expect(returned).toEqual([{ id: 2 }]);
    });
    expect(await db.select().from(itemsTable).where(eq(itemsTable.id, 1))).toEqual([row]);
    expect(await db.select().from(itemsTable).where(eq(itemsTable.id, 9)).get()).toBeUndefined();
    expect(await db.all(sql`SELECT id, label, parent FROM items ORDER BY id`)).toEqual([
      { id: 1, label: "a", parent: null },
      { id: 2, label: "b", parent: 1 },
    ]);
    expect(await db.get(sql`SELECT count(*) AS n FROM items`)).toEqual({ n: 2 });
    expect((await db.values(sql`SELECT id, label FROM items ORDER BY id`)).map((values) => Array.from(values))).toEqual(
      [
        [1, "a"],
        [2, "b"],
      ],
    );
    expect(await db.$count(itemsTable)).toBe(2);
    const joined = await db
      .select({ item: itemsTable, label: sql<string>`upper(${itemsTable.label})` })
      .from(itemsTable)
      .where(and(eq(itemsTable.parent, 1)));
    expect(joined).toMatchObject([{ item: { id: 2, parent: 1 }, label: "B" }]);
  });

  it("prepared statements take placeholders and can be used again", async () => {
    const { db, write } = await open();
    await write(async (tx) => {
      for (const label of ["a", "b", "c"]) await tx.insert(itemsTable).values({ label });
    });
    const first = db
      .select({ label: itemsTable.label })
      .from(itemsTable)
      .orderBy(asc(itemsTable.id))
      .limit(sql.placeholder("limit"))
      .prepare();
    for (const limit of [1, 2, 3, 1]) expect(await first.all({ limit })).toHaveLength(limit);
  });

  it("write commits, rolls back when the work throws, nests, and queues in the order of the calls", async () => {
    const { db, write } = await open();
    const add = (label: string) => write((tx) => tx.insert(itemsTable).values({ label }));
    await expect(
      write(async (tx) => {
        await tx.insert(itemsTable).values({ label: "lost" });
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    await write(async (tx) => {
      await tx.insert(itemsTable).values({ label: "outer" });
      await expect(
        tx.transaction(async (nested) => {
          await nested.insert(itemsTable).values({ label: "inner" });
          throw new Error("no");
        }),
      ).rejects.toThrow("no");
      expect(await tx.all(sql`SELECT label FROM items`)).toEqual([{ label: "outer" }]);
      expect(await tx.select({ label: itemsTable.label }).from(itemsTable)).toEqual([{ label: "outer" }]);
      expect(await db.$count(itemsTable)).toBe(0);
    });
    await Promise.all(["1", "2", "3"].map(add));
    expect((await db.select({ label: itemsTable.label }).from(itemsTable)).map(({ label }) => label)).toEqual([
      "outer",
      "1",
      "2",
      "3",
    ]);
  });

  it("a constraint that fails inside write can be told by its cause", async () => {
    const { write } = await open();
    await expect(write((tx) => tx.insert(itemsTable).values({ label: "a", parent: 99 }))).rejects.toMatchObject({
      cause: { extendedCode: "SQLITE_CONSTRAINT_FOREIGNKEY" },
    });
  });

  it("close finishes what is queued", async () => {
    const database = await open();
    const writes = ["a", "b"].map((label) => database.write((tx) => tx.insert(itemsTable).values({ label })));
    await database.close();
    await Promise.all(writes);
    const again = await open(`file:${database.path}`);
    expect(await again.db.$count(itemsTable)).toBe(2);
  });
});
