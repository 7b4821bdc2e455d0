import fc from "fast-check";
import { Hono } from "hono";
import { hc, type InferRequestType, type InferResponseType } from "hono/client";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { describe, expect, expectTypeOf, test } from "vitest";
import { cached } from "../../../src/platform/http/cached.ts";
import type { HttpEnv } from "../../../src/platform/http/env.ts";
import { createMiddleware } from "../../../src/platform/http/middleware.ts";
import { json, problems } from "../../../src/platform/http/openapi.ts";
import { pageParams } from "../../../src/platform/http/pagination.ts";
import { createErrorHandler, createNotFoundHandler, type Problem } from "../../../src/platform/http/problem.ts";
import {
  booleanParam,
  dateParam,
  instantParam,
  integerParam,
  listParam,
  query,
  timeZoneParam,
} from "../../../src/platform/http/query.ts";
import { validate } from "../../../src/platform/http/validate.ts";
import { createTestHttp } from "./harness.ts";

const Search = query({
  ...pageParams,
  week: v.optional(integerParam(1, 18)),
  date: v.optional(dateParam()),
  since: v.optional(instantParam()),
  zone: v.optional(timeZoneParam()),
  live: v.optional(booleanParam(), "false"),
  types: v.optional(listParam(v.picklist(["score", "final"]), 3)),
});
const Draft = v.strictObject({
  name: v.pipe(v.string(), v.minLength(2), v.maxLength(5)),
  side: v.picklist(["home", "away"]),
  plays: v.array(v.object({ yards: v.pipe(v.number(), v.integer()) })),
});

const { app } = createTestHttp({
  routes: (app) => {
    app.get("/api/v1/games", validate("query", Search), (c) => c.json(c.req.valid("query")));
    app.post("/api/v1/games", validate("json", Draft), (c) => c.json(c.req.valid("json"), 201));
    app.get("/api/v1/games/:id", validate("param", v.object({ id: v.pipe(v.string(), v.regex(/^g\d+$/)) })), (c) =>
      c.text("ok"),
    );
  },
});

