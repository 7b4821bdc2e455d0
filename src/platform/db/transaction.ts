import { type InStatement, LibsqlError, type ResultSet, type Transaction } from "@libsql/core/api";
import { toBatchError } from "./errors.ts";
import { type RawResult, toPositionalResultSet, toResultSet } from "./rows.ts";

/** What an open transaction needs from its client. */
export interface TransactionHost {
  /** Runs one statement; may wait for another process's lock (readers only). */
  run(statement: InStatement): RawResult | Promise<RawResult>;
  script(sql: string): void;
  /** Ends it on the connection: throws when a COMMIT fails, in which case it has been rolled back. */
  end(how: "COMMIT" | "ROLLBACK"): void;
  /** Whether SQLite still has it open: some errors roll the whole transaction back. */
  isOpen(): boolean;
  /** Gives the connection back. Called once. */
  release(): void;
}

/** Transactions whose rows can also be had as plain arrays, for mappers that read by position. */
export interface LocalTransaction extends Transaction {
  readonly positional: Transaction;
}

export function createTransaction(host: TransactionHost): LocalTransaction {
  let finished = false;

  function finish() {
    if (finished) return;
    finished = true;
    host.release();
  }

  function requireOpen() {
    if (!finished && !host.isOpen()) finish();
    if (finished) throw new LibsqlError("The transaction is closed", "TRANSACTION_CLOSED");
  }

  async function run(statement: InStatement): Promise<RawResult> {
    requireOpen();
    try {
      return await host.run(statement);
    } finally {
      if (!host.isOpen()) finish();
    }
  }

  function end(how: "COMMIT" | "ROLLBACK") {
    try {
      host.end(how);
    } finally {
      finish();
    }
  }

  const transaction: Transaction = {
    execute: async (statement: InStatement) => toResultSet(await run(statement)),
    async batch(statements) {
      const results: ResultSet[] = [];
      for (const [index, statement] of statements.entries()) {
        try {
          results.push(await transaction.execute(statement));
        } catch (error) {
          throw toBatchError(error, index);
        }
      }
      return results;
    },
    async executeMultiple(sql) {
      requireOpen();
      try {
        host.script(sql);
      } finally {
        if (!host.isOpen()) finish();
      }
    },
    async commit() {
      requireOpen();
      end("COMMIT");
    },
    async rollback() {
      if (!finished) end("ROLLBACK");
    },
    close() {
      if (!finished) end("ROLLBACK");
    },
    get closed() {
      return finished || !host.isOpen();
    },
  };
  const positional: Transaction = {
    ...transaction,
    execute: async (statement: InStatement) => toPositionalResultSet(await run(statement)),
    get closed() {
      return transaction.closed;
    },
  };
  return Object.assign(transaction, { positional });
}
