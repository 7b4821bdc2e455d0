import { createClient, type InArgs, type InStatement } from "@libsql/client";
import { describe, expect, it } from "vitest";
import { ITEMS, insert, labels, leapingClock, openOther, openScratch, rowsSeenBy } from "./support.ts";

const KINDS = "CREATE TABLE kinds (i INTEGER, r REAL, t TEXT, b BLOB, n ANY)";

describe("results are those of the stock client", () => {
  it.each<[string, InArgs?]>([
    ["SELECT * FROM kinds"],
    ["SELECT i, r AS ratio, t, b, n, i + 1, 'x' FROM kinds ORDER BY i"],
    ["SELECT k.i, l.i, k.t AS i FROM kinds k JOIN kinds l ON l.i = k.i"],
    ["SELECT 1"],
    ["SELECT 1, 2 AS length, 3 AS __proto__, 4 AS '0'"],
    ["SELECT ?, ?, ?, ?, ?", ["text", 1.5, 7n, null, true]],
    ["SELECT :a, @b, $c", { a: 1, "@b": "two", c: new Date(1_700_000_000_000) }],
    ["SELECT ?, hex(?2)", [new Uint8Array([1, 2, 255]).buffer, new Uint8Array([3, 4])]],
    ["VALUES (1, 'a'), (2, 'b')"],
    ["WITH a AS (SELECT i FROM kinds) SELECT count(*) FROM a"],
    ["EXPLAIN QUERY PLAN SELECT * FROM kinds"],
    ["PRAGMA table_info(kinds)"],
    ["SELECT * FROM kinds WHERE i = 99"],
    ["SELECT t FROM kinds ORDER BY i LIMIT 1"],
    ["SELECT t FROM kinds ORDER BY i LIMIT ?", [1]],
    ["SELECT t FROM kinds ORDER BY i LIMIT ?", [2]],
    ["SELECT 9007199254740991, -9007199254740991, 1e300, -0.0"],
  ])("%s", async (sql, args) => {
    const { client, path } = await openScratch(KINDS);
    await client.batch([
      ["INSERT INTO kinds VALUES (1, 2.5, 'äö', x'00ff10', 'any')"],
      ["INSERT INTO kinds VALUES (2, -1, '', x'', 5), (3, NULL, NULL, NULL, NULL)"],
    ]);
    const stock = createClient({ url: `file:${path}` });
    const expected = await stock.execute(sql, args);
    stock.close();
    const actual = await client.execute(sql, args);
    expect(actual.columns).toEqual(expected.columns);
    expect(actual.columnTypes).toEqual(expected.columnTypes);
    expect(actual.rows.map((row) => Object.entries(row))).toEqual(expected.rows.map((row) => Object.entries(row)));
    expect(actual.rows.map((row) => Array.from(row))).toEqual(expected.rows.map((row) => Array.from(row)));
    expect(JSON.stringify(actual)).toBe(JSON.stringify(expected));
    expect(JSON.stringify(actual.rows)).toBe(JSON.stringify(expected.rows));
  });

  it("for changes: rows affected and the last rowid", async () => {
    const { client } = await openScratch(ITEMS);
    expect(await client.execute(insert("a"))).toMatchObject({ rowsAffected: 1, lastInsertRowid: 1n, rows: [] });
    expect(await client.execute("UPDATE items SET size = 3")).toMatchObject({ rowsAffected: 1 });
    expect(await client.execute("UPDATE items SET size = 3 WHERE id = 9")).toMatchObject({ rowsAffected: 0 });
    const returned = await client.execute("INSERT INTO items (label) VALUES ('b'), ('c') RETURNING id, label");
    expect(returned.rowsAffected).toBe(2);
    expect(returned.rows.map((row) => [row[0], row.label])).toEqual([
      [2, "b"],
      [3, "c"],
    ]);
    const far = await client.execute("INSERT INTO items (id, label) VALUES (9007199254740995, 'far')");
    expect(far.lastInsertRowid).toBe(9007199254740995n);
  });
});

