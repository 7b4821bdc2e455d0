import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { Random } from "../random.ts";
import { type BusyPolicy, retryWhileBusy } from "./busy.ts";
import { createCheckpointer } from "./checkpoint.ts";
import { type Connection, openConnection } from "./connection.ts";
import { createDataVersion } from "./data-version.ts";
import type { DatabaseStats } from "./database.ts";
import { isBusyError } from "./errors.ts";
import { readerPragmas, writerPragmas } from "./pragmas.ts";
import type { RawResult } from "./rows.ts";
import { createWalFile } from "./wal-file.ts";
import { createWriteQueue, rollBack, type WriteQueue } from "./write-queue.ts";

export interface EngineOptions {
  /** Absolute path of the file. */
  path: string;
  synchronous: "full" | "normal";
  clock: Clock;
  random: Random;
  log: Logger;
  /** Pages in the write-ahead log that make a checkpoint due. */
  checkpointPages: number;
}

/** The connections of a process to one file, and what keeps them in order. */
export interface Engine {
  writer: Connection;
  queue: WriteQueue;
  /** Runs `work` on the reader: at once, or as soon as another process lets go of the file. */
  read<T>(work: (reader: Connection) => T): Promise<T>;
  retry<T>(attempt: () => T): Promise<T>;
  /** A connection for one snapshot; give it back outside any transaction. */
  borrowReader(): Promise<Connection>;
  returnReader(connection: Connection): void;
  /** A checkpoint now; the writer must be held. */
  checkpoint(): RawResult;
  /** The last one before closing; only logs when it fails. */
  checkpointIfFree(): void;
  /** Sets a PRAGMA on the reader as well. */
  configureReader(sql: string): void;
  committed(): void;
  schemaChanged(): void;
  dataVersion(): string;
  stats(): DatabaseStats;
  close(): void;
}

const IDLE_READERS = 2;
let opened = 0;

/** Opens the file, making it a WAL database if it is none. Throws `LibsqlError`; BUSY too, as it cannot wait. */
export function openEngine(options: EngineOptions): Engine {
  const { path, synchronous, clock, random, log } = options;
  const counts = { commits: 0, groupedUnits: 0, busyWaits: 0 };
  const busy: BusyPolicy = {
    clock,
    random,
    onWait: () => {
      counts.busyWaits += 1;
    },
  };
  const openReader = () => openConnection({ path, pragmas: readerPragmas(synchronous) });
  const writer = openConnection({ path, pragmas: writerPragmas(synchronous) });
  const reader = openBeside(writer, openReader);
  const snapshots = new Set<Connection>();
  const idleSnapshots: Connection[] = [];
  const wal = createWalFile(`${path}-wal`);
  const checkpointer = createCheckpointer(writer, reader, wal, options.checkpointPages);
  opened += 1;
  const version = createDataVersion(reader, `${opened}.`);
  let closed = false;

  const committed = () => {
    counts.commits += 1;
    version.committed();
  };
  const queue = createWriteQueue({
    connection: writer,
    busy,
    onCommit(units) {
      committed();
      if (units > 1) counts.groupedUnits += units;
    },
    onIdleWriter: () => logFailure(() => checkpointer.whenDue()),
  });
  /** A checkpoint that fails costs nobody his rows: they are in the log. */
  const logFailure = (checkpoint: () => unknown) => {
    try {
      checkpoint();
    } catch (error) {
      log.error({ error: messageOf(error) }, "checkpoint failed");
    }
  };
  const retry = <T>(attempt: () => T) => retryWhileBusy(attempt, busy);

  return {
    writer,
    queue,
    retry,
    read(work) {
      try {
        return Promise.resolve(work(reader));
      } catch (error) {
        return isBusyError(error) ? retry(() => work(reader)) : Promise.reject(error);
      }
    },
    async borrowReader() {
      const idle = idleSnapshots.pop();
      if (idle !== undefined) return idle;
      const connection = await retry(openReader);
      snapshots.add(connection);
      if (closed) connection.close();
      return connection;
    },
    returnReader(connection) {
      rollBack(connection);
      if (!closed && idleSnapshots.length < IDLE_READERS) {
        idleSnapshots.push(connection);
        return;
      }
      snapshots.delete(connection);
      connection.close();
    },
    checkpoint: () => checkpointer.run(),
    checkpointIfFree() {
      if (!writer.inTransaction()) logFailure(() => checkpointer.run());
    },
    configureReader: (sql) => reader.exec(sql),
    committed,
    schemaChanged() {
      writer.forgetLayouts();
      reader.forgetLayouts();
      for (const connection of snapshots) connection.forgetLayouts();
    },
    dataVersion: () => version.token(),
    stats: () => ({
      ...counts,
      queueDepth: queue.depth(),
      checkpoints: checkpointer.count(),
      walPages: closed ? 0 : wal.pages(),
    }),
    close() {
      closed = true;
      queue.close();
      rollBack(writer);
      for (const connection of [writer, reader, ...snapshots]) connection.close();
      wal.close();
    },
  };
}

function openBeside(writer: Connection, open: () => Connection): Connection {
  try {
    return open();
  } catch (error) {
    writer.close();
    throw error;
  }
}
