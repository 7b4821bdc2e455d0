import type { Snapshot } from "./migration-files.ts";
import { isWord, type SqlStatement, type SqlToken, splitAtCommas } from "./sql-tokens.ts";

const NEW_TABLE = "__new_";

/**
 * One concern per file: schema or data, at most one table rebuilt, and nothing dropped without a proof that it is
 * elsewhere (`isProven`: the file's `zeroBefore` queries). `previous` is the schema before this file.
 */
export function lintConcerns(
  file: string,
  script: SqlStatement[],
  previous: Snapshot | undefined,
  isProven: boolean,
): string[] {
  const faults: string[] = [];
  const isData = ({ kind }: SqlStatement) => kind === "read" || kind === "write";
  const isCopy = ({ tokens }: SqlStatement) => rebuilt.some((table) => insertedTable(tokens) === NEW_TABLE + table);
  const statements = script.map((statement) => statement.tokens);
  const rebuilt = statements.flatMap((statement) => createdTable(statement)?.split(NEW_TABLE)[1] ?? []);
  const copies = script.filter(isCopy).map((statement) => statement.tokens);
  const data = script.filter((statement) => isData(statement) && !isCopy(statement));
  if (rebuilt.length > 1) faults.push(`${file} rebuilds ${rebuilt.join(" and ")}: one table per file`);
  if (data.length > 0 && !script.every(isData)) {
    faults.push(`${file} changes schema and data: put the data into a file of its own (drizzle-kit generate --custom)`);
  }
  const dropped = statements.flatMap((statement) => droppedThing(statement, rebuilt) ?? []);
  for (const copy of copies) {
    const table = insertedTable(copy)?.slice(NEW_TABLE.length) ?? "";
    const known = Object.keys(previous?.tables[table]?.columns ?? {});
    const { columns, unknown } = selectedColumns(copy, known);
    for (const column of unknown)
      faults.push(`${file} copies ${table}.${column}, which does not exist before this file`);
    dropped.push(...known.filter((column) => !columns.has(column)).map((column) => `column ${table}.${column}`));
  }
  if (!isProven) {
    for (const thing of dropped) {
      faults.push(`${file} drops ${thing} without a zeroBefore query that proves nothing in it is lost`);
    }
  }
  return faults;
}

const nameAfter = (statement: SqlToken[], words: string[]): string | undefined =>
  words.every((word, at) => isWord(statement[at], word)) ? statement[words.length]?.text : undefined;

const createdTable = (statement: SqlToken[]): string | undefined => nameAfter(statement, ["create", "table"]);
const insertedTable = (statement: SqlToken[]): string | undefined => nameAfter(statement, ["insert", "into"]);

function droppedThing(statement: SqlToken[], rebuilt: string[]): string | undefined {
  const table = nameAfter(statement, ["drop", "table", "if", "exists"]) ?? nameAfter(statement, ["drop", "table"]);
  if (table !== undefined) return rebuilt.includes(table) ? undefined : `table ${table}`;
  if (!isWord(statement[0], "alter")) return undefined;
  const drop = statement.findIndex((token) => isWord(token, "drop"));
  const column = statement[isWord(statement[drop + 1], "column") ? drop + 2 : drop + 1];
  return drop < 0 ? undefined : `column ${statement[2]?.text}.${column?.text}`;
}

/** The columns that `INSERT … SELECT a, "b" FROM t` reads, and those among them that `t` does not have. */
function selectedColumns(copy: SqlToken[], known: string[]): { columns: Set<string>; unknown: string[] } {
  const select = copy.findIndex((token) => isWord(token, "select"));
  const from = copy.findLastIndex((token) => isWord(token, "from"));
  const columns = new Set<string>();
  for (const part of splitAtCommas(copy.slice(select + 1, from))) {
    // Drizzle-kit quotes every column; a bare word counts when it stands alone, as functions and keywords do not.
    for (const token of part)
      if (token.kind === "identifier" || (token.kind === "word" && part.length === 1)) columns.add(token.text);
  }
  return { columns, unknown: [...columns].filter((column) => !known.includes(column)) };
}
