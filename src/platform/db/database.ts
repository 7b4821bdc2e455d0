import type { Client } from "@libsql/client";
import type { LibSQLDatabase, LibSQLTransaction } from "drizzle-orm/libsql";

/** A Drizzle database that can only read: writes go through {@link Database.write} or the autocommit writer. */
export type ReadDatabase = Pick<
  LibSQLDatabase,
  "select" | "selectDistinct" | "all" | "get" | "values" | "$count" | "with" | "$with"
>;

/** A write transaction, as repositories receive it. */
export type Tx = LibSQLTransaction<Record<string, never>, Record<string, never>>;

/** What repositories take when they only read: the database or an open transaction. */
export type Reader = ReadDatabase | Tx;

export interface DatabaseStats {
  /** Units waiting for the writer now. */
  queueDepth: number;
  /** Commits by this process. */
  commits: number;
  /** Single statements and batches that shared a commit with others. */
  groupedUnits: number;
  /** Times a lock of another process had to be waited for. */
  busyWaits: number;
  checkpoints: number;
  /** Pages in the write-ahead log after the last commit or checkpoint seen; 0 where unknown. */
  walPages: number;
}

/** The database as the product sees it. */
export interface Database {
  readonly kind: "local" | "remote";
  /** Path of the file for local databases. */
  readonly path: string | undefined;
  /** The raw client, for migrations and single autocommit statements (these share commits; see the write queue). */
  readonly client: Client;
  /** Reads see the last commit, never an open transaction of this process. */
  readonly db: ReadDatabase;
  /**
   * Runs `work` in one write transaction, in the order of calls. Rolls back when it throws.
   * Nothing inside may wait for the network or timers. Throws `AppError("database-busy")` after 5 s behind another process.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A token that changes whenever any process commits. Cheap: read at most once per turn of the event loop. */
  dataVersion(): string;
  stats(): DatabaseStats;
  /** Finishes queued writes, checkpoints and closes. */
  close(): Promise<void>;
}
