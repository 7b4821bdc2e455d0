import { LibsqlError } from "@libsql/client";
import { DrizzleQueryError } from "drizzle-orm";
import { HTTPException } from "hono/http-exception";
import { describe, expect, test } from "vitest";
import { databaseBusy } from "../../../src/platform/db/errors.ts";
import { AppError, ERROR_STATUS, type ErrorCode } from "../../../src/platform/errors.ts";
import {
  createErrorHandler,
  createNotFoundHandler,
  type Problem,
  toProblem,
} from "../../../src/platform/http/problem.ts";
import { findProblem, problemCatalog } from "../../../src/platform/http/problem-catalog.ts";
import { createTestHttp } from "./harness.ts";

const codes = Object.keys(ERROR_STATUS) as ErrorCode[];
const REQUEST = { requestId: "req-1", instance: "/api/v1/games" };

const throwing = (error: unknown) =>
  createTestHttp({
    routes: (app) => {
      app.get("/api/v1/games", () => {
        throw error;
      });
      app.post("/api/v1/games", (c) => c.text("made"));
      app.get("/week", (c) => c.text("page"));
    },
  });

const problemOf = async (answer: Response | Promise<Response>) => (await (await answer).json()) as Problem;

describe("the catalog", () => {
  test.each(codes)("says of %s what it means and what to do", (code) => {
    const { title, meaning, remedy, status } = problemCatalog[code];
    expect(status).toBe(ERROR_STATUS[code]);
    for (const text of [title, meaning, remedy]) expect(text.length).toBeGreaterThan(3);
    expect(findProblem(code)).toBe(problemCatalog[code]);
  });

  test("has a title of its own for every code", () => {
    expect(new Set(codes.map((code) => problemCatalog[code].title)).size).toBe(codes.length);
  });

  test("knows nothing under names that are no codes", () => {
    for (const name of ["nothing", "toString", "__proto__"]) expect(findProblem(name)).toBeUndefined();
  });
});

describe("toProblem", () => {
  test("puts the members of RFC 9457 and ours into one body", () => {
    const error = new AppError("unknown-team", "No such team.", {
      errors: [{ in: "query", pointer: "#/team", detail: "is not a team" }],
      extensions: { nearMatches: ["KC"] },
    });
    expect(toProblem(error, REQUEST)).toEqual({
      status: 422,
      headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
      body: {
        type: "/problems/unknown-team",
        title: "Unknown team",
        status: 422,
        detail: "No such team.",
        instance: "/api/v1/games",
        code: "unknown-team",
        requestId: "req-1",
        errors: [{ in: "query", pointer: "#/team", detail: "is not a team" }],
        nearMatches: ["KC"],
      },
    });
  });

  test("does not let extensions replace the members of the standard", () => {
    const error = new AppError("conflict", "No.", { extensions: { status: 200, code: "fine", requestId: "x" } });
    expect(toProblem(error, REQUEST).body).toMatchObject({ status: 409, code: "conflict", requestId: "req-1" });
  });

  test("tells when to try again in whole seconds", () => {
    const error = new AppError("rate-limited", "Slow down.", { retryAfterSeconds: 1.2 });
    expect(toProblem(error, REQUEST).headers["retry-after"]).toBe("2");
  });

  test("names the scheme with a 401", () => {
    expect(toProblem(new AppError("unauthorized", "No token."), REQUEST).headers["www-authenticate"]).toMatch(
      /^Bearer/,
    );
  });

  test.each([
    [400, "malformed-body"],
    [413, "payload-too-large"],
    [418, "malformed-body"],
    [500, "internal"],
    [504, "timeout"],
  ] as const)("maps the framework's %i to %s without showing its message", (status, code) => {
    const { body } = toProblem(new HTTPException(status as 400, { message: "secret inside" }), REQUEST);
    expect(body.code).toBe(code);
    expect(JSON.stringify(body)).not.toContain("secret");
  });
});

