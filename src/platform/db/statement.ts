import { LibsqlError } from "@libsql/core/api";
import { type ParameterNames, parameterNames } from "./arguments.ts";
import { type Token, tokenize } from "./tokenize.ts";

/**
 * What a statement does, as far as choosing a connection goes:
 * `read` changes nothing; `write` changes rows; `schema` changes tables; `pragma`, `vacuum` and `attach` speak to one
 * connection; `savepoint` nests inside a transaction; `transaction` would open or end one.
 */
export type StatementKind = "read" | "write" | "schema" | "pragma" | "vacuum" | "attach" | "savepoint" | "transaction";

export interface Pragma {
  /** Lower case, without schema name. */
  name: string;
  /** The value in `name = value` and `name(value)`, lower case without quotes. */
  value: string | undefined;
  assigns: boolean;
}

/** One statement, understood once and then looked up by its text. */
export interface Statement {
  sql: string;
  kind: StatementKind;
  parameters: ParameterNames;
  /** Whether the columns of the result change with the schema: there is a `*`. */
  columnsFollowSchema: boolean;
  /** How a query ends: `limit 1`, `limit ?` with the last parameter, or otherwise. */
  limit: "one" | "last-parameter" | "other";
  pragma: Pragma | undefined;
}

const KINDS: Record<string, StatementKind> = {
  SELECT: "read",
  VALUES: "read",
  EXPLAIN: "read",
  INSERT: "write",
  REPLACE: "write",
  UPDATE: "write",
  DELETE: "write",
  CREATE: "schema",
  ALTER: "schema",
  DROP: "schema",
  REINDEX: "schema",
  ANALYZE: "schema",
  PRAGMA: "pragma",
  VACUUM: "vacuum",
  ATTACH: "attach",
  DETACH: "attach",
  SAVEPOINT: "savepoint",
  RELEASE: "savepoint",
  BEGIN: "transaction",
  COMMIT: "transaction",
  END: "transaction",
};
const VERBS_AFTER_WITH = new Set(["SELECT", "VALUES", "INSERT", "REPLACE", "UPDATE", "DELETE"]);

/**
 * Understands one statement. Throws `LibsqlError` with code `SQL_MANY_STATEMENTS` when the text holds more than one
 * (SQLite would run the first and drop the rest), and `SQL_NO_STATEMENT` when it holds none.
 */
export function parseStatement(sql: string): Statement {
  const [first, ...rest] = statementsOf(sql);
  if (first === undefined) throw new LibsqlError("The text holds no SQL statement", "SQL_NO_STATEMENT");
  if (rest.length > 0) {
    throw new LibsqlError(
      "The text holds more than one SQL statement: use batch() or executeMultiple()",
      "SQL_MANY_STATEMENTS",
    );
  }
  return describe(sql, first);
}

/** Splits a script into its statements. Empty statements are left out. */
export const parseScript = (sql: string): Statement[] => statementsOf(sql).map((tokens) => describe(sql, tokens));

function statementsOf(sql: string): Token[][] {
  if (sql.includes("\0")) throw new LibsqlError("SQL cannot hold a NUL character", "SQLITE_ERROR");
  const statements: Token[][] = [];
  let current: Token[] = [];
  for (const token of tokenize(sql)) {
    if (token.kind !== "semicolon") current.push(token);
    else if (isInsideTrigger(current)) current.push(token);
    else if (current.length > 0) {
      statements.push(current);
      current = [];
    }
  }
  if (current.length > 0) statements.push(current);
  return statements;
}

/** The body of a trigger holds semicolons; it ends at `; END` (the rule of sqlite3_complete). */
function isInsideTrigger(tokens: Token[]): boolean {
  const words = tokens.slice(0, 6).map(wordOf);
  const create = words.indexOf("CREATE");
  if (create === -1 || words.slice(0, create).some((word) => !["EXPLAIN", "QUERY", "PLAN"].includes(word)))
    return false;
  const next = words[create + 1] === "TEMP" || words[create + 1] === "TEMPORARY" ? create + 2 : create + 1;
  if (words[next] !== "TRIGGER") return false;
  return !(wordOf(tokens.at(-1)) === "END" && tokens.at(-2)?.kind === "semicolon");
}

function describe(sql: string, tokens: Token[]): Statement {
  const kind = kindOf(tokens);
  return {
    sql: sql.slice(tokens[0]?.start, tokens.at(-1)?.end),
    kind,
    parameters: parameterNames(tokens),
    columnsFollowSchema: tokens.some((token, i) => isStar(token, tokens[i - 1])),
    limit: kind === "read" && wordOf(tokens[0]) !== "EXPLAIN" ? limitOf(tokens) : "other",
    pragma: kind === "pragma" ? pragmaOf(tokens) : undefined,
  };
}

function kindOf(tokens: Token[]): StatementKind {
  const words = tokens.map(wordOf);
  const verb = words[0] === "WITH" ? verbAfterWith(tokens) : (words[0] ?? "");
  if (verb === "ROLLBACK") return words.includes("TO") ? "savepoint" : "transaction";
  // Anything unknown goes to the writer, where SQLite will say what is wrong with it.
  return KINDS[verb] ?? "write";
}

/** The main verb is the first one that follows a common table's closing bracket, outside all brackets. */
function verbAfterWith(tokens: Token[]): string {
  let depth = 0;
  let previous = "";
  for (const token of tokens) {
    if (token.text === "(") depth += 1;
    else if (token.text === ")") depth -= 1;
    else if (depth === 0 && previous === ")" && VERBS_AFTER_WITH.has(wordOf(token))) return wordOf(token);
    previous = token.text;
  }
  return "";
}

const wordOf = (token: Token | undefined): string => (token?.kind === "word" ? token.text.toUpperCase() : "");

/** A `*` that may stand for columns; that of `count(*)` does not. */
const isStar = (token: Token, previous: Token | undefined): boolean => token.text === "*" && previous?.text !== "(";

function limitOf(tokens: Token[]): Statement["limit"] {
  const count = tokens.at(-1);
  if (count === undefined || wordOf(tokens.at(-2)) !== "LIMIT") return "other";
  if (count.text === "1") return "one";
  return count.text === "?" ? "last-parameter" : "other";
}

function pragmaOf(tokens: Token[]): Pragma {
  const nameAt = tokens[2]?.text === "." ? 3 : 1;
  const assigns = tokens[nameAt + 1]?.text === "=";
  const called = tokens[nameAt + 1]?.text === "(";
  const value = tokens.slice(nameAt + 2, called ? -1 : undefined).map((token) => token.text);
  return {
    name: unquoted(tokens[nameAt]?.text ?? ""),
    value: assigns || called ? unquoted(value.join("")) : undefined,
    assigns,
  };
}

const unquoted = (text: string): string => text.replace(/^['"`[]|['"`\]]$/g, "").toLowerCase();
