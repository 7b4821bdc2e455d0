import type { Client, ResultSet, Transaction } from "@libsql/client";
import { LibSQLDatabase } from "drizzle-orm/libsql/driver-core";
import { LibSQLSession, LibSQLTransaction } from "drizzle-orm/libsql/session";
import { SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import type { LocalClient } from "./local-client.ts";
import { createRowMapper } from "./row-mapper.ts";
import type { LocalTransaction } from "./transaction.ts";

type NoSchema = Record<string, never>;
type PrepareQuery = LibSQLSession<NoSchema, NoSchema>["prepareQuery"];

/**
 * Drizzle's own libSQL session reads the rows of a query with known fields by position, and only those of raw SQL by name.
 * This one hands the first kind plain arrays, which saves building and then taking apart an object for each row.
 */
class LocalSession extends LibSQLSession<NoSchema, NoSchema> {
  readonly #client: LocalClient;
  readonly #dialect: SQLiteAsyncDialect;
  readonly #byName: LibSQLSession<NoSchema, NoSchema>;

  constructor(client: LocalClient, dialect: SQLiteAsyncDialect, transaction?: LocalTransaction) {
    super(client.positional, dialect, undefined, {}, transaction?.positional);
    this.#client = client;
    this.#dialect = dialect;
    this.#byName = new LibSQLSession(client as Client, dialect, undefined, {}, transaction as Transaction | undefined);
  }

  override prepareQuery: PrepareQuery = (query, fields, executeMethod, arrayMode, mapper, metadata, cache) => {
    const session = fields === undefined && mapper === undefined ? this.#byName : undefined;
    const prepare = session === undefined ? super.prepareQuery : session.prepareQuery;
    const args = [query, fields, executeMethod, arrayMode, mapper, metadata, cache] as const;
    const prepared = prepare.call(session ?? this, ...args);
    const mapRow = fields === undefined || mapper !== undefined ? undefined : createRowMapper(fields);
    if (mapRow === undefined) return prepared as never;
    const rowsOf = (result: unknown, fromBatch?: boolean) =>
      (fromBatch ? (result as ResultSet).rows : result) as ArrayLike<unknown>[];
    return Object.assign(prepared, {
      mapAllResult: (result: unknown, fromBatch?: boolean) => rowsOf(result, fromBatch).map(mapRow),
      mapGetResult(result: unknown, fromBatch?: boolean) {
        const [first] = rowsOf(result, fromBatch);
        return first === undefined ? undefined : mapRow(first);
      },
    }) as never;
  };

  override batch: LibSQLSession<NoSchema, NoSchema>["batch"] = (queries) => this.#byName.batch(queries);

  override async transaction<T>(work: (tx: LibSQLTransaction<NoSchema, NoSchema>) => T | Promise<T>): Promise<T> {
    const opened = await this.#client.transaction("write");
    const session = new LocalSession(this.#client, this.#dialect, opened);
    const tx = new LibSQLTransaction("async", this.#dialect, session, undefined);
    try {
      const result = await work(tx);
      await opened.commit();
      return result;
    } catch (error) {
      await opened.rollback();
      throw error;
    }
  }
}

/** A Drizzle database over the local client. */
export function createLocalDrizzle(client: LocalClient): LibSQLDatabase {
  const dialect = new SQLiteAsyncDialect();
  return new LibSQLDatabase("async", dialect, new LocalSession(client, dialect), undefined);
}
