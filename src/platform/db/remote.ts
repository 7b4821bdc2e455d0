import { type Client, createClient, type InArgs, type InStatement, type Transaction } from "@libsql/client";
import type { Clock } from "../clock.ts";
import { BUSY_LIMIT_MS } from "./busy.ts";
import { databaseBusy } from "./errors.ts";
import { parseStatement } from "./statement.ts";

export interface RemoteClientOptions {
  url: string;
  authToken: string | undefined;
  /** Makes the `url`, a file, an embedded replica of this server. */
  syncUrl: string | undefined;
  clock: Clock;
}

export interface RemoteClient {
  client: Client;
  dataVersion(): string;
  queueDepth(): number;
  commits(): number;
}

/** How long a commit of somebody else may go unnoticed: a server tells nobody of its commits. */
const OTHERS_VISIBLE_AFTER_MS = 1_000;

/**
 * A client for a libSQL server or an embedded replica. Write transactions of this process come one after another, in the
 * order of the calls; on a replica, which has a single connection, everything else waits for them as well.
 */
export function createRemoteClient({ url, authToken, syncUrl, clock }: RemoteClientOptions): RemoteClient {
  const stock = createClient({
    url,
    ...(authToken === undefined ? {} : { authToken }),
    ...(syncUrl === undefined ? {} : { syncUrl }),
  });
  const singleConnection = syncUrl !== undefined;
  let commits = 0;
  let waiting = 0;
  let tail: Promise<void> = Promise.resolve();

  /** Waits for the turn. The caller must call what it is given, or nobody ever has another. */
  async function enter(): Promise<() => void> {
    const before = tail;
    let leave: () => void = () => undefined;
    tail = new Promise((resolve) => {
      leave = resolve;
    });
    waiting += 1;
    await before;
    waiting -= 1;
    return leave;
  }

  /**
   * One call that is over when its promise is. On a single connection it takes its turn with the transactions, but does not
   * wait for ever: it may have been made from within the work of one. Throws `AppError("database-busy")` then.
   */
  async function call<T>(writes: boolean, work: () => Promise<T>): Promise<T> {
    const leave = singleConnection ? await enterSoon() : undefined;
    try {
      return await work();
    } finally {
      if (writes) commits += 1;
      leave?.();
    }
  }

  async function enterSoon(): Promise<() => void> {
    const entered = new AbortController();
    const turn = enter().finally(() => entered.abort());
    const { aborted } = await clock.sleep(BUSY_LIMIT_MS, entered.signal);
    if (aborted) return turn;
    turn.then((leave) => leave());
    throw databaseBusy(undefined);
  }

  async function transaction(mode: "write" | "read" | "deferred" = "write"): Promise<Transaction> {
    const leave = singleConnection || mode !== "read" ? await enter() : () => undefined;
    try {
      return withEnd(await stock.transaction(mode), () => {
        if (mode !== "read") commits += 1;
        leave();
      });
    } catch (error) {
      leave();
      throw error;
    }
  }

  const client: Client = {
    async execute(statement: InStatement, args?: InArgs) {
      const sql = typeof statement === "string" ? statement : statement.sql;
      const send = () => (typeof statement === "string" ? stock.execute(statement, args) : stock.execute(statement));
      return call(parseStatement(sql).kind !== "read", send);
    },
    batch: (statements, mode) => call(mode !== "read", () => stock.batch(statements, mode)),
    migrate: (statements) => call(true, () => stock.migrate(statements)),
    executeMultiple: (sql) => call(true, () => stock.executeMultiple(sql)),
    transaction,
    sync: () => call(true, () => stock.sync()),
    close: () => stock.close(),
    reconnect: () => stock.reconnect(),
    get closed() {
      return stock.closed;
    },
    protocol: stock.protocol,
  };

  return {
    client,
    dataVersion: () => `${commits}.${Math.floor(clock.monotonicMs() / OTHERS_VISIBLE_AFTER_MS)}`,
    queueDepth: () => waiting,
    commits: () => commits,
  };
}

/** The transaction, with `onEnd` called once when it has ended in whatever way. */
function withEnd(transaction: Transaction, onEnd: () => void): Transaction {
  let ended = false;
  const end = () => {
    if (!ended) onEnd();
    ended = true;
  };
  return {
    execute: (statement) => transaction.execute(statement),
    batch: (statements) => transaction.batch(statements),
    executeMultiple: (sql) => transaction.executeMultiple(sql),
    commit: () => transaction.commit().finally(end),
    rollback: () => transaction.rollback().finally(end),
    close: () => {
      transaction.close();
      end();
    },
    get closed() {
      return transaction.closed;
    },
  };
}
