import { describe, expect, it } from "vitest";
import { releaseClosedFiles } from "../../../src/platform/db/release.ts";
import type { AppError } from "../../../src/platform/errors.ts";
import { ITEMS, insert, labels, leapingClock, openOther, openScratch, rowsSeenBy, until } from "./support.ts";

const settled = (promises: Promise<unknown>[]) =>
  Promise.allSettled(promises).then((all) => all.map(({ status }) => (status === "fulfilled" ? "ok" : "failed")));

describe("writes of one turn share a commit", () => {
  it("in the order of the calls, and are on disk when they resolve", async () => {
    const { client, path } = await openScratch(ITEMS, { clock: leapingClock() });
    const before = client.stats().commits;
    const names = Array.from({ length: 40 }, (_, i) => `item ${i}`);
    const writes = names.map((name, i) => (i % 2 === 0 ? client.execute(insert(name)) : client.batch([insert(name)])));
    expect(client.stats().queueDepth).toBe(40);
    const first = await writes[0];
    expect(first).toMatchObject({ rowsAffected: 1 });
    expect(rowsSeenBy(openOther(path), "SELECT count(*) FROM items")).toEqual([[40]]);
    await Promise.all(writes);
    expect(await labels(client)).toEqual(names);
    expect(client.stats()).toMatchObject({ commits: before + 1, groupedUnits: 40, queueDepth: 0 });
  });

  it("but a transaction keeps its place among them", async () => {
    const { client } = await openScratch(ITEMS);
    const before = client.execute(insert("before"));
    const opening = client.transaction();
    const after = client.execute(insert("after"));
    const transaction = await opening;
    await before;
    await transaction.execute(insert("within"));
    expect(await labels(client)).toEqual(["before"]);
    expect(await labels(transaction)).toEqual(["before", "within"]);
    await transaction.commit();
    await after;
    expect(await labels(client)).toEqual(["before", "within", "after"]);
  });

  it("but not for longer than some milliseconds", async () => {
    const clock = { ...leapingClock(), monotonicMs: () => (nowMs += 1) };
    let nowMs = 0;
    const { client } = await openScratch(ITEMS, { clock });
    const { commits } = client.stats();
    await Promise.all(Array.from({ length: 40 }, (_, i) => client.execute(insert(`item ${i}`))));
    expect(client.stats().commits - commits).toBeGreaterThanOrEqual(8);
  });

  it("and the event loop turns between commits, however long writers keep coming", async () => {
    const { client } = await openScratch(ITEMS);
    let turns = 0;
    let writing = true;
    const count = () => {
      turns += 1;
      if (writing) setImmediate(count);
    };
    setImmediate(count);
    for (let i = 0; i < 50; i++) await client.execute(insert(`item ${i}`));
    writing = false;
    expect(turns).toBeGreaterThanOrEqual(49);
  });
});

describe("a unit that fails", () => {
  it("is rejected alone, and leaves nothing behind", async () => {
    const { client } = await openScratch(ITEMS);
    const outcome = await settled([
      client.execute(insert("a")),
      client.execute(insert("a")),
      client.batch([insert("b"), insert("c"), insert("a")]),
      client.execute("INSERT OR FAIL INTO items (label) VALUES ('d'), ('e'), ('a')"),
      client.execute(insert("f")),
    ]);
    expect(outcome).toEqual(["ok", "failed", "failed", "failed", "ok"]);
    expect(await labels(client)).toEqual(["a", "f"]);
  });

  it("by itself leaves nothing behind either", async () => {
    const { client } = await openScratch(ITEMS);
    await client.execute(insert("a"));
    await expect(client.execute("INSERT OR FAIL INTO items (label) VALUES ('d'), ('a')")).rejects.toThrow(/UNIQUE/);
    await expect(client.execute("INSERT OR ROLLBACK INTO items (label) VALUES ('d'), ('a')")).rejects.toThrow(/UNIQUE/);
    await client.execute(insert("b"));
    expect(await labels(client)).toEqual(["a", "b"]);
  });

  it.each([
    ["INSERT OR ROLLBACK", "INSERT OR ROLLBACK INTO items (label) VALUES ('x'), ('a')"],
    ["RAISE(ROLLBACK)", "INSERT INTO items (label) VALUES ('forbidden')"],
  ])("and takes the transaction with it by %s costs its neighbours nothing", async (_, sql) => {
    const { client } =
      await openScratch(`${ITEMS}; CREATE TRIGGER guard BEFORE INSERT ON items WHEN new.label = 'forbidden'
      BEGIN SELECT RAISE(ROLLBACK, 'no'); END`);
    const outcome = await settled([
      client.execute(insert("a")),
      client.batch([insert("b"), insert("c")]),
      client.execute(sql),
      client.execute(insert("d")),
      client.execute(sql),
      client.batch([insert("e"), { sql, args: [] }]),
      client.execute(insert("f")),
    ]);
    expect(outcome).toEqual(["ok", "ok", "failed", "ok", "failed", "failed", "ok"]);
    expect(await labels(client)).toEqual(["a", "b", "c", "d", "f"]);
  });

  it("because the disk is full costs its neighbours nothing", async () => {
    const { client } = await openScratch(ITEMS);
    await client.execute(insert("a"));
    const { rows } = await client.execute("PRAGMA page_count");
    await client.execute(`PRAGMA max_page_count = ${Number(rows[0]?.[0]) + 20}`);
    const [before, big, after] = await Promise.allSettled([
      client.execute(insert("before")),
      client.execute(insert("x".repeat(1_000_000))),
      client.execute(insert("after")),
    ]);
    expect(before.status).toBe("fulfilled");
    expect(big).toMatchObject({ status: "rejected", reason: { code: "SQLITE_FULL" } });
    expect(after.status).toBe("fulfilled");
    expect(await labels(client)).toEqual(["a", "before", "after"]);
  });

  it("only at the commit answers for itself", async () => {
    const { client } = await openScratch(`CREATE TABLE parents (id INTEGER PRIMARY KEY);
      CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)`);
    const outcome = await settled([
      client.execute("INSERT INTO parents VALUES (1)"),
      client.execute("INSERT INTO children VALUES (99)"),
      client.batch(["INSERT INTO children VALUES (2)", "INSERT INTO parents VALUES (2)"]),
    ]);
    expect(outcome).toEqual(["ok", "failed", "ok"]);
    expect((await client.execute("SELECT parent FROM children")).rows.map((row) => row[0])).toEqual([2]);
  });
});

