import { existsSync, readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { copyDatabase } from "./backup.ts";
import type { Waiting } from "./migration-connection.ts";
import { MigrationError } from "./migration-error.ts";

/** The copy, the log of a migration that rewrites every table, and as much again to be left. */
const SPACE_FACTOR = 3;
const KEPT_COPIES = 3;

/** Bytes that can still be written to the disk of a folder. */
export type FreeBytes = (folder: string) => number;

export const freeBytesOf: FreeBytes = (folder) => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

/** Where the copy made before a step is put; a later try of the same step replaces it. */
export const safetyCopyPath = (path: string, step: string): string => `${path}.pre-${step}.bak`;

/**
 * Makes the copy that a failed step is undone with, and drops all but the newest few. Returns its path.
 * Throws {@link MigrationError} `disk-space` or `copy`.
 */
export async function makeSafetyCopy(
  path: string,
  step: string,
  freeBytes: FreeBytes,
  waiting: Waiting,
): Promise<string> {
  const size = sizeOf(path) + sizeOf(`${path}-wal`);
  const free = freeBytes(dirname(path));
  if (free < SPACE_FACTOR * size) {
    const [has, needs] = [free, SPACE_FACTOR * size].map((bytes) => `${Math.ceil(bytes / 1_048_576)} MiB`);
    throw new MigrationError("disk-space", `Migrating needs ${needs} of free disk, there are ${has}`);
  }
  const copy = safetyCopyPath(path, step);
  await copyDatabase(path, copy, waiting);
  dropOldCopies(path, copy);
  return copy;
}

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

function dropOldCopies(path: string, newest: string): void {
  const prefix = `${basename(path)}.pre-`;
  const others = readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix) && name.endsWith(".bak"))
    .map((name) => join(dirname(path), name))
    .filter((copy) => basename(copy) !== basename(newest))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const copy of others.slice(KEPT_COPIES - 1)) rmSync(copy, { force: true });
}
