import { messageOf } from "../errors.ts";
import { isBusyError } from "./errors.ts";

export type MigrationErrorCode =
  /** The migrations folder is incomplete or contradicts itself. */
  | "folder"
  /** The file was migrated by something this program does not know, or not in the order it knows. */
  | "history"
  | "lock-timeout"
  /** Another process kept the database locked. */
  | "busy"
  /** SQLite cannot read the file at all. */
  | "unreadable"
  | "disk-space"
  /** The copy made beforehand is not sound, so nothing was tried. */
  | "copy"
  /** A statement failed; everything was rolled back. */
  | "apply"
  /** The database is not what this program expects. */
  | "verification";

/** Why a database may not be used. Entry points print the message, which names every fault, and stop. */
export class MigrationError extends Error {
  readonly code: MigrationErrorCode;
  readonly faults: string[];

  constructor(code: MigrationErrorCode, summary: string, faults: string[] = [], cause?: unknown) {
    super([summary, ...faults.map((fault) => `  ${fault}`)].join("\n"), cause === undefined ? undefined : { cause });
    this.name = "MigrationError";
    this.code = code;
    this.faults = faults;
  }
}

/** Gives what SQLite throws a name of ours. */
export function toMigrationError(error: unknown): MigrationError {
  if (error instanceof MigrationError) return error;
  if (isBusyError(error)) return new MigrationError("busy", "Another process keeps the database locked", [], error);
  return new MigrationError("unreadable", `The database cannot be read: ${messageOf(error)}`, [], error);
}
