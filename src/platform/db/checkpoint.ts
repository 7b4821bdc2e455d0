import type { Connection } from "./connection.ts";
import { isBusyError } from "./errors.ts";
import { createLayout, type RawResult } from "./rows.ts";
import { parseStatement } from "./statement.ts";
import type { WalFile } from "./wal-file.ts";
import { rollBack } from "./write-queue.ts";

const PASSIVE = parseStatement("PRAGMA wal_checkpoint(PASSIVE)");

const REFUSED: RawResult = {
  layout: createLayout(["busy", "log", "checkpointed"], ["", "", ""]),
  rows: [[1, -1, -1]],
  rowsAffected: 0,
  lastInsertRowid: undefined,
};

export interface Checkpointer {
  /** Copies the log into the database when it has grown by another `thresholdPages`. Throws what SQLite throws, but not BUSY. */
  whenDue(): void;
  /**
   * Copies as much of the log as readers allow, now. Answers what `PRAGMA wal_checkpoint` does (`busy`, `log`,
   * `checkpointed`); `busy` is 1 and nothing happens while another process holds the write lock.
   */
  run(): RawResult;
  count(): number;
}

/**
 * Checkpoints under this process's write lock: `BEGIN IMMEDIATE` on the writer, the checkpoint on the reader. SQLite before
 * 3.51.3 can lose committed pages when a checkpoint races a write (the WAL-reset bug, https://sqlite.org/wal.html);
 * nobody can write while we hold the lock. To be called only between transactions.
 */
export function createCheckpointer(
  writer: Connection,
  reader: Connection,
  wal: WalFile,
  thresholdPages: number,
): Checkpointer {
  let count = 0;
  let dueAtPages = thresholdPages;
  let generation = "";

  function run(): RawResult {
    try {
      writer.exec("BEGIN IMMEDIATE");
    } catch (error) {
      if (isBusyError(error)) return REFUSED;
      throw error;
    }
    try {
      const result = reader.run(PASSIVE, []);
      count += 1;
      // The log starts over with the next write if all of it was copied; if a reader kept it, only more pages make it due.
      dueAtPages = Number(result.rows[0]?.[1] ?? 0) + thresholdPages;
      generation = wal.generation();
      return result;
    } finally {
      rollBack(writer);
    }
  }

  return {
    run,
    whenDue() {
      if (dueAtPages > thresholdPages && wal.generation() !== generation) dueAtPages = thresholdPages;
      if (wal.reaches(dueAtPages)) run();
    },
    count: () => count,
  };
}
