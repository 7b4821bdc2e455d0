import * as v from "valibot";
import { AppError } from "../errors.ts";
import { integerParam } from "./query.ts";

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 200;

const MAX_CURSOR_LENGTH = 1_024;

/** The query parameters of every list: spread into a `query({...})`. */
export const pageParams = {
  limit: v.optional(
    v.pipe(integerParam(1, MAX_LIMIT), v.description("How many items to answer with.")),
    String(DEFAULT_LIMIT),
  ),
  cursor: v.optional(v.pipe(v.string(), v.description("`nextCursor` of the page before."))),
};

/** The wire schema of a list answer: `nextCursor` is null on the last page. */
export const page = <const S extends v.GenericSchema>(item: S) =>
  v.object({
    items: v.array(item),
    nextCursor: v.pipe(
      v.nullable(v.string()),
      v.description("Give it as `cursor` for the next page; null at the end."),
    ),
  });

type Key = readonly (string | number | boolean | null)[];

/** A keyset cursor: the sort key of the last item seen, as base64url of a JSON array. Opaque to callers. */
export const encodeCursor = (key: Key): string => Buffer.from(JSON.stringify(key), "utf8").toString("base64url");

/** Reads a cursor back as the tuple `schema` describes. Throws `AppError("invalid-request")` unless this server could have made it. */
export function decodeCursor<S extends v.GenericSchema>(schema: S, cursor: string): v.InferOutput<S> {
  const result = v.safeParse(schema, readKey(cursor));
  if (result.success) return result.output;
  throw new AppError("invalid-request", "The cursor cannot be accepted.", {
    errors: [{ in: "query", pointer: "#/cursor", detail: "is not a cursor of this list" }],
  });
}

/**
 * Cuts a page from rows read with `limit + 1`: the extra row only tells that there is more.
 * `keyOf` gives the sort key of a row, as the list's cursor schema describes it.
 */
export function toPage<T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => Key,
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}

function readKey(cursor: string): unknown {
  if (cursor.length > MAX_CURSOR_LENGTH) return undefined;
  const bytes = Buffer.from(cursor, "base64url");
  // Buffer skips characters that are not base64url: only the canonical spelling is ours.
  if (bytes.toString("base64url") !== cursor) return undefined;
  const text = bytes.toString("utf8");
  // No text in the database has a NUL.
  if (/\0|\\u0000/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
