import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../../../src/platform/clock.ts";
import { copyDatabase, restoreCopy } from "../../../../src/platform/db/backup.ts";
import { connect, openTransaction } from "../../../../src/platform/db/migration-connection.ts";
import { runSql, temporaryFolder } from "../../../support/migrations.ts";

const waiting = { clock: systemClock, timeoutMs: 200 };

/** A database whose rows are all still in its write-ahead log. */
async function logged() {
  const path = join(temporaryFolder(), "it's a house.db");
  const connection = await openTransaction(path, "IMMEDIATE", waiting);
  connection.exec("CREATE TABLE t (x integer)");
  connection.exec("INSERT INTO t VALUES (1), (2)");
  connection.exec("COMMIT");
  return { path, connection };
}

const countOf = (path: string) => runSql(path, "SELECT count(*) AS n FROM t")[0]?.n;

test("a copy holds what is only in the log, and nothing that is not committed", async () => {
  const { path, connection } = await logged();
  connection.exec("BEGIN IMMEDIATE");
  connection.exec("INSERT INTO t VALUES (3)");
  const copy = `${path}.copy`;
  await copyDatabase(path, copy, waiting);
  connection.close();
  expect(countOf(copy)).toBe(2);
  expect(readdirSync(dirname(path)).filter((name) => name.includes("unfinished"))).toEqual([]);
});

test("a copy replaces an older one of the same name only when it is whole", async () => {
  const { path, connection } = await logged();
  const copy = `${path}.copy`;
  await copyDatabase(path, copy, waiting);
  connection.exec("INSERT INTO t VALUES (3)");
  await copyDatabase(path, copy, waiting);
  expect(countOf(copy)).toBe(3);
  writeFileSync(`${path}.broken`, "this is no database".repeat(400));
  await expect(copyDatabase(`${path}.broken`, copy, waiting)).rejects.toThrow();
  expect(countOf(copy)).toBe(3);
  connection.close();
});

test("a damaged copy is not restored", async () => {
  const { path, connection } = await logged();
  // An index that disagrees with its table: only a whole check sees it.
  connection.exec("CREATE INDEX t_x ON t (x) WHERE x > 1");
  connection.exec("PRAGMA writable_schema = ON");
  connection.exec("UPDATE sqlite_master SET sql = 'CREATE INDEX t_x ON t (x)' WHERE name = 't_x'");
  connection.close();
  // VACUUM builds the index anew, so the damaged file itself stands for the copy.
  await expect(restoreCopy(path, `${path}.restored`, waiting)).rejects.toMatchObject({
    code: "copy",
    faults: expect.arrayContaining([expect.stringContaining("t_x")]),
  });
  expect(existsSync(`${path}.restored`)).toBe(false);
});

test("restoring brings the copy back and keeps what it replaced, log and all", async () => {
  const { path, connection } = await logged();
  const copy = `${path}.copy`;
  await copyDatabase(path, copy, waiting);
  connection.exec("INSERT INTO t VALUES (3), (4), (5)");
  connection.close();
  await restoreCopy(copy, path, waiting);
  expect(countOf(path)).toBe(2);
  expect(countOf(`${path}.replaced`)).toBe(5);
  expect(countOf(copy)).toBe(2);
  runSql(path, "INSERT INTO t VALUES (9)");
  expect(countOf(path)).toBe(3);
});

test("restoring works when the database is gone, and when it is no database any more", async () => {
  const { path, connection } = await logged();
  await copyDatabase(path, `${path}.copy`, waiting);
  connection.close();
  const elsewhere = join(temporaryFolder(), "new.db");
  await restoreCopy(`${path}.copy`, elsewhere, waiting);
  expect(countOf(elsewhere)).toBe(2);
  const ruin = join(temporaryFolder(), "ruin.db");
  writeFileSync(ruin, "x".repeat(8192));
  writeFileSync(`${ruin}-wal`, "y".repeat(8192));
  await restoreCopy(`${path}.copy`, ruin, waiting);
  expect(countOf(ruin)).toBe(2);
  expect(statSync(`${ruin}.replaced`).size).toBe(8192);
});

test("the log of a file too broken to be folded is not replayed into the restored one", async () => {
  const { path, connection } = await logged();
  await copyDatabase(path, `${path}.copy`, waiting);
  await connection.query("PRAGMA wal_checkpoint(TRUNCATE)");
  connection.exec("INSERT INTO t VALUES (3)");
  const ruin = join(temporaryFolder(), "ruin.db");
  for (const suffix of ["", "-wal"]) copyFileSync(path + suffix, ruin + suffix);
  connection.close();
  // While somebody has it open, nobody's close folds the log in.
  const reader = connect(ruin);
  expect(await reader.query("SELECT count(*) AS n FROM t")).toEqual([{ n: 3 }]);
  const file = openSync(ruin, "r+");
  writeSync(file, Buffer.alloc(100, 0xff), 0, 100, 0);
  closeSync(file);
  await restoreCopy(`${path}.copy`, ruin, waiting);
  expect(countOf(ruin)).toBe(2);
  expect(statSync(`${ruin}.replaced-wal`).size).toBeGreaterThan(0);
  reader.close();
});

test("restoring refuses to pull the file from under a writer", async () => {
  const { path, connection } = await logged();
  await copyDatabase(path, `${path}.copy`, waiting);
  const writer = connect(path);
  writer.exec("BEGIN IMMEDIATE");
  writer.exec("INSERT INTO t VALUES (3)");
  await expect(restoreCopy(`${path}.copy`, path, waiting)).rejects.toMatchObject({ code: "SQLITE_BUSY" });
  writer.exec("COMMIT");
  expect(countOf(path)).toBe(3);
  writer.close();
  connection.close();
});
