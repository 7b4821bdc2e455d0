import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import type { Logger } from "../log.ts";
import type { Random } from "../random.ts";
import { openConnection } from "./connection.ts";
import { isBusyError } from "./errors.ts";
import { openLocalClient } from "./local-client.ts";
import { writerPragmas } from "./pragmas.ts";
import { parseStatement } from "./statement.ts";

export interface SelfTestOptions {
  /** An existing directory on the volume of the database. */
  directory: string;
  clock: Clock;
  random: Random;
  log: Logger;
}

const INSERT = parseStatement("INSERT INTO probe (label) VALUES (?)");

/**
 * Proves on a scratch file, in some milliseconds, that a lock of another connection costs time but no rows: a cached
 * statement that met BUSY works again, and a queued write waits, commits and is seen by others. A new version of the native
 * driver could break that in silence. Throws `Error` when it is broken, `LibsqlError` when the directory is not usable.
 */
export async function selfTest({ directory, ...rest }: SelfTestOptions): Promise<void> {
  const path = join(directory, `.self-test-${process.pid}-${Math.floor(rest.random.number() * 1e9)}.db`);
  const client = await openLocalClient({ ...rest, path, synchronous: "normal" });
  const other = openConnection({ path, pragmas: writerPragmas("normal") });
  try {
    other.exec("CREATE TABLE probe (label TEXT NOT NULL) STRICT");
    proveCachedStatements(path, other.exec);
    other.exec("BEGIN IMMEDIATE");
    const waiting = client.execute("INSERT INTO probe (label) VALUES (?)", ["queued"]);
    const deadline = rest.clock.monotonicMs() + 1_000;
    while (client.stats().busyWaits === 0) {
      if (rest.clock.monotonicMs() > deadline) throw broken("a write did not wait for another connection's lock");
      await new Promise((resolve) => setImmediate(resolve));
    }
    other.exec("ROLLBACK");
    await waiting;
    const labels = other.value("SELECT group_concat(label ORDER BY rowid) FROM probe");
    if (labels !== "cached,queued") throw broken("an acknowledged write is missing");
  } finally {
    client.close();
    other.close();
    await Promise.all(["", "-wal", "-shm"].map((suffix) => rm(`${path}${suffix}`, { force: true })));
  }
}

function proveCachedStatements(path: string, lock: (sql: string) => void) {
  const connection = openConnection({ path, pragmas: writerPragmas("normal") });
  try {
    lock("BEGIN IMMEDIATE");
    try {
      connection.run(INSERT, ["refused"]);
      throw broken("a write went through another connection's lock");
    } catch (error) {
      if (!isBusyError(error)) throw error;
    } finally {
      lock("ROLLBACK");
    }
    connection.exec("BEGIN IMMEDIATE");
    connection.run(INSERT, ["cached"]);
    connection.exec("COMMIT");
  } finally {
    connection.close();
  }
}

const broken = (what: string) => new Error(`The SQLite driver fails its self-test: ${what}`);