describe("values", () => {
  it("that SQLite cannot keep exactly are refused before anything is written", async () => {
    const { client } = await openScratch(ITEMS);
    const refused: unknown[] = [2 ** 53, -(2 ** 53), 1e300, Number.NaN, Number.POSITIVE_INFINITY, 2n ** 63n, "a\0b"];
    for (const value of refused) {
      await expect(client.execute({ sql: "SELECT ?", args: [value as number] })).rejects.toThrow(RangeError);
    }
    for (const value of [undefined, {}, [1], Symbol("s"), () => 1, new Date(Number.NaN)]) {
      await expect(client.execute({ sql: "SELECT ?", args: [value as never] })).rejects.toThrow();
    }
  });

  it("beyond 2^53 raise when read, and never come rounded", async () => {
    const { client } = await openScratch(ITEMS);
    await client.execute({ sql: "INSERT INTO items (label, size) VALUES ('big', ?)", args: [2n ** 53n + 1n] });
    await expect(client.execute("SELECT size FROM items")).rejects.toThrow(/beyond 2\^53/);
    await expect(client.execute("SELECT size FROM items LIMIT 1")).rejects.toThrow(/beyond 2\^53/);
    await expect(client.execute("UPDATE items SET size = size RETURNING size")).rejects.toThrow(/beyond 2\^53/);
    const { rows } = await client.execute("SELECT CAST(size AS TEXT) AS size, 1e300 AS real FROM items");
    expect(rows[0]).toMatchObject({ size: "9007199254740993", real: 1e300 });
  });

  it("in a number that does not fit are refused, for cached statements keep their last ones", async () => {
    const { client } = await openScratch(ITEMS);
    await client.execute("INSERT INTO items (label, size) VALUES (?, ?)", ["a", 1]);
    for (const args of [[], ["b"], ["b", 2, 3]] as InArgs[]) {
      await expect(client.execute("INSERT INTO items (label, size) VALUES (?, ?)", args)).rejects.toThrow(/parameters/);
    }
    await expect(client.execute({ sql: "SELECT :a, :b", args: { a: 1 } })).rejects.toThrow(/without an argument/);
    expect(await labels(client)).toEqual(["a"]);
  });

  it("in a buffer are those of the moment of the call", async () => {
    const { client } = await openScratch("CREATE TABLE blobs (b BLOB)");
    const bytes = new Uint8Array([1, 2, 3]);
    const written = client.execute({ sql: "INSERT INTO blobs VALUES (?)", args: [bytes] });
    bytes.fill(9);
    await written;
    const { rows } = await client.execute("SELECT b FROM blobs");
    expect(new Uint8Array(rows[0]?.b as ArrayBuffer)).toEqual(new Uint8Array([1, 2, 3]));
  });
});

describe("the schema may change under cached statements", () => {
  it("by this process", async () => {
    const { client } = await openScratch(ITEMS);
    await client.execute(insert("a"));
    expect((await client.execute("SELECT * FROM items")).columns).toEqual(["id", "label", "size"]);
    await client.execute("ALTER TABLE items RENAME COLUMN size TO weight");
    expect((await client.execute("SELECT * FROM items")).columns).toEqual(["id", "label", "weight"]);
  });

  it("by another process", async () => {
    const { client, path } = await openScratch(ITEMS);
    const other = openOther(path);
    await client.execute(insert("a"));
    const columns = async () => (await client.execute("SELECT * FROM items")).columns;
    expect(await columns()).toEqual(["id", "label", "size"]);
    expect(await columns()).toEqual(["id", "label", "size"]);
    other.exec("ALTER TABLE items RENAME COLUMN size TO weight");
    expect(await columns()).toEqual(["id", "label", "weight"]);
    other.exec("ALTER TABLE items ADD COLUMN colour TEXT");
    await client.execute(insert("b"));
    const { rows } = await client.execute("SELECT * FROM items ORDER BY id LIMIT 1");
    expect(Object.keys(rows[0] ?? {})).toEqual(["id", "label", "weight", "colour"]);
  });

  it("by a transaction that is rolled back and another one after it", async () => {
    const { client } = await openScratch(ITEMS);
    const names = async (executor: { execute(sql: string): Promise<{ columns: string[] }> }) =>
      (await executor.execute("SELECT * FROM items")).columns.at(-1);
    for (const [name, end] of [
      ["first", "rollback"],
      ["second", "commit"],
    ] as const) {
      const transaction = await client.transaction();
      await transaction.execute(`ALTER TABLE items ADD COLUMN ${name} TEXT`);
      expect(await names(transaction)).toBe(name);
      await transaction[end]();
    }
    expect(await names(client)).toBe("second");
  });
});

it("the schema may change, be rolled back to a savepoint and change again under a cached statement", async () => {
  const { client } = await openScratch(ITEMS);
  const transaction = await client.transaction();
  const columns = async () => (await transaction.execute("SELECT * FROM items")).columns.slice(3);
  await transaction.execute("SAVEPOINT before");
  await transaction.execute("ALTER TABLE items ADD COLUMN first TEXT");
  expect(await columns()).toEqual(["first"]);
  await transaction.execute("ROLLBACK TO before");
  await transaction.execute("ALTER TABLE items ADD COLUMN second TEXT");
  expect(await columns()).toEqual(["second"]);
  await transaction.commit();
});

