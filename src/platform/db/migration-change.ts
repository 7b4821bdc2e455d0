import { restoreCopy } from "./backup.ts";
import { type Connection, openTransaction, type Waiting } from "./migration-connection.ts";
import { MigrationError } from "./migration-error.ts";
import { type FreeBytes, makeSafetyCopy } from "./safety-copy.ts";
import { assertSound, countRows, type Expectation, findFaults, verifyFile } from "./verify.ts";

/** The file to change, and how. */
export interface ChangeTarget {
  path: string;
  waiting: Waiting;
  freeBytes: FreeBytes;
}

/** What a change must lead to. */
export interface ChangeGoal extends Expectation {
  /** Names the copy made before. */
  step: string;
}

/**
 * Makes a copy, runs `work`, verifies and commits, all behind the write lock: nobody can write between the copy and the
 * commit, so nothing is lost by going back. Returns the path of the copy, or undefined for a file without tables.
 * Throws {@link MigrationError}, with the file as it was before.
 */
export async function changeDatabase(
  { path, waiting, freeBytes }: ChangeTarget,
  goal: ChangeGoal,
  work: (connection: Connection) => Promise<void>,
): Promise<string | undefined> {
  const connection = await openTransaction(path, "IMMEDIATE", waiting);
  let copy: string | undefined;
  try {
    const hasTables = (await countRows(connection.query)).size > 0;
    copy = hasTables ? await makeSafetyCopy(path, goal.step, freeBytes, waiting) : undefined;
    await work(connection);
    assertSound(await findFaults(connection.query, goal, "full"));
    connection.exec("COMMIT");
  } catch (error) {
    if (connection.inTransaction) connection.exec("ROLLBACK");
    throw error;
  } finally {
    connection.close();
  }
  await verifyOrRestore(path, copy, waiting, goal);
  return copy;
}

/** Looks at what was committed with a connection that has nothing of the change in memory. */
async function verifyOrRestore(
  path: string,
  copy: string | undefined,
  waiting: Waiting,
  goal: ChangeGoal,
): Promise<void> {
  try {
    await verifyFile(path, goal, "full", waiting);
  } catch (cause) {
    if (copy !== undefined) await restoreCopy(copy, path, waiting);
    const outcome = copy === undefined ? "there was no copy to put back" : "the copy made before was put back";
    const faults = cause instanceof MigrationError ? cause.faults : [];
    throw new MigrationError("verification", `The migrated database did not verify; ${outcome}`, faults, cause);
  }
}
