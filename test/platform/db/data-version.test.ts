import { describe, expect, it } from "vitest";
import { ITEMS, insert, openOther, openScratch } from "./support.ts";

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe("the data version", () => {
  it("stays as it is while nobody commits", async () => {
    const { client } = await openScratch(ITEMS);
    const version = client.dataVersion();
    await client.execute("SELECT * FROM items");
    const transaction = await client.transaction();
    await transaction.execute(insert("a"));
    await transaction.rollback();
    await nextTurn();
    expect(client.dataVersion()).toBe(version);
  });

  it("changes with every way to commit, before the caller hears of the commit", async () => {
    const { client } = await openScratch(ITEMS);
    const seen = new Set([client.dataVersion()]);
    const ways: (() => Promise<unknown>)[] = [
      () => client.execute(insert("a")),
      () => client.batch([insert("b")]),
      () => client.migrate([insert("c")]),
      () => client.executeMultiple("INSERT INTO items (label) VALUES ('d')"),
      () => client.execute("ALTER TABLE items ADD COLUMN colour TEXT"),
      async () => {
        const transaction = await client.transaction();
        await transaction.execute(insert("e"));
        await transaction.commit();
      },
    ];
    for (const [index, way] of ways.entries()) {
      await way();
      seen.add(client.dataVersion());
      expect(seen.size).toBe(index + 2);
    }
  });

  it("changes when another process commits, from the next turn of the event loop", async () => {
    const { client, path } = await openScratch(ITEMS);
    const other = openOther(path);
    const version = client.dataVersion();
    other.exec("INSERT INTO items (label) VALUES ('other')");
    expect(client.dataVersion()).toBe(version);
    await nextTurn();
    expect(client.dataVersion()).not.toBe(version);
  });

  it("does not repeat itself after a reconnect", async () => {
    const { client } = await openScratch(ITEMS);
    const version = client.dataVersion();
    client.reconnect();
    expect(client.dataVersion()).not.toBe(version);
  });
});