describe("PRAGMAs", () => {
  it("of the contract are set on the writer, the reader and snapshots", async () => {
    const { client } = await openScratch("", { synchronous: "full" });
    const write = await client.transaction("write");
    const read = await client.transaction("read");
    for (const [name, value] of [
      ["journal_mode", "wal"],
      ["synchronous", 2],
      ["foreign_keys", 1],
      ["temp_store", 2],
      ["journal_size_limit", 67_108_864],
      ["trusted_schema", 0],
      ["wal_autocheckpoint", 0],
      ["busy_timeout", 0],
    ] as const) {
      for (const connection of [client, write, read]) {
        const { rows } = await connection.execute(`PRAGMA ${name}`);
        expect([name, rows[0]?.[0]]).toEqual([name, value]);
      }
    }
    write.close();
    read.close();
  });

  it("that belong to a connection reach all of them, those of the file are changed once", async () => {
    const { client, path } = await openScratch(ITEMS);
    await client.execute("PRAGMA foreign_keys = OFF");
    await client.execute("PRAGMA user_version = 7");
    const write = await client.transaction("write");
    expect((await write.execute("PRAGMA foreign_keys")).rows[0]?.[0]).toBe(0);
    write.close();
    expect((await client.execute("PRAGMA foreign_keys")).rows[0]?.[0]).toBe(0);
    expect(rowsSeenBy(openOther(path), "PRAGMA user_version")).toEqual([[7]]);
  });

  it.each([
    "PRAGMA journal_mode = DELETE",
    "PRAGMA main.journal_mode(off)",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "PRAGMA query_only = 0",
  ])("%s is refused wherever it stands", async (sql) => {
    const { client } = await openScratch();
    await expect(client.execute(sql)).rejects.toThrow(/PRAGMA/);
    await expect(client.batch([sql])).rejects.toThrow(/PRAGMA/);
    await expect(client.executeMultiple(`SELECT 1; ${sql}`)).rejects.toThrow(/PRAGMA/);
  });
});

describe("what cannot be kept promise of is refused", () => {
  it.each<InStatement>(["SELECT 1; SELECT 2", "BEGIN", "COMMIT", "SAVEPOINT a", "ATTACH ':memory:' AS other", ""])(
    "%j",
    async (statement) => {
      const { client } = await openScratch();
      await expect(client.execute(statement)).rejects.toMatchObject({ name: "LibsqlError" });
    },
  );

  it("a reader never writes, even if a statement is taken for a query", async () => {
    const { client } = await openScratch(ITEMS);
    await expect(client.batch([insert("a")], "read")).rejects.toMatchObject({ code: "SQLITE_READONLY" });
    const read = await client.transaction("read");
    await expect(read.execute(insert("a"))).rejects.toMatchObject({ code: "SQLITE_READONLY" });
    read.close();
    expect(await labels(client)).toEqual([]);
  });
});