const search = async (parameters: string) => {
  const answer = await app.request(`/api/v1/games?${parameters}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> & Partial<Problem> };
};
const faultsOf = async (parameters: string) => {
  const { status, body } = await search(parameters);
  expect(status).toBe(422);
  return body.errors;
};
const post = (body: string, type = "application/json") =>
  app.request("/api/v1/games", { method: "POST", body, headers: { "content-type": type } });

describe("query parameters", () => {
  test("come out as values of their types, with defaults", async () => {
    expect((await search("")).body).toEqual({ limit: 50, live: false });
    const full =
      "limit=200&week=18&date=2028-02-29&since=2026-11-20T18:00:00Z&zone=Europe/Helsinki&live=true&types=final,score,final";
    expect((await search(full)).body).toEqual({
      limit: 200,
      week: 18,
      date: "2028-02-29",
      since: "2026-11-20T18:00:00.000Z",
      zone: "Europe/Helsinki",
      live: true,
      types: ["final", "score"],
    });
  });

  test.each([
    ["week=0", "#/week", "must be at least 1"],
    ["week=19", "#/week", "must be at most 18"],
    ["week=1e1", "#/week", "must be a whole number"],
    ["week=0x1", "#/week", "must be a whole number"],
    ["week=%201", "#/week", "must be a whole number"],
    ["week=", "#/week", "must be a whole number"],
    ["week=1.5", "#/week", "must be a whole number"],
    ["week=9999999999999999", "#/week", "must be a whole number"],
    ["limit=201", "#/limit", "must be at most 200"],
    ["date=2026-02-29", "#/date", "is not a date that exists"],
    ["date=20.11.2026", "#/date", "must be a date such as 2026-11-20"],
    ["since=2026-02-29T10:00:00Z", "#/since", "is not a time that exists"],
    ["since=2026-02-20", "#/since", "must be a time such as 2026-11-20T18:00:00Z"],
    ["zone=Mars/Olympus", "#/zone", "must be an IANA time zone such as Europe/Helsinki"],
    ["zone=%2B02:00", "#/zone", "must be an IANA time zone such as Europe/Helsinki"],
    ["live=yes", "#/live", "must be true or false"],
    ["types=score,fumble", "#/types/1", "must be one of score, final"],
    ["types=", "#/types/0", "must be one of score, final"],
    ["types=score,final,a,b", "#/types", "must have at most 3 values"],
    ["week=1&week=2", "#/week", "is given more than once"],
    ["types=score&types=final", "#/types", "is given more than once"],
    ["unheard=1", "#/unheard", "is not a known parameter"],
    ["constructor=1", "#/constructor", "is not a known parameter"],
    ["__proto__=1", "#/__proto__", "is not a known parameter"],
  ])("%s is refused at %s: %s", async (parameters, pointer, detail) => {
    expect(await faultsOf(parameters)).toEqual([{ in: "query", pointer, detail }]);
  });

  test("are all named when several are wrong", async () => {
    expect((await faultsOf("week=99&live=x&a/b=1"))?.map(({ pointer }) => pointer).sort()).toEqual([
      "#/a~1b",
      "#/live",
      "#/week",
    ]);
  });

  test("are never echoed, whatever they hold", async () => {
    const name = fc.constantFrom("week", "date", "since", "zone", "live", "types", "limit");
    await fc.assert(
      fc.asyncProperty(name, fc.string({ minLength: 6 }), async (parameter, value) => {
        const marked = `Q7z${value}Q7z`;
        const { status, body } = await search(`${parameter}=${encodeURIComponent(marked)}`);
        expect(status).toBe(422);
        expect(JSON.stringify(body)).not.toContain("Q7z");
      }),
      { numRuns: 60 },
    );
  });

  test("in bounds are accepted for every whole number", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -50, max: 50 }), async (week) => {
        const { status, body } = await search(`week=${week}`);
        expect(status).toBe(week >= 1 && week <= 18 ? 200 : 422);
        if (status === 200) expect(body.week).toBe(week);
      }),
      { numRuns: 40 },
    );
  });
});

describe("bodies", () => {
  test("that fit are handed on", async () => {
    const draft = { name: "KC-SF", side: "home", plays: [{ yards: 7 }] };
    const answer = await post(JSON.stringify(draft), "application/json; charset=utf-8");
    expect([answer.status, await answer.json()]).toEqual([201, draft]);
  });

  test("that do not fit are answered with a pointer for each fault", async () => {
    const answer = await post('{"name":"x","side":"left","plays":[{"yards":1},{"yards":"secret"},{}],"extra":1}');
    expect(answer.status).toBe(422);
    const { errors } = (await answer.json()) as Problem;
    expect(errors).toEqual([
      { in: "json", pointer: "#/name", detail: "must be at least 2 long" },
      { in: "json", pointer: "#/side", detail: "must be one of home, away" },
      { in: "json", pointer: "#/plays/1/yards", detail: "must be a number" },
      { in: "json", pointer: "#/plays/2/yards", detail: "is required" },
      { in: "json", pointer: "#/extra", detail: "is not a known member" },
    ]);
  });

  test.each(["null", "3", '"text"'])("that are %s are not an object", async (body) => {
    const { errors } = (await (await post(body)).json()) as Problem;
    expect(errors).toEqual([{ in: "json", pointer: "#", detail: "must be an object" }]);
  });

  test.each(["", "{", "{'a':1}", '{"a":1}}'])("that are not JSON (%s) answer 400", async (body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as Problem).code).toBe("malformed-body");
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp"])(
    "of type %s answer 415",
    async (type) => {
      expect((await post('{"name":"abc"}', type)).status).toBe(415);
    },
  );
});

test("path parameters are checked without showing the pattern or the value", async () => {
  const answer = await app.request("/api/v1/games/secret");
  expect(answer.status).toBe(422);
  expect(((await answer.json()) as Problem).errors).toEqual([
    { in: "param", pointer: "#/id", detail: "does not have the expected form" },
  ]);
});

test("types flow from the schemas through chained and nested routes to the typed client", async () => {
  const Game = v.object({ id: v.string(), week: v.number() });
  const games = new Hono<HttpEnv>().get(
    "/games/:id",
    describeRoute({ operationId: "getGame", responses: { 200: json("The game", Game), ...problems("not-found") } }),
    cached(),
    validate("param", v.object({ id: v.string() })),
    validate("query", query({ week: v.optional(integerParam(1, 18), "1"), date: dateParam() })),
    (c) => c.json({ id: c.req.valid("param").id, week: c.req.valid("query").week }, 200),
  );
  const { core, log } = createTestHttp({ routes: () => {} });
  const root = new Hono<HttpEnv>().use("*", ...createMiddleware(core)).route("/api/v1", games);
  root.onError(createErrorHandler({ log })).notFound(createNotFoundHandler(root, { log }));
  const client = hc<typeof root>("http://localhost", { fetch: root.request as typeof fetch });
  const get = client.api.v1.games[":id"].$get;
  expectTypeOf<InferResponseType<typeof get, 200>>().toEqualTypeOf<{ id: string; week: number }>();
  expectTypeOf<InferRequestType<typeof get>["query"]>().toHaveProperty("date");
  // @ts-expect-error `date` has no default, so callers must give it
  expect((await get({ param: { id: "g1" }, query: {} })).status).toBe(422);
  const answer = await get({ param: { id: "g1" }, query: { week: "3", date: "2026-11-20" } });
  expect(await answer.json()).toEqual({ id: "g1", week: 3 });
});
