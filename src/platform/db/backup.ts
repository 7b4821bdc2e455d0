import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { connect, quoteText, type Waiting, waitWhileBusy } from "./migration-connection.ts";
import { MigrationError } from "./migration-error.ts";

/**
 * Copies a database in use into one file: a snapshot of the last commit, checked whole and on the disk before the
 * name `to` appears (an older copy of that name is replaced). Never copy the file itself: its last commits are in
 * the write-ahead log. Throws {@link MigrationError} `copy` when the copy is not sound.
 */
export async function copyDatabase(from: string, to: string, waiting: Waiting): Promise<void> {
  const unfinished = `${to}.unfinished`;
  try {
    await waitWhileBusy(waiting, async () => {
      rmSync(unfinished, { force: true });
      const source = connect(from);
      try {
        source.exec(`VACUUM INTO ${quoteText(unfinished)}`);
      } finally {
        source.close();
      }
    });
    await checkCopy(unfinished);
    // VACUUM INTO leaves its output in the page cache.
    flush(unfinished);
    renameSync(unfinished, to);
    flush(dirname(to));
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/**
 * Puts a copy in the place of the database. What was there is kept as `<path>.replaced`.
 * No other process may have the database open: it would go on writing to the replaced file.
 * Throws {@link MigrationError} `copy`, before anything is touched, when the copy is not sound.
 */
export async function restoreCopy(copy: string, path: string, waiting: Waiting): Promise<void> {
  const incoming = `${path}.incoming`;
  await checkCopy(copy);
  await copyDatabase(copy, incoming, waiting);
  if (existsSync(path)) {
    await foldLog(path, waiting);
    for (const suffix of ["", "-wal"]) rmSync(`${path}.replaced${suffix}`, { force: true });
    linkSync(path, `${path}.replaced`);
  }
  // The log first: one that outlived its database would be replayed into the restored one.
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${path}.replaced-wal`);
  rmSync(`${path}-shm`, { force: true });
  renameSync(incoming, path);
  flush(dirname(path));
}

/**
 * Moves the log's content into the file, so that between the steps of a restore the old database stays complete.
 * TRUNCATE takes the write lock, so no writer races this checkpoint.
 */
async function foldLog(path: string, waiting: Waiting): Promise<void> {
  await waitWhileBusy(waiting, async () => {
    const connection = connect(path);
    try {
      const [result] = await connection.query("PRAGMA wal_checkpoint(TRUNCATE)");
      if (result?.busy !== 0) throw Object.assign(new Error("The database is in use"), { code: "SQLITE_BUSY" });
    } finally {
      connection.close();
    }
  }).catch((error: unknown) => {
    // A file too broken to be folded is replaced all the same; its log is kept beside it.
    if (!isCorrupt(error)) throw error;
  });
}

const isCorrupt = (error: unknown): boolean =>
  error instanceof Error && "code" in error && /^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(String(error.code));

async function checkCopy(path: string): Promise<void> {
  if (!existsSync(path)) throw new MigrationError("copy", `There is no copy at ${path}`);
  const connection = connect(path);
  try {
    const rows = await connection.query("PRAGMA integrity_check");
    const faults = rows.map((row) => String(row.integrity_check));
    if (faults.length !== 1 || faults[0] !== "ok")
      throw new MigrationError("copy", `The copy ${path} is damaged`, faults);
  } catch (cause) {
    if (cause instanceof MigrationError) throw cause;
    throw new MigrationError("copy", `The copy ${path} cannot be read`, [], cause);
  } finally {
    connection.close();
  }
}

function flush(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