describe("batch", () => {
  it("is all or nothing, and says which statement failed", async () => {
    const { client } = await openScratch(ITEMS);
    await expect(client.batch([insert("a"), insert("b"), insert("a")], "write")).rejects.toMatchObject({
      name: "LibsqlBatchError",
      statementIndex: 2,
      code: "SQLITE_CONSTRAINT",
      extendedCode: "SQLITE_CONSTRAINT_UNIQUE",
    });
    expect(await labels(client)).toEqual([]);
    const results = await client.batch([
      insert("a"),
      "SELECT label FROM items",
      ["DELETE FROM items WHERE id = ?", [1]],
    ]);
    expect(results.map((result) => [result.rows.length, result.rowsAffected])).toEqual([
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
  });

  it("of queries sees one snapshot and leaves none behind", async () => {
    const { client } = await openScratch(ITEMS);
    await client.execute(insert("a"));
    const results = await client.batch(["SELECT count(*) AS n FROM items", "SELECT label FROM items"], "read");
    expect(results.map((result) => Object.values(result.rows[0] ?? {}))).toEqual([[1], ["a"]]);
    await client.execute(insert("b"));
    expect(await labels(client)).toEqual(["a", "b"]);
  });

  it("may hold nothing", async () => {
    const { client } = await openScratch();
    expect(await client.batch([])).toEqual([]);
  });
});

describe("migrate", () => {
  const FAMILY = `CREATE TABLE parents (id INTEGER PRIMARY KEY);
    CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES parents (id));
    INSERT INTO parents VALUES (1); INSERT INTO children VALUES (1, 1)`;

  it("runs without foreign keys, in one transaction, and has them back after success and after failure", async () => {
    const { client } = await openScratch(FAMILY);
    await client.migrate(["DROP TABLE parents", "CREATE TABLE parents (id INTEGER PRIMARY KEY, name TEXT)"]);
    await expect(client.migrate(["DROP TABLE children", "nonsense"])).rejects.toMatchObject({ statementIndex: 1 });
    expect((await client.execute("SELECT count(*) AS n FROM children")).rows[0]?.n).toBe(1);
    await expect(client.execute("INSERT INTO children VALUES (2, 99)")).rejects.toMatchObject({
      extendedCode: "SQLITE_CONSTRAINT_FOREIGNKEY",
    });
  });
});

describe("executeMultiple", () => {
  it("runs a plain script as one transaction", async () => {
    const { client } = await openScratch(ITEMS);
    await client.executeMultiple("INSERT INTO items (label) VALUES ('a;b'); INSERT INTO items (label) VALUES ('c')");
    await expect(
      client.executeMultiple("INSERT INTO items (label) VALUES ('d'); INSERT INTO items (label) VALUES ('c')"),
    ).rejects.toMatchObject({ code: "SQLITE_CONSTRAINT" });
    expect(await labels(client)).toEqual(["a;b", "c"]);
  });

  it("lets a script speak for itself, and rolls back what it leaves open", async () => {
    const { client } = await openScratch(ITEMS);
    await client.executeMultiple(`PRAGMA foreign_keys = OFF; BEGIN; INSERT INTO items (label) VALUES ('a'); COMMIT;
      PRAGMA foreign_keys = ON; BEGIN; INSERT INTO items (label) VALUES ('b')`);
    expect(await labels(client)).toEqual(["a"]);
    await client.execute(insert("c"));
    expect(await labels(client)).toEqual(["a", "c"]);
  });
});

describe("closing", () => {
  it("refuses what comes later, and reconnect opens again", async () => {
    const { client } = await openScratch(ITEMS);
    await client.execute(insert("a"));
    client.close();
    client.close();
    expect(client.closed).toBe(true);
    for (const call of [
      () => client.execute("SELECT 1"),
      () => client.batch(["SELECT 1"]),
      () => client.transaction(),
      () => client.migrate([]),
      () => client.executeMultiple("SELECT 1"),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
    }
    client.reconnect();
    expect(client.closed).toBe(false);
    await client.execute(insert("b"));
    expect(await labels(client)).toEqual(["a", "b"]);
  });

  it("rejects what is queued and rolls back what is open", async () => {
    const { client, path } = await openScratch(ITEMS);
    const transaction = await client.transaction();
    await transaction.execute(insert("a"));
    const queued = client.execute(insert("b"));
    client.close();
    await expect(queued).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
    await expect(transaction.commit()).rejects.toMatchObject({ code: "TRANSACTION_CLOSED" });
    expect(rowsSeenBy(openOther(path), "SELECT label FROM items")).toEqual([]);
  });

  it("by shutdown finishes what is queued first", async () => {
    const { client, path } = await openScratch(ITEMS);
    const writes = ["a", "b", "c"].map((label) => client.execute(insert(label)));
    const down = client.shutdown();
    await expect(client.execute(insert("late"))).rejects.toMatchObject({ code: "CLIENT_CLOSED" });
    await Promise.all([...writes, down]);
    expect(client.closed).toBe(true);
    expect(rowsSeenBy(openOther(path), "SELECT label FROM items")).toEqual([["a"], ["b"], ["c"]]);
  });

  it("by shutdown does not wait for ever on a transaction that nobody ends", async () => {
    const { client } = await openScratch(ITEMS, { clock: leapingClock() });
    const transaction = await client.transaction();
    await client.shutdown();
    expect([client.closed, transaction.closed]).toEqual([true, true]);
  });
});

describe("VACUUM", () => {
  it("INTO makes a copy while others read and write", async () => {
    const { client, path } = await openScratch(ITEMS);
    await client.execute(insert("a"));
    await Promise.all([
      client.execute("VACUUM INTO ?", [`${path}.copy`]),
      client.execute(insert("b")),
      client.execute("SELECT 1"),
    ]);
    expect(rowsSeenBy(openOther(`${path}.copy`), "SELECT label FROM items")).toEqual([["a"]]);
    await client.execute("VACUUM");
    expect(await labels(client)).toEqual(["a", "b"]);
  });
});
