import Libsql from "libsql";
import type { Clock } from "../clock.ts";
import { isBusyError } from "./errors.ts";

export type Row = Record<string, unknown>;

/** Runs one reading statement and gives all its rows. Works on a connection of ours and on any libSQL client. */
export type Query = (sql: string, args?: (string | number)[]) => Promise<Row[]>;

/** How long to wait for other processes. */
export interface Waiting {
  clock: Clock;
  timeoutMs: number;
}

/** A connection used for one piece of work and closed after it. */
export interface Connection {
  /** Runs statements that give no rows. */
  exec(sql: string): void;
  query: Query;
  readonly inTransaction: boolean;
  close(): void;
}

const POLL_MS = 20;

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A bare connection with the native busy timeout at 0: waiting inside the library would stop the event loop. */
export function connect(path: string): Connection {
  const native = new Libsql(path, { timeout: 0 });
  return {
    exec: (sql) => void native.exec(sql),
    // Always read to the end: a statement left half-way would keep its read transaction until it is collected.
    query: async (sql, args = []) => native.prepare(sql).all(...args) as Row[],
    get inTransaction() {
      return native.inTransaction;
    },
    close: () => {
      // Statements outlive close() until they are collected, and an open transaction would live with them.
      try {
        if (native.inTransaction) native.exec("ROLLBACK");
      } finally {
        native.close();
      }
    },
  };
}

/**
 * Opens the file in a transaction, waiting without blocking while other processes are in the way.
 * Foreign keys are off, as a rebuild needs it: with them on, DROP TABLE deletes the rows of cascading children.
 * Checkpoints are off: one that races a writer of another process can lose pages (SQLite before 3.51.3).
 */
export async function openTransaction(
  path: string,
  mode: "DEFERRED" | "IMMEDIATE",
  waiting: Waiting,
): Promise<Connection> {
  return waitWhileBusy(waiting, async () => {
    const connection = connect(path);
    try {
      connection.exec("PRAGMA journal_mode = WAL");
      connection.exec("PRAGMA synchronous = FULL");
      connection.exec("PRAGMA foreign_keys = OFF");
      connection.exec("PRAGMA wal_autocheckpoint = 0");
      connection.exec("PRAGMA cache_size = -65536");
      connection.exec(`BEGIN ${mode}`);
      // The first read takes the snapshot; from here on nothing can be busy.
      await connection.query("SELECT count(*) FROM sqlite_master");
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

/** Reads from one snapshot of the file, which `work` sees unchanged whatever others write. */
export async function withSnapshot<T>(
  path: string,
  waiting: Waiting,
  work: (from: Connection) => Promise<T>,
): Promise<T> {
  const connection = await openTransaction(path, "DEFERRED", waiting);
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

/** Runs `work` again until it does not meet a lock, at most for the given time; then the busy error is thrown. */
export async function waitWhileBusy<T>({ clock, timeoutMs }: Waiting, work: () => Promise<T>): Promise<T> {
  const start = clock.monotonicMs();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isBusyError(error) || clock.monotonicMs() - start >= timeoutMs) throw error;
      await clock.sleep(POLL_MS);
    }
  }
}
