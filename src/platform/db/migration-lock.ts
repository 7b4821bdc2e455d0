import { isBusyError } from "./errors.ts";
import { connect, type Waiting, waitWhileBusy } from "./migration-connection.ts";
import { MigrationError } from "./migration-error.ts";

/** The file that the lock is held on. It stays behind, empty: deleting it would let two processes hold two locks. */
export const lockPathOf = (path: string): string => `${path}.migrate-lock`;

/**
 * Runs `work` while no other process does the same for this database. The lock is a transaction on a file beside it,
 * so the operating system releases it when the process dies, however it dies.
 * Throws {@link MigrationError} `lock-timeout`.
 */
export async function withMigrationLock<T>(path: string, waiting: Waiting, work: () => Promise<T>): Promise<T> {
  const lock = connect(lockPathOf(path));
  try {
    await waitWhileBusy(waiting, async () => lock.exec("BEGIN EXCLUSIVE"));
    return await work();
  } catch (error) {
    if (lock.inTransaction || !isBusyError(error)) throw error;
    const seconds = Math.round(waiting.timeoutMs / 1_000);
    throw new MigrationError("lock-timeout", `Another process has been migrating this database for ${seconds} s`);
  } finally {
    lock.close();
  }
}