describe("while another process holds the lock", () => {
  it("a write waits without blocking the event loop, and commits afterwards", async () => {
    const { client, path } = await openScratch(ITEMS);
    const other = openOther(path);
    other.exec("BEGIN IMMEDIATE");
    const writes = [client.execute(insert("a")), client.batch([insert("b")]), client.execute(insert("c"))];
    await until(() => client.stats().busyWaits > 2);
    expect(await labels(client)).toEqual([]);
    other.exec("COMMIT");
    await Promise.all(writes);
    expect(rowsSeenBy(other, "SELECT label FROM items ORDER BY id")).toEqual([["a"], ["b"], ["c"]]);
  });

  it("a transaction, a migration, a script and a PRAGMA wait as well", async () => {
    const { client, path } = await openScratch(ITEMS);
    const other = openOther(path);
    const calls: (() => Promise<unknown>)[] = [
      async () => {
        const transaction = await client.transaction();
        await transaction.execute(insert("transaction"));
        await transaction.commit();
      },
      () => client.migrate([insert("migration")]),
      () => client.executeMultiple("INSERT INTO items (label) VALUES ('script')"),
      () => client.executeMultiple("BEGIN; INSERT INTO items (label) VALUES ('own transaction'); COMMIT"),
      () => client.execute("PRAGMA user_version = 3"),
    ];
    for (const call of calls) {
      const waitsBefore = client.stats().busyWaits;
      other.exec("BEGIN IMMEDIATE");
      const done = call();
      await until(() => client.stats().busyWaits > waitsBefore + 1);
      other.exec("ROLLBACK");
      await done;
    }
    expect(rowsSeenBy(other, "SELECT label FROM items ORDER BY id").flat()).toEqual([
      "transaction",
      "migration",
      "script",
      "own transaction",
    ]);
    expect(rowsSeenBy(other, "PRAGMA user_version")).toEqual([[3]]);
  });

  it("a write gives up after five seconds with database-busy, and nothing of it is left", async () => {
    const clock = leapingClock();
    const { client, path } = await openScratch(ITEMS, { clock });
    const other = openOther(path);
    other.exec("BEGIN IMMEDIATE");
    const startedAt = clock.monotonicMs();
    const refused = await Promise.all(
      [
        client.execute(insert("a")),
        client.batch([insert("b")]),
        client.transaction(),
        client.migrate([insert("c")]),
      ].map((write) => write.then(String, (error: AppError) => [error.code, error.status, error.retryAfterSeconds])),
    );
    expect(refused).toEqual(Array.from({ length: 4 }, () => ["database-busy", 503, 1]));
    // The single statements give up together, then the transaction, then the migration.
    expect(clock.monotonicMs() - startedAt).toBeGreaterThanOrEqual(15_000);
    expect(clock.monotonicMs() - startedAt).toBeLessThan(15_200);
    other.exec("ROLLBACK");
    await client.execute(insert("d"));
    expect(rowsSeenBy(other, "SELECT label FROM items")).toEqual([["d"]]);
  });

  it("waits grow from one millisecond to twenty, with jitter", async () => {
    const clock = leapingClock();
    const { client, path } = await openScratch(ITEMS, { clock });
    const other = openOther(path);
    other.exec("BEGIN IMMEDIATE");
    await expect(client.execute(insert("a"))).rejects.toMatchObject({ code: "database-busy" });
    expect(clock.sleeps[0]).toBeGreaterThanOrEqual(1);
    expect(clock.sleeps[0]).toBeLessThan(2);
    expect(Math.max(...clock.sleeps)).toBeLessThanOrEqual(20);
    expect(new Set(clock.sleeps.slice(20, 40)).size).toBeGreaterThan(10);
  });

  it("opening waits too", async () => {
    const { client, path } = await openScratch(ITEMS);
    await client.shutdown();
    await releaseClosedFiles();
    const other = openOther(path);
    other.exec("PRAGMA locking_mode = EXCLUSIVE");
    other.exec("INSERT INTO items (label) VALUES ('exclusive')");
    const clock = leapingClock();
    await expect(openScratch("", { path, clock })).rejects.toMatchObject({ code: "database-busy" });
    const opening = openScratch("", { path });
    other.close();
    expect(await labels((await opening).client)).toEqual(["exclusive"]);
  });
});
