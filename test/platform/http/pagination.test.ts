import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { AppError } from "../../../src/platform/errors.ts";
import { decodeCursor, encodeCursor, toPage } from "../../../src/platform/http/pagination.ts";

const Key = v.strictTuple([v.pipe(v.number(), v.integer()), v.string()]);

const refusal = (cursor: string): AppError => {
  try {
    decodeCursor(Key, cursor);
  } catch (error) {
    return error as AppError;
  }
  throw new Error("the cursor was accepted");
};

describe("cursors", () => {
  test("come back as the key they were made from", () => {
    fc.assert(
      fc.property(fc.integer(), fc.string({ maxLength: 100 }), (at, id) => {
        const cursor = encodeCursor([at, id]);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(decodeCursor(Key, cursor)).toEqual([at, id]);
      }),
    );
  });

  test.each([
    ["empty", ""],
    ["not base64url", "a+b/c="],
    ["with characters that decoders skip", `${encodeCursor([1, "a"])}!`],
    ["not JSON", Buffer.from("[1,").toString("base64url")],
    ["of another list", encodeCursor(["a", 1])],
    ["too long", encodeCursor([1, "x".repeat(2_000)])],
    ["with more in it", encodeCursor([1, "a", 2])],
  ])("that are %s are refused with the parameter named", (_name, cursor) => {
    const { code, errors } = refusal(cursor);
    expect(code).toBe("invalid-request");
    expect(errors).toEqual([{ in: "query", pointer: "#/cursor", detail: "is not a cursor of this list" }]);
  });

  test("that are arbitrary text are refused or are exactly ours", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(encodeCursor(decodeCursor(Key, text))).toBe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
    );
  });
});

describe("pages", () => {
  test("walk through every row once, whatever the limit", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 500 })), fc.integer({ min: 1, max: 20 }), (ids, limit) => {
        const rows = [...ids].sort((a, b) => a - b).map((id) => ({ id }));
        const seen: number[] = [];
        let after = -1;
        for (let pages = 0; pages <= rows.length; pages++) {
          const read = rows.filter(({ id }) => id > after).slice(0, limit + 1);
          const { items, nextCursor } = toPage(read, limit, ({ id }) => [id]);
          seen.push(...items.map(({ id }) => id));
          if (nextCursor === null) break;
          [after] = decodeCursor(v.tuple([v.number()]), nextCursor);
        }
        expect(seen).toEqual(rows.map(({ id }) => id));
      }),
    );
  });

  test("end without a cursor, also when the last one is full", () => {
    expect(toPage([1, 2], 2, (id) => [id])).toEqual({ items: [1, 2], nextCursor: null });
    expect(toPage([], 2, (id) => [id])).toEqual({ items: [], nextCursor: null });
  });
});
