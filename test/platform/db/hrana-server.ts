import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Native from "libsql";
import { afterTest } from "./support.ts";

/** The parts of Hrana 2 over HTTP that the client uses (https://github.com/tursodatabase/libsql, docs/HRANA_2_SPEC.md). */
interface HranaValue {
  type: "null" | "integer" | "float" | "text" | "blob";
  value?: string | number;
  base64?: string;
}
interface HranaStatement {
  sql?: string;
  sql_id?: number;
  args?: HranaValue[];
  named_args?: { name: string; value: HranaValue }[];
}
interface Condition {
  type: "ok" | "error" | "not" | "and" | "or" | "is_autocommit";
  step?: number;
  cond?: Condition;
  conds?: Condition[];
}
interface HranaRequest {
  type: "execute" | "batch" | "sequence" | "store_sql" | "close_sql" | "get_autocommit" | "close";
  stmt?: HranaStatement;
  batch?: { steps: { condition?: Condition; stmt: HranaStatement }[] };
  sql?: string;
  sql_id?: number;
}

const decode = ({ type, value, base64 }: HranaValue) => {
  if (type === "integer") return BigInt(value ?? 0);
  if (type === "blob") return Buffer.from(base64 ?? "", "base64");
  return type === "null" ? null : value;
};

function encode(value: unknown): HranaValue {
  if (value === null) return { type: "null" };
  if (typeof value === "bigint") return { type: "integer", value: String(value) };
  if (typeof value === "number") return { type: "float", value };
  if (value instanceof Uint8Array) return { type: "blob", base64: Buffer.from(value).toString("base64") };
  return { type: "text", value: String(value) };
}

/** A libSQL server of a few lines on 127.0.0.1: every stream is a connection to `path`. Returns its URL. */
export async function startHranaServer(path: string): Promise<string> {
  const streams = new Map<string, { database: Native.Database; texts: Map<number, string> }>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { baton, requests } = JSON.parse(Buffer.concat(chunks).toString()) as {
      baton: string | null;
      requests: HranaRequest[];
    };
    const stream = streams.get(baton ?? "") ?? { database: new Native(path), texts: new Map<number, string>() };
    streams.delete(baton ?? "");
    const results = requests.map((each) => answer(each, stream.database, stream.texts));
    const next = requests.some(({ type }) => type === "close") ? null : randomUUID();
    if (next === null) stream.database.close();
    else streams.set(next, stream);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ baton: next, base_url: null, results }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterTest(() => new Promise((resolve) => server.close(resolve)));
  afterTest(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function answer(request: HranaRequest, database: Native.Database, texts: Map<number, string>): unknown {
  try {
    return { type: "ok", response: { type: request.type, ...respond(request, database, texts) } };
  } catch (error) {
    return { type: "error", error: failure(error) };
  }
}

function failure(error: unknown) {
  const { message, code } = error as { message: string; code?: string };
  return { message, code: code ?? "SQLITE_ERROR" };
}

function respond(request: HranaRequest, database: Native.Database, texts: Map<number, string>): object {
  const textOf = ({ sql, sql_id: id }: { sql?: string; sql_id?: number }) => sql ?? texts.get(id ?? -1) ?? "";
  const execute = (statement: HranaStatement) => executeStatement(database, textOf(statement), statement);
  switch (request.type) {
    case "execute":
      return { result: execute(request.stmt ?? {}) };
    case "sequence":
      database.exec(textOf(request));
      return {};
    case "store_sql":
      texts.set(request.sql_id ?? -1, request.sql ?? "");
      return {};
    case "get_autocommit":
      return { is_autocommit: !database.inTransaction };
    case "batch": {
      const results: unknown[] = [];
      const errors: unknown[] = [];
      const holds = (condition: Condition): boolean => {
        if (condition.type === "ok") return results[condition.step ?? -1] != null;
        if (condition.type === "error") return errors[condition.step ?? -1] != null;
        if (condition.type === "not") return condition.cond !== undefined && !holds(condition.cond);
        if (condition.type === "is_autocommit") return !database.inTransaction;
        const all = (condition.conds ?? []).map(holds);
        return condition.type === "and" ? all.every(Boolean) : all.some(Boolean);
      };
      for (const [index, { condition, stmt }] of (request.batch?.steps ?? []).entries()) {
        results[index] = null;
        errors[index] = null;
        if (condition !== undefined && condition !== null && !holds(condition)) continue;
        try {
          results[index] = execute(stmt);
        } catch (error) {
          errors[index] = failure(error);
        }
      }
      return { result: { step_results: results, step_errors: errors } };
    }
    default:
      return {};
  }
}

function executeStatement(database: Native.Database, sql: string, { args, named_args: named }: HranaStatement) {
  const statement = database.prepare(sql);
  const values: unknown = named?.length
    ? Object.fromEntries(named.map(({ name, value }) => [name.replace(/^[:@$]/, ""), decode(value)]))
    : (args ?? []).map(decode);
  if (!statement.reader) {
    const { changes, lastInsertRowid } = statement.run(values);
    return { cols: [], rows: [], affected_row_count: changes, last_insert_rowid: String(lastInsertRowid) };
  }
  const rows = statement.raw(true).safeIntegers(true).all(values) as unknown[][];
  const cols = statement.columns().map(({ name, type }) => ({ name, decltype: type }));
  return { cols, rows: rows.map((row) => row.map(encode)), affected_row_count: 0, last_insert_rowid: null };
}
