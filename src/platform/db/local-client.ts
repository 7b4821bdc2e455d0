import { type Client, type InArgs, type InStatement, LibsqlError, type ResultSet } from "@libsql/core/api";
import { retryWhileBusy } from "./busy.ts";
import { type BatchItem, type Call, createCallReader, readBatch, runAll } from "./calls.ts";
import type { Connection } from "./connection.ts";
import type { DatabaseStats } from "./database.ts";
import { type Engine, type EngineOptions, openEngine } from "./engine.ts";
import { pragmaScope } from "./pragmas.ts";
import { type RawResult, toPositionalResultSet, toResultSet } from "./rows.ts";
import { runScript } from "./script.ts";
import { parseScript } from "./statement.ts";
import type { LocalTransaction } from "./transaction.ts";
import { createTransactionOpener } from "./transaction-opener.ts";
import { clientClosed, rollBack } from "./write-queue.ts";

export type LocalClientOptions = Omit<EngineOptions, "checkpointPages"> &
  Partial<Pick<EngineOptions, "checkpointPages">>;

/**
 * A {@link Client} for a local file, and what else the process needs to know of it. Temporary tables belong to the writer:
 * only transactions see them.
 */
export interface LocalClient extends Client {
  /** The same, with rows as plain arrays: for mappers that read by position, at a fraction of the cost. */
  readonly positional: Client;
  transaction(mode?: "write" | "read" | "deferred"): Promise<LocalTransaction>;
  /** A token that changes whenever this or another process commits; read at most once per turn of the event loop. */
  dataVersion(): string;
  stats(): DatabaseStats;
  /** Finishes what is queued, checkpoints and closes. What comes later is refused. */
  shutdown(): Promise<void>;
}

const PARSED_STATEMENTS = 512;
const SHUTDOWN_LIMIT_MS = 10_000;

/**
 * Opens a SQLite file: one writer behind a queue with group commit, one reader, cached statements, asynchronous waiting
 * for other processes, guarded checkpoints. Throws `LibsqlError` when the file cannot be opened and
 * `AppError("database-busy")` when another process keeps it locked.
 */
export async function openLocalClient(options: LocalClientOptions): Promise<LocalClient> {
  const { clock, random, log } = options;
  const open = () => openEngine({ checkpointPages: 1_000, ...options });
  let engine: Engine = await retryWhileBusy(open, { clock, random, onWait: () => undefined });
  let closed = false;
  const readCall = createCallReader(PARSED_STATEMENTS);

  function run(input: InStatement, args?: InArgs): Promise<RawResult> {
    if (closed) return Promise.reject(clientClosed());
    let call: Call;
    try {
      call = readCall(input, args);
    } catch (error) {
      return Promise.reject(error);
    }
    const { statement, values } = call;
    switch (statement.kind) {
      case "read":
        return engine.read((reader) => reader.run(statement, values));
      case "write":
        return engine.queue.submit((writer) => writer.run(statement, values));
      case "schema":
        return changeSchema((writer) => writer.run(statement, values));
      case "pragma":
        return runPragma(call);
      case "vacuum":
        return holding((writer) => writer.run(statement, values));
      default:
        return Promise.reject(new LibsqlError("Use transaction() or batch() for transactions", "TRANSACTION_REFUSED"));
    }
  }

  const changeSchema = <T>(work: (writer: Connection) => T): Promise<T> =>
    engine.queue.submit(work, { alone: true }).finally(() => engine.schemaChanged());

  /** Runs `work` on the writer outside any transaction, again and again while another process has the lock. */
  async function holding<T>(work: (writer: Connection) => T): Promise<T> {
    const release = await engine.queue.hold();
    try {
      return await engine.retry(() => work(engine.writer));
    } finally {
      engine.committed();
      release();
    }
  }

  function runPragma({ statement, values }: Call): Promise<RawResult> {
    const scope = statement.pragma === undefined ? "change" : pragmaScope(statement.pragma);
    if (scope === "ask") return engine.read((reader) => reader.run(statement, values));
    if (scope === "checkpoint") return holding(() => engine.checkpoint());
    return holding((writer) => {
      const result = writer.run(statement, values);
      if (scope === "set") engine.configureReader(statement.sql);
      return result;
    });
  }

  async function batch(inputs: BatchItem[], mode = "deferred"): Promise<ResultSet[]> {
    if (closed) throw clientClosed();
    const calls = readBatch(readCall, inputs, mode === "read");
    const kinds = new Set(calls.map((call) => call.statement.kind));
    if (calls.every(({ statement }) => statement.kind === "read")) {
      return engine.read((reader) => readTogether(reader, calls));
    }
    if (kinds.has("schema")) return changeSchema((writer) => runAll(writer, calls));
    const alone = kinds.has("pragma") || kinds.has("savepoint");
    return engine.queue.submit((writer) => runAll(writer, calls), { alone });
  }

  async function migrate(inputs: InStatement[]): Promise<ResultSet[]> {
    if (closed) throw clientClosed();
    const calls = readBatch(readCall, inputs);
    const release = await engine.queue.hold();
    const { writer } = engine;
    try {
      writer.exec("PRAGMA foreign_keys = OFF");
      await engine.retry(() => writer.exec("BEGIN IMMEDIATE"));
      const results = runAll(writer, calls);
      writer.exec("COMMIT");
      return results;
    } finally {
      rollBack(writer);
      engine.committed();
      engine.schemaChanged();
      try {
        // Outside the transaction: inside one the PRAGMA does nothing.
        if (!closed) writer.exec("PRAGMA foreign_keys = ON");
      } finally {
        release();
      }
    }
  }

  const { openRead, openWrite } = createTransactionOpener({ engine: () => engine, readCall, log });

  async function transaction(mode: "write" | "read" | "deferred" = "write"): Promise<LocalTransaction> {
    if (closed) throw clientClosed();
    return mode === "read" ? openRead() : openWrite();
  }

  const client: Client = {
    execute: (input: InStatement, args?: InArgs) => run(input, args).then(toResultSet),
    batch,
    migrate,
    transaction,
    async executeMultiple(sql) {
      if (closed) throw clientClosed();
      const statements = parseScript(sql);
      const release = await engine.queue.hold();
      try {
        await runScript(engine.writer, statements, engine.retry);
      } finally {
        engine.committed();
        engine.schemaChanged();
        release();
      }
    },
    sync: async () => undefined,
    close() {
      if (closed) return;
      closed = true;
      engine.close();
    },
    reconnect() {
      client.close();
      engine = open();
      closed = false;
    },
    get closed() {
      return closed;
    },
    protocol: "file",
  };

  return Object.defineProperties(client, {
    positional: {
      value: Object.create(client, {
        execute: { value: (input: InStatement, args?: InArgs) => run(input, args).then(toPositionalResultSet) },
      }),
    },
    dataVersion: { value: () => engine.dataVersion() },
    stats: { value: () => engine.stats() },
    shutdown: {
      async value() {
        if (closed) return;
        const drained = new AbortController();
        await Promise.race([engine.queue.drain(), clock.sleep(SHUTDOWN_LIMIT_MS, drained.signal)]);
        drained.abort();
        if (closed) return;
        engine.checkpointIfFree();
        client.close();
      },
    },
  }) as LocalClient;
}

/** Several queries on one snapshot. */
function readTogether(reader: Connection, calls: Call[]): ResultSet[] {
  reader.exec("BEGIN");
  try {
    return runAll(reader, calls);
  } finally {
    rollBack(reader);
  }
}
