import { type InArgs, type InStatement, LibsqlError, type ResultSet } from "@libsql/core/api";
import { type BoundValue, bindArguments } from "./arguments.ts";
import type { Connection } from "./connection.ts";
import { toBatchError } from "./errors.ts";
import { createLruCache } from "./lru.ts";
import { toResultSet } from "./rows.ts";
import { requireAllowed } from "./script.ts";
import { parseStatement, type Statement } from "./statement.ts";

/** A statement with its arguments, ready to run. */
export interface Call {
  statement: Statement;
  values: BoundValue[];
}

/** The forms in which a batch takes a statement. */
export type BatchItem = InStatement | [string, InArgs?];

/**
 * Makes calls of what callers pass, parsing each text once. Throws `LibsqlError` for text that is not one allowed statement,
 * and what {@link bindArguments} throws.
 */
export function createCallReader(capacity: number): (item: BatchItem, args?: InArgs) => Call {
  const parsed = createLruCache<string, Statement>(capacity);
  return (item, args) => {
    let sql: string;
    let given = args;
    if (typeof item === "string") sql = item;
    else if (Array.isArray(item)) [sql, given] = item;
    else ({ sql, args: given } = item);
    let statement = parsed.get(sql);
    if (statement === undefined) {
      statement = parseStatement(sql);
      requireAllowed(statement);
      parsed.set(sql, statement);
    }
    return { statement, values: bindArguments(statement.parameters, given) };
  };
}

/** Throws `LibsqlError` for statements that end a transaction behind its back, or cannot run inside one. */
export function requireInTransaction({ kind }: Pick<Statement, "kind">): void {
  if (kind === "transaction" || kind === "vacuum") {
    throw new LibsqlError("The statement cannot run inside a transaction", "TRANSACTION_REFUSED");
  }
}

/** Calls for one transaction. Throws `LibsqlBatchError` with the index of the item that cannot be part of it. */
export const readBatch = (read: (item: BatchItem) => Call, items: BatchItem[], readOnly = false): Call[] =>
  items.map((item, index) => {
    try {
      const call = read(item);
      requireInTransaction(call.statement);
      if (readOnly && call.statement.kind !== "read") {
        throw new LibsqlError("A batch in read mode cannot write", "SQLITE_READONLY");
      }
      return call;
    } catch (error) {
      throw toBatchError(error, index);
    }
  });

/** Runs calls one after another. Throws `LibsqlBatchError` with the index of the one that failed. */
export const runAll = (connection: Connection, calls: Call[]): ResultSet[] =>
  calls.map(({ statement, values }, index) => {
    try {
      return toResultSet(connection.run(statement, values));
    } catch (error) {
      throw toBatchError(error, index);
    }
  });
