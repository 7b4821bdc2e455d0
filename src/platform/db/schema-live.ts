import type { Query, Row } from "./migration-connection.ts";
import {
  type ColumnShape,
  type ForeignKeyShape,
  type IndexShape,
  isForeignName,
  type SchemaShape,
  type TableShape,
} from "./schema-shape.ts";
import {
  insideBrackets,
  isSymbol,
  isWord,
  normalizeSql,
  type SqlToken,
  splitAtCommas,
  tokenizeSql,
} from "./sql-tokens.ts";

const TABLES = "FROM sqlite_master m JOIN";

/** Reads the schema a database really has. Six statements, however many tables there are. */
export async function readSchema(query: Query): Promise<SchemaShape> {
  const objects = await query("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name");
  const columns = await query(
    `SELECT m.name AS owner, x.* ${TABLES} pragma_table_xinfo(m.name) x WHERE m.type = 'table'`,
  );
  const options = await query("SELECT name AS owner, wr, strict FROM pragma_table_list WHERE schema = 'main'");
  const keys = await query(
    `SELECT m.name AS owner, x.* ${TABLES} pragma_foreign_key_list(m.name) x WHERE m.type = 'table' ORDER BY x.id, x.seq`,
  );
  const indexes = await query(
    `SELECT m.name AS owner, x.* ${TABLES} pragma_index_list(m.name) x WHERE m.type = 'table' ORDER BY x.name`,
  );
  const indexColumns = await query(
    `SELECT l.name AS owner, x.* ${TABLES} pragma_index_list(m.name) l JOIN pragma_index_xinfo(l.name) x
     WHERE m.type = 'table' AND x.key = 1 ORDER BY x.seqno`,
  );
  const sqlOf = new Map(objects.map((row) => [String(row.name), String(row.sql ?? "")]));
  const ours = objects.filter((row) => !isForeignName(String(row.name)) && !isForeignName(String(row.tbl_name)));

  const tables = ours.flatMap((row): TableShape[] => {
    if (row.type !== "table") return [];
    const name = String(row.name);
    const own = (rows: Row[]) => rows.filter((it) => it.owner === name);
    const declared = readDeclaration(String(row.sql), name);
    const option = own(options)[0];
    return [
      {
        name,
        autoincrement: declared.autoincrement,
        options: [...(option?.strict === 1 ? ["strict"] : []), ...(option?.wr === 1 ? ["without rowid"] : [])],
        columns: own(columns).map((it) => liveColumn(it, declared.columns)),
        indexes: own(indexes)
          .filter((it) => it.origin !== "pk")
          .map((it) => {
            const parts = indexColumns.filter((part) => part.owner === it.name);
            return liveIndex(it, parts, sqlOf.get(String(it.name)) ?? "", name);
          }),
        foreignKeys: liveForeignKeys(own(keys)),
        checks: declared.checks,
      },
    ];
  });
  const others = ours.filter((row) => row.type === "trigger" || row.type === "view");
  return { tables, others: others.map((row) => `${row.type} ${row.name}`) };
}

function liveColumn(row: Row, declared: Declaration["columns"]): ColumnShape {
  const name = String(row.name);
  const { collation, generatedAs } = declared.get(name.toLowerCase()) ?? {};
  const constant = row.dflt_value;
  return {
    name,
    type: String(row.type).toLowerCase(),
    notNull: row.notnull === 1,
    default: typeof constant === "string" ? normalizeSql(tokenizeSql(constant)) : undefined,
    primaryKeyPosition: Number(row.pk),
    collation,
    // hidden: 2 is a virtual generated column, 3 a stored one (https://www.sqlite.org/pragma.html#pragma_table_xinfo).
    generated:
      row.hidden === 2 || row.hidden === 3
        ? { as: generatedAs ?? "", mode: row.hidden === 3 ? "stored" : "virtual" }
        : undefined,
  };
}

function liveIndex(row: Row, parts: Row[], sql: string, table: string): IndexShape {
  const tokens = tokenizeSql(sql);
  const open = tokens.findIndex((token) => isSymbol(token, "("));
  const inside = open < 0 ? [] : insideBrackets(tokens, open);
  const spelled = splitAtCommas(inside);
  const where = tokens.findIndex((token, at) => at > open + inside.length && isWord(token, "where"));
  return {
    name: String(row.name),
    unique: row.unique === 1,
    columns: parts.map((part) => {
      if (part.name === null) return normalizeSql(spelled[Number(part.seqno)] ?? [], table);
      const collation = part.coll === "BINARY" ? "" : ` collate ${String(part.coll).toLowerCase()}`;
      return `${String(part.name).toLowerCase()}${collation}${part.desc === 1 ? " desc" : ""}`;
    }),
    where: where < 0 ? undefined : normalizeSql(tokens.slice(where + 1), table),
  };
}

function liveForeignKeys(rows: Row[]): ForeignKeyShape[] {
  const keys = new Map<unknown, ForeignKeyShape>();
  for (const row of rows) {
    const key = keys.get(row.id) ?? {
      columns: [],
      table: String(row.table),
      foreignColumns: [],
      onUpdate: String(row.on_update).toLowerCase(),
      onDelete: String(row.on_delete).toLowerCase(),
    };
    key.columns.push(String(row.from));
    key.foreignColumns.push(String(row.to));
    keys.set(row.id, key);
  }
  return [...keys.values()];
}

interface Declaration {
  autoincrement: boolean;
  columns: Map<string, { collation: string | undefined; generatedAs: string | undefined }>;
  checks: TableShape["checks"];
}

/** What no PRAGMA tells: CHECKs, AUTOINCREMENT, collations and generating expressions, out of the CREATE TABLE text. */
function readDeclaration(sql: string, table: string): Declaration {
  const tokens = tokenizeSql(sql);
  const body = insideBrackets(
    tokens,
    tokens.findIndex((token) => isSymbol(token, "(")),
  );
  const declaration: Declaration = { autoincrement: false, columns: new Map(), checks: [] };
  for (const item of splitAtCommas(body)) {
    const column = { collation: undefined as string | undefined, generatedAs: undefined as string | undefined };
    for (const [at, token] of topLevel(item)) {
      const next = item[at + 1];
      if (isWord(token, "autoincrement")) declaration.autoincrement = true;
      if (isWord(token, "collate")) column.collation = next?.text.toLowerCase();
      if (isWord(token, "as") && isSymbol(next, "("))
        column.generatedAs = normalizeSql(insideBrackets(item, at + 1), table);
      if (isWord(token, "check") && isSymbol(next, "(")) {
        const name = isWord(item[at - 2], "constraint") ? item[at - 1]?.text : undefined;
        declaration.checks.push({ name, text: normalizeSql(insideBrackets(item, at + 1), table) });
      }
    }
    if (item[0] !== undefined) declaration.columns.set(item[0].text.toLowerCase(), column);
  }
  return declaration;
}

function* topLevel(tokens: SqlToken[]): Generator<[number, SqlToken]> {
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (isSymbol(token, "(")) depth++;
    if (isSymbol(token, ")")) depth--;
    if (depth === 0) yield [at, token];
  }
}
