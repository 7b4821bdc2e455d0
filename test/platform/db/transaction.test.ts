import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { ITEMS, insert, labels, openOther, openScratch, rowsSeenBy, until } from "./support.ts";

describe("a write transaction", () => {
  it("is seen by others only after its commit", async () => {
    const { client, path } = await openScratch(ITEMS);
    const other = openOther(path);
    const transaction = await client.transaction("write");
    await transaction.execute(insert("a"));
    await transaction.batch([insert("b"), insert("c")]);
    await transaction.executeMultiple("INSERT INTO items (label) VALUES ('d'); INSERT INTO items (label) VALUES ('e')");
    expect(await labels(client)).toEqual([]);
    await transaction.commit();
    expect(transaction.closed).toBe(true);
    expect(rowsSeenBy(other, "SELECT label FROM items ORDER BY id").flat()).toEqual(["a", "b", "c", "d", "e"]);
  });

  it.each(["rollback", "close"] as const)("is undone by %s, which may be called again", async (end) => {
    const { client } = await openScratch(ITEMS);
    const transaction = await client.transaction("deferred");
    await transaction.execute(insert("a"));
    await transaction[end]();
    await transaction[end]();
    expect(transaction.closed).toBe(true);
    await expect(transaction.execute(insert("b"))).rejects.toMatchObject({ code: "TRANSACTION_CLOSED" });
    await expect(transaction.executeMultiple("SELECT 1")).rejects.toMatchObject({ code: "TRANSACTION_CLOSED" });
    await expect(transaction.commit()).rejects.toMatchObject({ code: "TRANSACTION_CLOSED" });
    await client.execute(insert("c"));
    expect(await labels(client)).toEqual(["c"]);
  });

  it("goes on after a statement that failed", async () => {
    const { client } = await openScratch(ITEMS);
    const transaction = await client.transaction();
    await transaction.execute(insert("a"));
    await expect(transaction.execute(insert("a"))).rejects.toMatchObject({ extendedCode: "SQLITE_CONSTRAINT_UNIQUE" });
    await expect(transaction.batch([insert("b"), insert("a")])).rejects.toMatchObject({ statementIndex: 1 });
    await transaction.commit();
    expect(await labels(client)).toEqual(["a", "b"]);
  });

  it("that SQLite rolled back is over, and the writer free", async () => {
    const { client } = await openScratch(ITEMS);
    const transaction = await client.transaction();
    await transaction.execute(insert("a"));
    await expect(transaction.execute("INSERT OR ROLLBACK INTO items (label) VALUES ('a')")).rejects.toThrow(/UNIQUE/);
    expect(transaction.closed).toBe(true);
    await client.execute(insert("b"));
    await expect(transaction.commit()).rejects.toMatchObject({ code: "TRANSACTION_CLOSED" });
    expect(await labels(client)).toEqual(["b"]);
  });

  it("whose commit fails is rolled back", async () => {
    const { client } = await openScratch(`CREATE TABLE parents (id INTEGER PRIMARY KEY);
      CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)`);
    const transaction = await client.transaction();
    await transaction.execute("INSERT INTO children VALUES (99)");
    await expect(transaction.commit()).rejects.toMatchObject({ code: "SQLITE_CONSTRAINT" });
    expect(transaction.closed).toBe(true);
    await client.execute("INSERT INTO parents VALUES (1)");
    expect((await client.execute("SELECT count(*) AS n FROM children")).rows[0]?.n).toBe(0);
  });

  it("nests by savepoints, and refuses what would end it behind its back", async () => {
    const { client } = await openScratch(ITEMS);
    const transaction = await client.transaction();
    await transaction.execute(insert("a"));
    await transaction.execute("SAVEPOINT inner_one");
    await transaction.execute(insert("b"));
    await transaction.execute("ROLLBACK TO inner_one");
    await transaction.execute("RELEASE inner_one");
    for (const sql of ["COMMIT", "ROLLBACK", "BEGIN", "VACUUM"]) {
      await expect(transaction.execute(sql)).rejects.toMatchObject({ code: "TRANSACTION_REFUSED" });
      await expect(transaction.executeMultiple(sql)).rejects.toMatchObject({ code: "TRANSACTION_REFUSED" });
    }
    await transaction.commit();
    expect(await labels(client)).toEqual(["a"]);
  });

  it("that is forgotten is rolled back when it is collected", async () => {
    const { client } = await openScratch(ITEMS);
    await (async () => {
      const transaction = await client.transaction();
      await transaction.execute(insert("a"));
    })();
    const queued = client.execute(insert("b"));
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    await until(() => {
      collect();
      return client.stats().queueDepth === 0;
    });
    await queued;
    expect(await labels(client)).toEqual(["b"]);
  });
});

describe("a read transaction", () => {
  it("keeps its snapshot while others write and read on", async () => {
    const { client } = await openScratch(ITEMS);
    await client.execute(insert("a"));
    const snapshots = await Promise.all([1, 2, 3].map(() => client.transaction("read")));
    for (const snapshot of snapshots) expect(await labels(snapshot)).toEqual(["a"]);
    await client.execute(insert("b"));
    for (const snapshot of snapshots) expect(await labels(snapshot)).toEqual(["a"]);
    expect(await labels(client)).toEqual(["a", "b"]);
    for (const snapshot of snapshots) await snapshot.commit();
    const next = await client.transaction("read");
    expect(await labels(next)).toEqual(["a", "b"]);
    client.close();
    await expect(labels(next)).rejects.toMatchObject({ code: "TRANSACTION_CLOSED" });
  });
});
