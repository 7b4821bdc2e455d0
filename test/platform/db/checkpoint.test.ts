import { copyFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createWalFile } from "../../../src/platform/db/wal-file.ts";
import { openOther, openScratch, rowsSeenBy, scratchDirectory } from "./support.ts";

const PAGES = "CREATE TABLE pages (id INTEGER PRIMARY KEY, filler TEXT NOT NULL)";
/** A row that fills about one page of 4,096 bytes. */
const page = { sql: "INSERT INTO pages (filler) VALUES (?)", args: ["x".repeat(3_900)] };

/** What the database file holds without its log. */
function rowsWithoutLog(path: string): unknown {
  const copy = `${scratchDirectory()}/copy.db`;
  copyFileSync(path, copy);
  return rowsSeenBy(openOther(copy), "SELECT count(*) FROM pages")[0]?.[0];
}

describe("the log is copied into the database", () => {
  it("when it passes the threshold, and is used again from its start", async () => {
    const { client, path } = await openScratch(PAGES, { checkpointPages: 100 });
    let highest = 0;
    for (let i = 0; i < 1_000; i++) {
      await client.execute(page);
      highest = Math.max(highest, client.stats().walPages);
    }
    expect(client.stats().checkpoints).toBeGreaterThanOrEqual(5);
    expect(highest).toBeLessThan(130);
    expect(rowsWithoutLog(path)).toBeGreaterThan(850);
  });

  it("on shutdown", async () => {
    const { client, path } = await openScratch(PAGES);
    await client.batch(Array.from({ length: 20 }, () => page));
    expect(client.stats()).toMatchObject({ checkpoints: 0 });
    expect(client.stats().walPages).toBeGreaterThanOrEqual(20);
    await client.shutdown();
    expect(rowsWithoutLog(path)).toBe(20);
  });

  it("as far as a reader of another process allows, and the rest later", async () => {
    const { client, path } = await openScratch(PAGES, { checkpointPages: 50 });
    const other = openOther(path);
    other.exec("BEGIN");
    rowsSeenBy(other, "SELECT count(*) FROM pages");
    for (let i = 0; i < 120; i++) await client.execute(page);
    const { checkpoints, walPages } = client.stats();
    expect(walPages).toBeGreaterThan(120);
    expect(checkpoints).toBeGreaterThanOrEqual(2);
    expect(checkpoints).toBeLessThanOrEqual(walPages / 50);
    other.exec("COMMIT");
    for (let i = 0; i < 60; i++) await client.execute(page);
    expect(client.stats().walPages).toBeLessThan(110);
  });

  it("never while another process writes", async () => {
    const { client, path } = await openScratch(PAGES);
    await client.execute(page);
    const other = openOther(path);
    other.exec("BEGIN IMMEDIATE");
    const refused = await client.execute("PRAGMA wal_checkpoint");
    expect([refused.columns, Array.from(refused.rows[0] ?? [])]).toEqual([
      ["busy", "log", "checkpointed"],
      [1, -1, -1],
    ]);
    expect(client.stats().checkpoints).toBe(0);
    other.exec("ROLLBACK");
    const { rows } = await client.execute("PRAGMA wal_checkpoint(PASSIVE)");
    expect(rows[0]?.busy).toBe(0);
    expect(rows[0]?.checkpointed).toBe(rows[0]?.log);
    expect(client.stats().checkpoints).toBe(1);
  });

  it("never while a transaction of this process is open", async () => {
    const { client } = await openScratch(PAGES, { checkpointPages: 10 });
    const transaction = await client.transaction();
    for (let i = 0; i < 50; i++) await transaction.execute(page);
    expect(client.stats().checkpoints).toBe(0);
    await transaction.commit();
    await client.execute(page);
    await client.execute(page);
    expect(client.stats().checkpoints).toBe(1);
  });
});

describe("the log file", () => {
  it("tells the pages of now from those left behind by an earlier start", async () => {
    const { client, path } = await openScratch(PAGES);
    const wal = createWalFile(`${path}-wal`);
    await client.batch(Array.from({ length: 40 }, () => page));
    const { rows } = await client.execute("PRAGMA wal_checkpoint");
    const log = Number(rows[0]?.log);
    expect(wal.pages()).toBe(log);
    expect([wal.reaches(log), wal.reaches(log + 1)]).toEqual([true, false]);
    const generation = wal.generation();
    await client.execute(page);
    expect(wal.generation()).not.toBe(generation);
    expect(wal.pages()).toBeLessThan(log);
    wal.close();
  });

  it("that does not exist holds nothing", () => {
    const wal = createWalFile(`${scratchDirectory()}/none-wal`);
    expect([wal.pages(), wal.reaches(1), wal.generation()]).toEqual([0, false, ""]);
    wal.close();
  });
});
