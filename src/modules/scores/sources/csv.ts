import { AppError } from "../../../platform/errors.ts";

/** One record of a CSV file and the line it begins on, counted from 1. */
export interface CsvRecord {
  line: number;
  fields: string[];
}

const QUOTE = '"';

/**
 * Reads comma-separated values (RFC 4180) as they arrive. Quoted fields may hold commas, line breaks and doubled quotes;
 * lines end in CRLF or LF; a byte order mark and empty lines are skipped. Memory held: one record and one chunk.
 *
 * Throws `malformed-body` when the text ends inside quotes or a closing quote is followed by anything but a separator.
 */
export async function* readCsv(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<CsvRecord> {
  let fields: string[] = [];
  let field = "";
  let state: "start" | "plain" | "quoted" | "closing" = "start";
  let line = 1;
  let recordLine = 1;
  let first = true;

  const endField = () => {
    fields.push(field);
    field = "";
    state = "start";
  };

  for await (const chunk of chunks) {
    const text = first ? chunk.replace(/^\uFEFF/, "") : chunk;
    if (chunk.length > 0) first = false;
    let at = 0;
    while (at < text.length) {
      if (state === "quoted") {
        const quote = text.indexOf(QUOTE, at);
        const end = quote === -1 ? text.length : quote;
        for (let i = text.indexOf("\n", at); i !== -1 && i < end; i = text.indexOf("\n", i + 1)) line++;
        field += text.slice(at, end);
        if (quote !== -1) state = "closing";
        at = end + 1;
        continue;
      }
      const character = text[at] as string;
      if (character === QUOTE && state !== "plain") {
        // A second quote right after a closing one stands for a quote.
        if (state === "closing") field += QUOTE;
        state = "quoted";
        at++;
      } else if (character === ",") {
        endField();
        at++;
      } else if (character === "\n") {
        // The carriage return of CRLF belongs to the line break.
        if (state === "plain" && field.endsWith("\r")) field = field.slice(0, -1);
        endField();
        if (fields.length > 1 || fields[0] !== "") yield { line: recordLine, fields };
        fields = [];
        line++;
        recordLine = line;
        at++;
      } else if (state === "closing") {
        if (character !== "\r") throw new AppError("malformed-body", `Line ${line}: text after a closing quote.`);
        at++;
      } else {
        let end = at + 1;
        while (end < text.length && text[end] !== "," && text[end] !== "\n") end++;
        field += text.slice(at, end);
        state = "plain";
        at = end;
      }
    }
  }
  if (state === "quoted") throw new AppError("malformed-body", `Line ${recordLine}: a quoted field does not end.`);
  if (state === "plain" && field.endsWith("\r")) field = field.slice(0, -1);
  endField();
  if (fields.length > 1 || fields[0] !== "") yield { line: recordLine, fields };
}
