import { LibsqlError, type Value } from "@libsql/core/api";
import Native from "libsql";
import type { BoundValue } from "./arguments.ts";
import { isBusyError, toLibsqlError } from "./errors.ts";
import { createLruCache } from "./lru.ts";
import { createLayout, type Layout, NO_COLUMNS, normalizeRows, type RawResult } from "./rows.ts";
import type { Statement } from "./statement.ts";

/** A statement as the native driver holds it. */
interface Prepared {
  native: Native.Statement<unknown[]>;
  returnsRows: boolean;
  layout: Layout | undefined;
  /** `PRAGMA schema_version` that the layout is known to be right for. */
  layoutVersion: number | undefined;
}

/** One native connection. Everything on it is synchronous; none of it waits for a lock. */
export interface Connection {
  /** Runs SQL that gives no rows, with statements that are finished at once. */
  exec(sql: string): void;
  /** Runs a statement from the cache. Throws `LibsqlError`, or `RangeError` for integers that a number cannot hold. */
  run(statement: Statement, values: BoundValue[]): RawResult;
  /** The first cell of a query without parameters. */
  value(sql: string): Value | undefined;
  inTransaction(): boolean;
  /** To be called when the schema changed in a way that `PRAGMA schema_version` does not tell: after our own changes. */
  forgetLayouts(): void;
  close(): void;
}

export interface ConnectionOptions {
  path: string;
  pragmas: readonly string[];
  /** Statements kept prepared, at least. */
  cacheSize?: number;
}