describe("the error handler", () => {
  test("shows nothing of an unknown error but the request id, and logs its stack under it", async () => {
    const { app, lines } = throwing(new Error("password=hunter2"));
    const answer = await app.request("/api/v1/games?token=abc", { headers: { "x-request-id": "req-7" } });
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).not.toMatch(/hunter2|abc|Error:|at /);
    expect(JSON.parse(text)).toMatchObject({ code: "internal", requestId: "req-7", instance: "/api/v1/games" });
    const logged = lines.find(({ msg }) => msg === "request failed");
    expect(logged).toMatchObject({ level: 50, requestId: "req-7", path: "/api/v1/games" });
    expect(logged).toHaveProperty(["err", "stack"], expect.stringContaining("hunter2"));
  });

  test("answers with the standard headers and no-store", async () => {
    const answer = await throwing(new AppError("gone", "It left.")).app.request("/api/v1/games");
    expect(answer.status).toBe(410);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
  });

  test("does not log what callers did wrong as a failure, and warns of what the server could not do", async () => {
    const wrong = throwing(new AppError("invalid-request", "No."));
    await wrong.app.request("/api/v1/games");
    expect(wrong.lines.filter(({ level }) => level > 30)).toEqual([]);
    const busy = throwing(new AppError("database-busy", "Busy.", { cause: new Error("SQLITE_BUSY") }));
    await busy.app.request("/api/v1/games");
    expect(busy.lines.filter(({ level }) => level > 30)).toMatchObject([
      { level: 40, msg: "request failed: database-busy" },
    ]);
  });

  test("finds what the product threw inside what the query builder made of it", async () => {
    const wrapped = new DrizzleQueryError("select secret", ["param"], databaseBusy(new Error("locked")));
    const { app, lines } = throwing(wrapped);
    const answer = await app.request("/api/v1/games");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await problemOf(answer)).toMatchObject({ code: "database-busy" });
    expect(lines.filter(({ level }) => level > 30)).toMatchObject([{ msg: "request failed: database-busy" }]);
  });

  test.each([
    ["SQLITE_BUSY", 503, "database-busy"],
    ["SQLITE_FULL", 503, "database-failed"],
    ["SQLITE_IOERR", 503, "database-failed"],
    ["SQLITE_CONSTRAINT", 500, "internal"],
    ["SQLITE_ERROR", 500, "internal"],
  ])("tells %s of the database apart, in no words of its own", async (code, status, expected) => {
    const { app } = throwing(new DrizzleQueryError("select secret", ["param"], new LibsqlError("at page 7", code)));
    const answer = await app.request("/api/v1/games");
    const text = await answer.text();
    expect([answer.status, JSON.parse(text).code]).toEqual([status, expected]);
    expect(text).not.toMatch(/secret|param|page 7/);
  });

  test("answers HEAD with the status and no body", async () => {
    const answer = await throwing(new AppError("gone", "It left.")).app.request("/api/v1/games", { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([410, ""]);
  });

  test("gives browsers a page outside the API, and programs JSON everywhere", async () => {
    const { app, log } = throwing(new Error("broken"));
    const options = { log, renderPage: ({ body }: { body: Problem }) => `<h1>${body.title}</h1>` };
    app.onError(createErrorHandler(options));
    app.notFound(createNotFoundHandler(app, options));
    const browser = { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } };
    const page = await app.request("/nowhere", browser);
    expect(page.status).toBe(404);
    expect(page.headers.get("content-type")).toBe("text/html; charset=UTF-8");
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(await page.text()).toBe("<h1>Not found</h1>");
    expect(await problemOf(app.request("/nowhere"))).toMatchObject({ code: "not-found" });
    expect(await problemOf(app.request("/api/v1/games", browser))).toMatchObject({ code: "internal" });
    expect(await problemOf(app.request("/api/v1/nowhere", browser))).toMatchObject({ code: "not-found" });
  });
});

describe("addresses that do not answer", () => {
  const { app } = throwing(new Error("unused"));

  test("an unknown one is not found", async () => {
    expect(await problemOf(app.request("/api/v1/nothing/here?x=1"))).toMatchObject({
      status: 404,
      code: "not-found",
      instance: "/api/v1/nothing/here",
    });
  });

  test("a known one says which methods it takes", async () => {
    const answer = await app.request("/api/v1/games", { method: "DELETE" });
    expect(answer.headers.get("allow")).toBe("GET, HEAD, POST");
    expect(await problemOf(answer)).toMatchObject({ status: 405, code: "method-not-allowed" });
    expect((await app.request("/week", { method: "POST" })).headers.get("allow")).toBe("GET, HEAD");
  });

  test("a known one answers OPTIONS with its methods", async () => {
    const answer = await app.request("/week", { method: "OPTIONS" });
    expect([answer.status, answer.headers.get("allow")]).toEqual([204, "GET, HEAD"]);
  });
});
