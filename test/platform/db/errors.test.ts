import { DrizzleQueryError } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import {
  databaseBusy,
  isBusyError,
  isConstraintViolation,
  isUniqueViolation,
} from "../../../src/platform/db/errors.ts";
import { openOther, openScratch } from "./support.ts";

const SCHEMA = `CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, team TEXT, name TEXT CHECK (name <> ''), UNIQUE (team, name));
  CREATE TABLE nicks (nick TEXT);
  CREATE UNIQUE INDEX nicks_lower ON nicks (lower(nick));
  INSERT INTO nicks VALUES ('bob')`;

async function failureOf(sql: string): Promise<Error> {
  const { client } = await openScratch(SCHEMA);
  await client.execute("INSERT INTO users VALUES (1, 'a@x', 'red', 'ann')");
  return client.execute(sql).then(
    () => new Error("It went through"),
    (error) => new DrizzleQueryError(sql, [], error),
  );
}

describe("what went wrong is found through wrapping errors", () => {
  it.each([
    ["INSERT INTO users (email) VALUES ('a@x')", ["email", "users.email"], ["name", "mail"]],
    ["INSERT INTO users (team, name) VALUES ('red', 'ann')", ["team", "users.name"], ["email"]],
    ["INSERT INTO nicks VALUES ('BOB')", ["nicks_lower"], ["nick"]],
    ["INSERT INTO users (id) VALUES (1)", ["id"], ["email"]],
  ])("%s", async (sql, names, others) => {
    const error = await failureOf(sql);
    expect(isUniqueViolation(error)).toBe(true);
    expect(isConstraintViolation(error)).toBe(true);
    expect(isBusyError(error)).toBe(false);
    for (const name of names) expect([name, isUniqueViolation(error, name)]).toEqual([name, true]);
    for (const name of others) expect([name, isUniqueViolation(error, name)]).toEqual([name, false]);
  });

  it("a check that fails is a constraint, but not about uniqueness", async () => {
    const error = await failureOf("INSERT INTO users (name) VALUES ('')");
    expect([isConstraintViolation(error), isUniqueViolation(error)]).toEqual([true, false]);
  });

  it("a syntax error is neither", async () => {
    const error = await failureOf("nonsense");
    expect([isConstraintViolation(error), isUniqueViolation(error), isBusyError(error)]).toEqual([false, false, false]);
  });

  it("a lock is a lock, as the driver, the stock client and this one say it", async () => {
    const { path } = await openScratch();
    openOther(path).exec("BEGIN IMMEDIATE");
    const other = openOther(path);
    const caught = (() => {
      try {
        other.exec("BEGIN IMMEDIATE");
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(isBusyError(caught)).toBe(true);
    expect(isBusyError(new DrizzleQueryError("BEGIN", [], databaseBusy(caught)))).toBe(true);
    expect(isBusyError("SQLITE_BUSY")).toBe(false);
  });

  it("a chain that bites its own tail comes to an end", () => {
    const error = new Error("outer");
    error.cause = new Error("inner", { cause: error });
    expect(isBusyError(error)).toBe(false);
  });
});