/** Opens the file and sets every PRAGMA. Throws `LibsqlError`, `SQLITE_BUSY` among them. */
export function openConnection({ path, pragmas, cacheSize = 128 }: ConnectionOptions): Connection {
  const native = openFile(path);
  const cache = createLruCache<Statement, Prepared>(cacheSize);
  const probes = new Map<string, Native.Statement<unknown[]>>();
  /** A statement that met BUSY: SQLite counts it as running until it is run again or reset. */
  let stuck: Native.Statement<unknown[]> | undefined;

  /**
   * A statement left in the middle by BUSY would keep the snapshot of every later read open, or its write lock. The driver
   * has no call to reset it, but running it to its first row and resetting is one: so that comes before anything else on
   * this connection, in a transaction that is rolled back, for the statement may have been a write that nobody waits for.
   */
  function ready() {
    if (!native.open) throw new LibsqlError("The connection is closed", "CLIENT_CLOSED");
    if (stuck === undefined) return;
    const inTransaction = native.inTransaction;
    if (!inTransaction) native.exec("BEGIN");
    try {
      stuck.get([]);
    } catch (error) {
      if (isBusyError(toLibsqlError(error))) throw error;
    } finally {
      if (!inTransaction && native.inTransaction) native.exec("ROLLBACK");
    }
    stuck = undefined;
  }

  function prepare(statement: Statement): Prepared {
    const handle = native.prepare(statement.sql);
    const returnsRows = handle.reader;
    if (returnsRows) handle.raw(true);
    // Only queries can be run again to look closer at a number, so everything else is exact from the start.
    if (returnsRows && statement.kind !== "read") handle.safeIntegers(true);
    const prepared = { native: handle, returnsRows, layout: undefined, layoutVersion: undefined };
    cache.set(statement, prepared);
    return prepared;
  }

  function guarded<T>(handle: Native.Statement<unknown[]>, work: () => T): T {
    try {
      return work();
    } catch (error) {
      const translatedError = toLibsqlError(error);
      if (isBusyError(translatedError)) stuck = handle;
      throw translatedError;
    }
  }

  function fetch(handle: Native.Statement<unknown[]>, single: boolean, values: BoundValue[]): Value[][] {
    if (!single) return handle.all(values) as Value[][];
    const row = handle.get(values) as Value[] | undefined;
    return row === undefined ? [] : [row];
  }

  function query(statement: Statement, prepared: Prepared, values: BoundValue[]): RawResult {
    const { native: handle } = prepared;
    const single = statement.limit === "one" || (statement.limit === "last-parameter" && values.at(-1) === 1);
    const known = !statement.columnsFollowSchema || prepared.layoutVersion !== undefined;
    const versionBefore = known ? undefined : schemaVersion();
    let rows = guarded(handle, () => fetch(handle, single, values));
    if (normalizeRows(rows) && statement.kind === "read") {
      handle.safeIntegers(true);
      try {
        rows = guarded(handle, () => fetch(handle, single, values));
      } finally {
        handle.safeIntegers(false);
      }
      normalizeRows(rows);
    }
    const layout = statement.columnsFollowSchema
      ? currentLayout(prepared, versionBefore)
      : (prepared.layout ?? readLayout(prepared));
    const rowsAffected = statement.kind === "write" ? rows.length : 0;
    return { layout, rows, rowsAffected, lastInsertRowid: undefined };
  }

  /**
   * SQLite compiles `select *` again when the schema changed, without telling. Versions only grow, so an equal version
   * before and after the run proves which schema the columns belong to.
   */
  function currentLayout(prepared: Prepared, versionBefore: number | undefined): Layout {
    const version = schemaVersion();
    if (prepared.layout !== undefined && prepared.layoutVersion === version) return prepared.layout;
    prepared.layoutVersion = version === versionBefore ? version : undefined;
    return readLayout(prepared);
  }

  function readLayout(prepared: Prepared): Layout {
    const columns = prepared.native.columns();
    prepared.layout = createLayout(
      columns.map((column) => column.name),
      columns.map((column) => column.type ?? ""),
    );
    return prepared.layout;
  }

  function change(prepared: Prepared, values: BoundValue[]): RawResult {
    const { changes, lastInsertRowid } = guarded(prepared.native, () => prepared.native.run(values));
    const rowid = Number.isSafeInteger(lastInsertRowid) ? BigInt(lastInsertRowid) : exactRowid();
    return { layout: NO_COLUMNS, rows: [], rowsAffected: changes, lastInsertRowid: rowid };
  }

  const exactRowid = () => BigInt(String(value("SELECT CAST(last_insert_rowid() AS TEXT)")));
  const schemaVersion = () => value("PRAGMA schema_version") as number;

  function value(sql: string): Value | undefined {
    return translated(() => {
      ready();
      let probe = probes.get(sql);
      if (probe === undefined) {
        probe = native.prepare(sql).raw(true);
        probes.set(sql, probe);
      }
      const handle = probe;
      return (guarded(handle, () => handle.get([])) as Value[] | undefined)?.[0];
    });
  }

  const connection: Connection = {
    exec(sql) {
      translated(() => {
        ready();
        native.exec(sql);
      });
    },
    run: (statement, values) =>
      translated(() => {
        ready();
        const prepared = cache.get(statement) ?? prepare(statement);
        return prepared.returnsRows ? query(statement, prepared, values) : change(prepared, values);
      }),
    value,
    inTransaction: () => native.open && native.inTransaction,
    forgetLayouts() {
      for (const prepared of cache.values()) {
        prepared.layout = undefined;
        prepared.layoutVersion = undefined;
      }
    },
    close() {
      cache.clear();
      probes.clear();
      if (native.open) native.close();
    },
  };

  try {
    for (const pragma of pragmas) connection.exec(`PRAGMA ${pragma}`);
  } catch (error) {
    connection.close();
    throw error;
  }
  return connection;
}

function openFile(path: string): Native.Database {
  try {
    return new Native(path);
  } catch (error) {
    const cause = error instanceof Error ? error : undefined;
    throw new LibsqlError("The database file cannot be opened", "SQLITE_CANTOPEN", undefined, 14, cause);
  }
}

function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toLibsqlError(error);
  }
}
