import { LibsqlBatchError, LibsqlError } from "@libsql/core/api";
import Native from "libsql";
import { AppError } from "../errors.ts";

/** SQLite's primary result codes (https://sqlite.org/rescode.html); an extended code has its primary one in the low byte. */
const PRIMARY_CODES = [
  ..."OK ERROR INTERNAL PERM ABORT BUSY LOCKED NOMEM READONLY INTERRUPT IOERR CORRUPT NOTFOUND FULL CANTOPEN".split(
    " ",
  ),
  ..."PROTOCOL EMPTY SCHEMA TOOBIG CONSTRAINT MISMATCH MISUSE NOLFS AUTH FORMAT RANGE NOTADB NOTICE WARNING".split(" "),
].map((name) => `SQLITE_${name}`);

/** An error of the native driver as `LibsqlError` with `code`, `extendedCode` and `rawCode`; any other error as it is. */
export function toLibsqlError(error: unknown): unknown {
  if (!(error instanceof Native.SqliteError)) return error;
  const rawCode = error.rawCode;
  const code = rawCode === undefined ? "SQLITE_UNKNOWN" : (PRIMARY_CODES[rawCode & 0xff] ?? "SQLITE_UNKNOWN");
  return new LibsqlError(error.message, code, error.code, rawCode, error);
}

/** The error of one statement of a batch, with its index. */
export function toBatchError(error: unknown, statementIndex: number): unknown {
  if (!(error instanceof LibsqlError)) return error;
  const prefix = `${error.code}: `;
  const message = error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message;
  const cause = error.cause instanceof Error ? error.cause : undefined;
  return new LibsqlBatchError(message, statementIndex, error.code, error.extendedCode, error.rawCode, cause);
}

/** Thrown when another process kept the lock for longer than anybody should wait. */
export const databaseBusy = (cause: unknown): AppError =>
  new AppError("database-busy", "The database is busy. Please try again.", { cause, retryAfterSeconds: 1 });

function findCause<T>(error: unknown, matches: (candidate: Error) => T | undefined): T | undefined {
  const seen = new Set<unknown>();
  for (let current = error; current instanceof Error && !seen.has(current); current = current.cause) {
    seen.add(current);
    const found = matches(current);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether the error, or any error it wraps, says that another connection holds the lock. */
export const isBusyError = (error: unknown): boolean =>
  findCause(error, (candidate) => {
    if (candidate instanceof AppError) return candidate.code === "database-busy" || undefined;
    return codeOf(candidate).startsWith("SQLITE_BUSY") || undefined;
  }) ?? false;

/** What the product itself threw, in the error or in any that it wraps: Drizzle wraps whatever a query throws. */
export const findAppError = (error: unknown): AppError | undefined =>
  findCause(error, (candidate) => (candidate instanceof AppError ? candidate : undefined));

/** Primary codes of a disk that is full or fails, and of a file that cannot be used. */
const FILE_FAILURES = /^SQLITE_(?:FULL|IOERR|READONLY|CORRUPT|NOTADB|CANTOPEN|PERM|NOMEM)/;

/** Whether the error, or any error it wraps, says that the file or its disk is the matter, not what was asked of it. */
export const isFileFailure = (error: unknown): boolean =>
  findCause(error, (candidate) => FILE_FAILURES.test(codeOf(candidate)) || undefined) ?? false;

/** Whether the error, or any error it wraps, says that the database was closed, as it is while the process stops. */
export const isClosedError = (error: unknown): boolean =>
  findCause(error, (candidate) => codeOf(candidate) === "CLIENT_CLOSED" || undefined) ?? false;

/** Whether the error, or any error it wraps, says that a row broke a constraint of its table. */
export const isConstraintViolation = (error: unknown): boolean => constraintOf(error) !== undefined;

/**
 * Whether the error, or any error it wraps, says that a row with the same key exists. `name` narrows it to one constraint:
 * a column (`email`, `users.email`), or the name of an index over expressions.
 */
export function isUniqueViolation(error: unknown, name?: string): boolean {
  const violation = constraintOf(error);
  const listed = /UNIQUE constraint failed: (.+)$/.exec(violation?.message ?? "")?.[1];
  if (listed === undefined) return false;
  if (name === undefined) return true;
  const index = /^index '(.+)'$/.exec(listed)?.[1];
  return index === name || listed.split(", ").some((column) => column === name || column.endsWith(`.${name}`));
}

const constraintOf = (error: unknown): Error | undefined =>
  findCause(error, (candidate) => (codeOf(candidate).startsWith("SQLITE_CONSTRAINT") ? candidate : undefined));

const codeOf = (error: Error): string => ("code" in error && typeof error.code === "string" ? error.code : "");
