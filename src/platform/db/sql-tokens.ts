import { parseScript, type StatementKind } from "./statement.ts";
import { type Token, tokenize } from "./tokenize.ts";

/** A token whose `text` is without quotes when it is an identifier, and complete with doubled quotes when it is a string. */
export type SqlToken = Pick<Token, "kind" | "text">;

/** One statement of a script. */
export interface SqlStatement {
  kind: StatementKind;
  tokens: SqlToken[];
}

/** Cuts SQL text into tokens. Comments and white space are none. */
export function tokenizeSql(text: string): SqlToken[] {
  const tokens: Token[] = [];
  for (const token of tokenize(text)) {
    const last = tokens.at(-1);
    // A doubled quote ends one literal and begins the next without a gap.
    const isOneLiteral = last?.end === token.start && last.kind === token.kind && last.text.at(-1) === token.text[0];
    if (isOneLiteral && (token.kind === "string" || token.kind === "identifier")) {
      tokens[tokens.length - 1] = { ...token, text: last.text + token.text, start: last.start };
    } else tokens.push(token);
  }
  return tokens.map(({ kind, text }) => ({ kind, text: kind === "identifier" ? unquote(text) : text }));
}

/** The statements of a text, empty ones left out. */
export const splitStatements = (text: string): SqlStatement[] =>
  parseScript(text).map(({ kind, sql }) => ({ kind, tokens: tokenizeSql(sql) }));

/** Kinds that would end the transaction all migrations share, or reach outside the database. */
export const isUnsafeInMigration = (kind: StatementKind): boolean =>
  kind === "transaction" || kind === "savepoint" || kind === "vacuum" || kind === "attach";

/** Whether the token is this keyword (lower case), or a bare identifier spelled like it. */
export const isWord = (token: SqlToken | undefined, word: string): boolean =>
  token?.kind === "word" && token.text.toLowerCase() === word;

export const isSymbol = (token: SqlToken | undefined, symbol: string): boolean =>
  token?.kind === "operator" && token.text === symbol;

/** Whether the token can stand for a table or column of this name. */
export const isNamed = (token: SqlToken | undefined, name: string): boolean =>
  (token?.kind === "identifier" || token?.kind === "word") && token.text.toLowerCase() === name.toLowerCase();

/** The tokens between the bracket at `open` and the one that closes it. */
export function insideBrackets(tokens: SqlToken[], open: number): SqlToken[] {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (isSymbol(tokens[at], "(")) depth++;
    if (isSymbol(tokens[at], ")") && --depth === 0) return tokens.slice(open + 1, at);
  }
  return tokens.slice(open + 1);
}

/** Cuts a list at its commas, leaving those inside brackets alone. */
export function splitAtCommas(tokens: SqlToken[]): SqlToken[][] {
  const parts: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isSymbol(token, "(")) depth++;
    if (isSymbol(token, ")")) depth--;
    if (depth === 0 && isSymbol(token, ",")) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/**
 * A spelling that is equal for texts that mean the same to SQLite: case, quotes of identifiers, white space and
 * the table's own name before a column (`"games"."week"`) do not count, and neither do brackets around the whole.
 */
export function normalizeSql(tokens: SqlToken[], table?: string): string {
  let rest = tokens;
  while (isSymbol(rest[0], "(") && insideBrackets(rest, 0).length === rest.length - 2) rest = rest.slice(1, -1);
  const words: string[] = [];
  for (let at = 0; at < rest.length; at++) {
    const token = rest[at];
    if (token === undefined) break;
    if (table !== undefined && isNamed(token, table) && isSymbol(rest[at + 1], ".")) at++;
    else words.push(token.kind === "string" ? token.text : token.text.toLowerCase());
  }
  return words.join(" ");
}

function unquote(name: string): string {
  const inner = name.slice(1, -1);
  if (name.startsWith('"')) return inner.replaceAll('""', '"');
  return name.startsWith("`") ? inner.replaceAll("``", "`") : inner;
}
