export interface Token {
  kind: "word" | "identifier" | "string" | "number" | "parameter" | "operator" | "semicolon";
  /** As written, quotes included. */
  text: string;
  start: number;
  end: number;
}

const CLOSING: Record<string, string> = { "'": "'", '"': '"', "`": "`", "[": "]" };

/**
 * The tokens of SQL as SQLite sees them (https://sqlite.org/lang_comment.html, lang_keywords.html, lang_expr.html#varparam),
 * without whitespace and comments. A doubled quote inside a literal gives two neighbouring tokens, which is enough to find
 * where statements end and which parameters they have. Whatever is left open runs to the end, as in SQLite.
 */
export function* tokenize(sql: string): Generator<Token> {
  let at = 0;
  while (at < sql.length) {
    const start = at;
    const char = sql.charAt(at);
    if (isSpace(char)) {
      at += 1;
      continue;
    }
    if (sql.startsWith("--", at)) {
      at = endOf(sql, "\n", at);
      continue;
    }
    if (sql.startsWith("/*", at)) {
      at = endOf(sql, "*/", at + 2);
      continue;
    }
    let kind: Token["kind"] = "operator";
    const closing = CLOSING[char];
    if (closing !== undefined) {
      kind = char === "'" ? "string" : "identifier";
      at = endOf(sql, closing, at + 1);
    } else if (char === ";") {
      kind = "semicolon";
      at += 1;
    } else if (char === "?") {
      kind = "parameter";
      at = skip(sql, at + 1, isDigit);
    } else if ((char === ":" || char === "@" || char === "$") && isNameChar(sql.charAt(at + 1))) {
      kind = "parameter";
      at = endOfNamedParameter(sql, at);
    } else if (isDigit(char)) {
      kind = "number";
      at = skip(sql, at, (next) => isNameChar(next) || next === ".");
    } else if (isNameChar(char)) {
      kind = "word";
      at = skip(sql, at, isNameChar);
    } else {
      at += 1;
    }
    yield { kind, text: sql.slice(start, at), start, end: at };
  }
}

const isSpace = (char: string) =>
  char === " " || char === "\n" || char === "\t" || char === "\r" || char === "\f" || char === "\ufeff";
const isDigit = (char: string) => char >= "0" && char <= "9";
const isNameChar = (char: string) =>
  (char >= "a" && char <= "z") ||
  (char >= "A" && char <= "Z") ||
  isDigit(char) ||
  char === "_" ||
  char === "$" ||
  char >= "\u0080";

function skip(sql: string, from: number, matches: (char: string) => boolean): number {
  let at = from;
  while (at < sql.length && matches(sql.charAt(at))) at += 1;
  return at;
}

function endOf(sql: string, closing: string, from: number): number {
  const found = sql.indexOf(closing, from);
  return found === -1 ? sql.length : found + closing.length;
}

/** `:name`, `@name`, `$name`; a `$` name may hold `::` and end in a bracketed suffix, as in Tcl. */
function endOfNamedParameter(sql: string, start: number): number {
  let at = skip(sql, start + 1, isNameChar);
  if (sql.charAt(start) !== "$") return at;
  while (sql.startsWith("::", at)) at = skip(sql, at + 2, isNameChar);
  return sql.charAt(at) === "(" ? endOf(sql, ")", at) : at;
}
