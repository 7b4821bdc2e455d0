import type { InStatement } from "@libsql/client";
import type { Logger } from "../log.ts";
import { type Call, requireInTransaction } from "./calls.ts";
import type { Connection } from "./connection.ts";
import type { Engine } from "./engine.ts";
import { requireAllowed } from "./script.ts";
import { parseScript, type Statement } from "./statement.ts";
import { createTransaction, type LocalTransaction } from "./transaction.ts";
import { rollBack } from "./write-queue.ts";

export interface TransactionOpenerOptions {
  /** The engine in use now; a client that reconnects has another one. */
  engine(): Engine;
  readCall: (input: InStatement) => Call;
  log: Logger;
}

/** Opens transactions on the connections of an engine: writing ones hold the writer, reading ones a snapshot of their own. */
export function createTransactionOpener({ engine, readCall, log }: TransactionOpenerOptions) {
  const forgotten = new FinalizationRegistry((giveBack: () => void) => giveBack());

  async function openWrite(): Promise<LocalTransaction> {
    const current = engine();
    const release = await current.queue.hold();
    const { writer } = current;
    try {
      await current.retry(() => writer.exec("BEGIN IMMEDIATE"));
    } catch (error) {
      release();
      throw error;
    }
    return hostTransaction(current, writer, release);
  }

  async function openRead(): Promise<LocalTransaction> {
    const current = engine();
    const reader = await current.borrowReader();
    reader.exec("BEGIN");
    return hostTransaction(current, reader, () => current.returnReader(reader));
  }

  /** A transaction that is open on a connection lent by an engine; `giveBack` is called once, however it ends. */
  function hostTransaction(current: Engine, connection: Connection, giveBack: () => void): LocalTransaction {
    const lease = { active: true, schemaTouched: false };
    const release = () => {
      if (!lease.active) return;
      lease.active = false;
      if (lease.schemaTouched) current.schemaChanged();
      giveBack();
    };
    const touch = ({ kind }: Statement) => {
      requireInTransaction({ kind });
      if (kind !== "schema" && kind !== "savepoint") return;
      // A schema change that is rolled back gives its version number to the next one.
      lease.schemaTouched = true;
      connection.forgetLayouts();
    };
    const opened = createTransaction({
      run(input) {
        const { statement, values } = readCall(input);
        touch(statement);
        return connection === current.writer
          ? connection.run(statement, values)
          : current.retry(() => connection.run(statement, values));
      },
      script(sql) {
        for (const statement of parseScript(sql)) {
          requireAllowed(statement);
          touch(statement);
          connection.exec(statement.sql);
        }
      },
      end(how) {
        try {
          if (connection.inTransaction()) connection.exec(how);
          if (how === "COMMIT" && connection === current.writer) current.committed();
        } catch (error) {
          rollBack(connection);
          throw error;
        }
      },
      isOpen: () => lease.active && connection.inTransaction(),
      release,
    });
    forgotten.register(opened, () => {
      if (!lease.active) return;
      log.error("a transaction was neither committed nor rolled back; rolling it back");
      rollBack(connection);
      release();
    });
    return opened;
  }

  return { openRead, openWrite };
}
