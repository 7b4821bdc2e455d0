import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Connection, openConnection } from "../../../src/platform/db/connection.ts";
import { isBusyError } from "../../../src/platform/db/errors.ts";
import { createLruCache } from "../../../src/platform/db/lru.ts";
import { parseStatement } from "../../../src/platform/db/statement.ts";
import { afterTest, ITEMS, openOther, scratchDirectory } from "./support.ts";

const COUNT = parseStatement("SELECT count(*) FROM items");
const LABELS = parseStatement("SELECT label FROM items");
const INSERT = parseStatement("INSERT INTO items (label) VALUES (?)");

/** With a rollback journal, where another connection's lock keeps readers out too. */
function openPair() {
  const path = join(scratchDirectory(), "journal.db");
  const other = openOther(path);
  other.exec(ITEMS);
  const connection = openConnection({ path, pragmas: [] });
  afterTest(() => connection.close());
  return { connection, other };
}

const meetsLock = (connection: Connection, statement = COUNT, values: string[] = []) => {
  try {
    connection.run(statement, values);
    return false;
  } catch (error) {
    return isBusyError(error);
  }
};

describe("a cached statement that met another connection's lock", () => {
  it("when a query, works again and keeps no lock on the snapshot", () => {
    const { connection, other } = openPair();
    connection.run(COUNT, []);
    other.exec("BEGIN EXCLUSIVE");
    expect(meetsLock(connection)).toBe(true);
    expect(meetsLock(connection, LABELS)).toBe(true);
    other.exec("INSERT INTO items (label) VALUES ('a'); COMMIT");
    expect(connection.run(LABELS, []).rows).toEqual([["a"]]);
    other.exec("BEGIN EXCLUSIVE; INSERT INTO items (label) VALUES ('b'); COMMIT");
    expect(connection.run(COUNT, []).rows).toEqual([[2]]);
  });

  it("when a write, is forgotten and not made up for, and does not spoil what follows", () => {
    const { connection, other } = openPair();
    connection.run(INSERT, ["first"]);
    other.exec("BEGIN IMMEDIATE");
    expect(meetsLock(connection, INSERT, ["refused"])).toBe(true);
    other.exec("ROLLBACK");
    connection.exec("BEGIN IMMEDIATE");
    connection.run(INSERT, ["second"]);
    connection.exec("COMMIT");
    connection.run(INSERT, ["third"]);
    expect(other.prepare("SELECT label FROM items ORDER BY id").raw(true).all([])).toEqual([
      ["first"],
      ["second"],
      ["third"],
    ]);
    other.exec("BEGIN EXCLUSIVE; COMMIT");
  });
});

it("a closed connection refuses everything and closes again", () => {
  const { connection } = openPair();
  connection.close();
  connection.close();
  expect(connection.inTransaction()).toBe(false);
  for (const use of [
    () => connection.exec("SELECT 1"),
    () => connection.run(COUNT, []),
    () => connection.value("SELECT 1"),
  ]) {
    expect(use).toThrow(/closed/);
  }
});

it("more statements than the cache holds all give their own answers", () => {
  const { connection } = openPair();
  const statements = Array.from({ length: 400 }, (_, i) => parseStatement(`SELECT ${i} AS n`));
  for (let round = 0; round < 2; round++) {
    expect(statements.map((statement) => connection.run(statement, []).rows[0]?.[0])).toEqual(
      statements.map((_, i) => i),
    );
  }
});

it("the cache forgets what was not used for longest, and stays within its bounds", () => {
  const cache = createLruCache<number, string>(3);
  for (let i = 0; i < 100; i++) {
    cache.set(i, String(i));
    expect(cache.get(0)).toBe("0");
    expect([...cache.values()].length).toBeLessThanOrEqual(6);
  }
  expect(cache.get(50)).toBeUndefined();
  expect(cache.get(99)).toBe("99");
  cache.clear();
  expect([...cache.values()]).toEqual([]);
});
