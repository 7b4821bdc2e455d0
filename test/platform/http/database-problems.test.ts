import { LibsqlError } from "@libsql/client";
import { DrizzleQueryError } from "drizzle-orm/errors";
import { describe, expect, test } from "vitest";
import { databaseBusy } from "../../../src/platform/db/errors.ts";
import { toProblem } from "../../../src/platform/http/problem.ts";
import { apiTokensTable } from "../../../src/platform/http/tokens.tables.ts";
import { createTestDatabase } from "../../support/database.ts";

const REQUEST = { requestId: "req-1", instance: "/api/v1/games" };
const wrapped = (cause: Error) => new DrizzleQueryError("select secret from games", ["secret"], cause);

describe("an error of the database, wrapped by Drizzle as it comes to routes", () => {
  test.each([
    [databaseBusy(new Error("locked")), "database-busy"],
    [new LibsqlError("database is locked", "SQLITE_BUSY"), "database-busy"],
    [new LibsqlError("disk full", "SQLITE_FULL"), "database-failed"],
    [new LibsqlError("disk I/O error", "SQLITE_IOERR"), "database-failed"],
    [new LibsqlError("malformed", "SQLITE_CORRUPT"), "database-failed"],
    [new LibsqlError("closed", "CLIENT_CLOSED"), "unavailable"],
  ])("%s is %s, and worth trying again", (cause, code) => {
    const { status, body } = toProblem(wrapped(cause), REQUEST);
    expect({ status, code: body.code }).toEqual({ status: 503, code });
    expect(JSON.stringify(body)).not.toMatch(/secret|locked|disk|malformed/);
  });

  test("says after how many seconds when it is busy", () => {
    expect(toProblem(wrapped(databaseBusy(new Error())), REQUEST).headers["retry-after"]).toBe("1");
  });

  test.each(["SQLITE_CONSTRAINT", "SQLITE_ERROR", "SQLITE_MISUSE"])("%s is a fault of ours", (code) => {
    const { status, body } = toProblem(wrapped(new LibsqlError("no such column: secret", code)), REQUEST);
    expect({ status, code: body.code }).toEqual({ status: 500, code: "internal" });
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  test("is told apart for a query on a database that was closed", async () => {
    const { database, remove } = await createTestDatabase();
    await remove();
    const error: unknown = await database.db
      .select()
      .from(apiTokensTable)
      .catch((thrown: unknown) => thrown);
    expect(toProblem(error, REQUEST).body.code).toBe("unavailable");
  });
});
