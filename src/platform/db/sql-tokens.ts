/** A token of SQLite's SQL. Comments and white space are no tokens. */
export interface SqlToken {
  /** `name` is a quoted identifier, with the quotes taken off; `word` is a keyword or a bare identifier. */
  kind: "word" | "name" | "string" | "number" | "symbol";
  text: string;
  /** Offset of the first character in the text. */
  start: number;
}

const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\s+|("(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])|([xX]?'(?:[^']|'')*')|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|((?:\d[\w]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(->>|->|\|\||<=|>=|<>|!=|==|<<|>>|[\s\S])/gy;

/** Cuts SQL text into tokens, by the rules of https://www.sqlite.org/lang.html. Never throws: unknown characters are symbols. */
export function tokenizeSql(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [, name, string, word, number, symbol] = match;
    const start = match.index;
    if (name !== undefined) tokens.push({ kind: "name", text: unquote(name), start });
    else if (string !== undefined) tokens.push({ kind: "string", text: string, start });
    else if (word !== undefined) tokens.push({ kind: "word", text: word, start });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, start });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol, start });
  }
  return tokens;
}

/** The statements of a text, each as its tokens without the closing semicolon. A trigger's body belongs to its statement. */
export function splitStatements(text: string): SqlToken[][] {
  const statements: SqlToken[][] = [];
  let current: SqlToken[] = [];
  for (const token of tokenizeSql(text)) {
    if (token.kind === "symbol" && token.text === ";" && !insideTrigger(current)) {
      if (current.length > 0) statements.push(current);
      current = [];
    } else current.push(token);
  }
  if (current.length > 0) statements.push(current);
  return statements;
}

/** As `sqlite3_complete()` has it, a trigger ends at `; END ;` and nowhere sooner. */
function insideTrigger(tokens: SqlToken[]): boolean {
  const words = tokens.slice(0, 3).map((token) => token.text.toLowerCase());
  if (words[0] !== "create" || !words.includes("trigger")) return false;
  return !(isWord(tokens.at(-1), "end") && tokens.at(-2)?.text === ";");
}

/** Whether the token is this keyword (lower case), or a bare identifier spelled like it. */
export const isWord = (token: SqlToken | undefined, word: string): boolean =>
  token?.kind === "word" && token.text.toLowerCase() === word;

export const isSymbol = (token: SqlToken | undefined, symbol: string): boolean =>
  token?.kind === "symbol" && token.text === symbol;

/** Whether the token can stand for a table or column of this name. */
export const isNamed = (token: SqlToken | undefined, name: string): boolean =>
  (token?.kind === "name" || token?.kind === "word") && token.text.toLowerCase() === name.toLowerCase();

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
