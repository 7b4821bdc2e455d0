import { LibsqlError } from "@libsql/core/api";
import type { Connection } from "./connection.ts";
import { pragmaScope } from "./pragmas.ts";
import type { Statement } from "./statement.ts";
import { rollBack } from "./write-queue.ts";

/**
 * Runs a script on the writer. A script of plain statements is one transaction: all of it or nothing. One that speaks of
 * transactions, PRAGMAs or VACUUM itself runs statement by statement, and what it leaves open is rolled back.
 * `retry` waits for other processes' locks. Throws what the failing statement throws.
 */
export async function runScript(
  connection: Connection,
  statements: Statement[],
  retry: (attempt: () => void) => Promise<void>,
): Promise<void> {
  for (const statement of statements) requireAllowed(statement);
  const plain = statements.every(({ kind }) => kind === "read" || kind === "write" || kind === "schema");
  try {
    if (plain) await retry(() => connection.exec("BEGIN IMMEDIATE"));
    for (const statement of statements) {
      const sql = /^begin\b/i.test(statement.sql) ? "BEGIN IMMEDIATE" : statement.sql;
      // Inside a transaction the lock is ours already.
      if (connection.inTransaction()) connection.exec(sql);
      else await retry(() => connection.exec(sql));
    }
    if (plain) connection.exec("COMMIT");
  } finally {
    rollBack(connection);
  }
}

/** Throws `LibsqlError` for statements that would break the client's promises wherever they run. */
export function requireAllowed(statement: Statement): void {
  if (statement.pragma !== undefined) pragmaScope(statement.pragma);
  if (statement.kind === "attach") {
    throw new LibsqlError("ATTACH reaches one connection only: open a second client instead", "ATTACH_REFUSED");
  }
}
