import fc from "fast-check";
import { expect, test } from "vitest";
import {
  insideBrackets,
  normalizeSql,
  splitAtCommas,
  splitStatements,
  tokenizeSql,
} from "../../../../src/platform/db/sql-tokens.ts";

const normal = (sql: string, table?: string) => normalizeSql(tokenizeSql(sql), table);

test("spelling does not count: case, spaces, comments, quotes of names, outer brackets, the table's own name", () => {
  const spellings = [
    `"games"."Status" in ('final', 'live') and "games"."week" >= 0`,
    "status IN ('final','live') AND week>=0",
    "((`status` in ('final', /* or */ 'live') and [week] >= 0)) -- always",
    "GAMES.STATUS in ('final','live')\nand\tGames.week >= 0",
  ];
  expect(new Set(spellings.map((sql) => normal(sql, "games"))).size).toBe(1);
});

test("meaning counts: letters of strings, brackets inside, names of other tables, order", () => {
  const texts = [
    "a in ('x')",
    "a in ('X')",
    "a in ('x''')",
    "(a) in ('x')",
    "b.a in ('x')",
    "'x' in (a)",
    "a in ('x') or (b)",
  ];
  expect(new Set(texts.map((sql) => normal(sql, "t"))).size).toBe(texts.length);
  expect(normal("(a) or (b)")).toBe("( a ) or ( b )");
});

test("a doubled quote is part of the literal", () => {
  expect(tokenizeSql(`'it''s' "a""b" \`c\`\`d\``).map((token) => token.text)).toEqual(["'it''s'", 'a"b', "c`d"]);
  expect(tokenizeSql("'a' 'b'")).toHaveLength(2);
});

test("a trigger is one statement, whatever it holds", () => {
  const trigger =
    "CREATE TRIGGER t AFTER DELETE ON a BEGIN UPDATE b SET x = CASE WHEN y THEN 1 ELSE 2 END; DELETE FROM c; END";
  expect(splitStatements(`${trigger}; SELECT 1; -- ;`).map(({ kind }) => kind)).toEqual(["schema", "read"]);
});

const word = fc.constantFrom("alpha", "Beta", "select", "x1");
const literal = fc.string({ maxLength: 6 }).map((text) => `'${text.replaceAll("\0", "").replaceAll("'", "''")}'`);
const part = fc.oneof(word, literal, fc.nat(99).map(String), fc.constantFrom("(", ")", ",", "+", "<", ">"));
const gap = fc.constantFrom(" ", "\n", "\t ", " -- note; 'not a string\n", "/* ; ( */");

test("no gap between tokens changes the meaning, and no statement hides in one", () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), fc.infiniteStream(gap), (parts, gaps) => {
      const plain = parts.join(" ");
      const spaced = parts.map((text) => text + gaps.next().value).join("");
      expect(normal(spaced)).toBe(normal(plain));
      expect(splitStatements(`${spaced};${spaced}`)).toHaveLength(2);
    }),
  );
});

test("brackets and commas nest", () => {
  const tokens = tokenizeSql("f(a, (b, c), 'd, e'), g");
  expect(
    insideBrackets(tokens, 1)
      .map((token) => token.text)
      .join(""),
  ).toBe("a,(b,c),'d, e'");
  expect(splitAtCommas(tokens).map((list) => list.length)).toEqual([12, 1]);
  expect(insideBrackets(tokenizeSql("(a, b"), 0)).toHaveLength(3);
});
