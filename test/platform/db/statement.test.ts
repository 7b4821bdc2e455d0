import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseScript, parseStatement } from "../../../src/platform/db/statement.ts";

const kindOf = (sql: string) => parseStatement(sql).kind;

describe("a statement is understood by its words", () => {
  it.each([
    ["SELECT 1", "read"],
    ["  -- a comment; with a semicolon\n /* another; */ select 1 ;  -- the end", "read"],
    ["VALUES (1), (2)", "read"],
    ["EXPLAIN QUERY PLAN DELETE FROM t", "read"],
    ["WITH a AS (SELECT 1) SELECT * FROM a", "read"],
    ["WITH RECURSIVE a(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM a) SELECT n FROM a", "read"],
    ["WITH replace AS (SELECT 1) SELECT * FROM replace", "read"],
    ["WITH a AS (SELECT 'x'), b AS NOT MATERIALIZED (SELECT 2) INSERT INTO t SELECT * FROM a", "write"],
    ['WITH "select" AS (SELECT 1) UPDATE t SET a = 1', "write"],
    ["WITH a AS (SELECT ')') DELETE FROM t", "write"],
    ["insert into t values (1)", "write"],
    ["REPLACE INTO t VALUES (1)", "write"],
    ["CREATE TABLE t (a)", "schema"],
    ["ALTER TABLE t ADD b", "schema"],
    ["PRAGMA user_version", "pragma"],
    ["VACUUM INTO 'x'", "vacuum"],
    ["ATTACH 'x' AS y", "attach"],
    ["SAVEPOINT a", "savepoint"],
    ["ROLLBACK TO a", "savepoint"],
    ["ROLLBACK TRANSACTION TO SAVEPOINT a", "savepoint"],
    ["ROLLBACK", "transaction"],
    ["END TRANSACTION", "transaction"],
    ["nonsense", "write"],
  ])("%s: %s", (sql, kind) => {
    expect(kindOf(sql)).toBe(kind);
  });

  it("keeps a trigger with its body whole", () => {
    const trigger = `CREATE TEMP TRIGGER a AFTER INSERT ON t BEGIN
      UPDATE t SET n = CASE WHEN n > 1 THEN 2 ELSE 3 END; DELETE FROM u; END;`;
    expect(kindOf(trigger)).toBe("schema");
    expect(parseScript(`${trigger} SELECT 1;;`).map(({ kind }) => kind)).toEqual(["schema", "read"]);
  });
});

describe("more than one statement", () => {
  it.each(["SELECT 1; SELECT 2", "DELETE FROM t; -- \n x", "SELECT ';'; SELECT 1", "SELECT 1;; SELECT 2"])(
    "%s is refused",
    (sql) => {
      expect(() => parseStatement(sql)).toThrow(/more than one/);
    },
  );

  it.each(["", "  ", ";", "-- nothing", "/* open"])("%j holds none", (sql) => {
    expect(() => parseStatement(sql)).toThrow(/no SQL statement/);
  });

  it.each([
    "SELECT ';'",
    'SELECT ";"',
    "SELECT `;`",
    "SELECT [;]",
    "SELECT 'it''s;'",
    "SELECT 1 /* ; */",
    "SELECT 1 -- ;",
  ])("%s is one", (sql) => {
    expect(kindOf(sql)).toBe("read");
  });

  it("is refused whatever literals and comments stand around the semicolon", () => {
    const filler = fc.constantFrom(
      "'a;b'",
      '"c;d"',
      "/* e;f */ 1",
      "-- g;h\n 2",
      "[i;j]",
      "x'00'",
      "1.5e3",
      ":name",
      "?3",
    );
    fc.assert(
      fc.property(fc.array(filler, { maxLength: 5 }), fc.array(filler, { maxLength: 5 }), (before, after) => {
        const one = `SELECT ${[...before, "1"].join(", ")}`;
        const two = `SELECT ${[...after, "1"].join(", ")}`;
        expect(parseStatement(`${one} ;`).sql).toBe(one);
        expect(parseScript(`${one};${two}`).map(({ sql }) => sql)).toEqual([one, two]);
        expect(() => parseStatement(`${one};${two}`)).toThrow(/more than one/);
      }),
    );
  });

  it("cannot hide behind a NUL character", () => {
    expect(() => parseStatement("SELECT 1\0; DELETE FROM t")).toThrow(/NUL/);
  });
});

describe("parameters", () => {
  it.each([
    ["SELECT ?, ?", [undefined, undefined]],
    ["SELECT ?3, ?", [undefined, undefined, undefined, undefined]],
    ["SELECT :a, @b, $c, :a", [":a", "@b", "$c"]],
    ["SELECT ?, :a, ?", [undefined, ":a", undefined]],
    ["SELECT '?', \"?\", /* ? */ 1 -- ?", []],
    ["SELECT $a::b(c), 1::x", ["$a::b(c)", ":x"]],
  ])("of %s are numbered as SQLite does", (sql, names) => {
    expect(parseStatement(sql).parameters).toEqual(names);
  });
});

describe("a query that ends in LIMIT 1", () => {
  it.each([
    ["SELECT 1 LIMIT 1", "one"],
    ["SELECT 1 LIMIT ?", "last-parameter"],
    ["SELECT 1 LIMIT 10", "other"],
    ["SELECT 1 LIMIT 1 OFFSET 2", "other"],
    ["SELECT (SELECT 1 LIMIT 1)", "other"],
    ["EXPLAIN SELECT 1 LIMIT 1", "other"],
  ])("%s: %s", (sql, limit) => {
    expect(parseStatement(sql).limit).toBe(limit);
  });
});
