import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { bearer, createOpenApiDocument, json, openApiHandler, problems } from "../../../src/platform/http/openapi.ts";
import { page, pageParams } from "../../../src/platform/http/pagination.ts";
import { booleanParam, instantParam, integerParam, listParam, query } from "../../../src/platform/http/query.ts";
import { validate } from "../../../src/platform/http/validate.ts";

const INFO = { title: "Test", version: "1.2.3", description: "An API." };
const Game = v.pipe(
  v.object({ id: v.string(), startsAt: v.pipe(v.string(), v.isoTimestamp()) }),
  v.metadata({ ref: "Game" }),
);

const createApp = () =>
  new Hono()
    .get(
      "/games",
      describeRoute({ operationId: "listGames", summary: "Games", responses: { 200: json("Games", page(Game)) } }),
      validate(
        "query",
        query({
          ...pageParams,
          week: v.optional(integerParam(1, 18), "3"),
          live: v.optional(booleanParam(), "false"),
          since: v.optional(instantParam()),
          types: v.optional(listParam(v.picklist(["score", "final"]), 5)),
        }),
      ),
      (c) => c.json({ items: [], nextCursor: null }),
    )
    .post(
      "/games",
      describeRoute({
        operationId: "createGame",
        security: bearer,
        responses: {
          201: json("The game", Game),
          ...problems("unauthorized", "conflict", "unknown-team", "invalid-request"),
        },
      }),
      validate("json", v.object({ id: v.string() })),
      (c) => c.json({ id: "", startsAt: "" }, 201),
    )
    .get(
      "/week.ics",
      describeRoute({ operationId: "calendar", responses: { 200: { description: "A calendar" } } }),
      (c) => c.text(""),
    );

interface Parameter {
  name: string;
  [member: string]: unknown;
}
interface Operation {
  parameters?: Parameter[];
  responses: Record<string, unknown>;
  [member: string]: unknown;
}
const documentOf = async () =>
  (await createOpenApiDocument(createApp(), INFO)) as unknown as {
    paths: Record<string, Record<string, Operation>>;
    components: Record<string, Record<string, unknown>>;
    [member: string]: unknown;
  };

describe("the OpenAPI document", () => {
  test("states version, info, servers and the bearer scheme", async () => {
    const { openapi, info, servers, components } = await documentOf();
    expect({ openapi, info, servers }).toEqual({ openapi: "3.1.0", info: INFO, servers: [{ url: "/" }] });
    expect(components.securitySchemes).toMatchObject({ bearer: { type: "http", scheme: "bearer" } });
  });

  test("names schemas that have a ref, and the problem", async () => {
    const { components, paths } = await documentOf();
    expect(Object.keys(components.schemas ?? {})).toEqual(["Game", "Problem"]);
    expect(JSON.stringify(paths["/games"]?.get?.responses)).toContain('{"$ref":"#/components/schemas/Game"}');
  });

  test("describes parameters as they travel", async () => {
    const { paths } = await documentOf();
    const byName = Object.fromEntries((paths["/games"]?.get?.parameters ?? []).map((one) => [one.name, one]));
    expect(byName.limit).toMatchObject({ schema: { type: "integer", minimum: 1, maximum: 200, default: 50 } });
    expect(byName.week).toMatchObject({ schema: { type: "integer", minimum: 1, maximum: 18, default: 3 } });
    expect(byName.live?.schema).toEqual({ type: "boolean", default: false });
    expect(byName.since?.schema).toEqual({ type: "string", format: "date-time" });
    expect(byName.types).toMatchObject({
      style: "form",
      explode: false,
      schema: { type: "array", items: { enum: ["score", "final"] }, minItems: 1, maxItems: 5 },
    });
  });

  test("gives operations the problems of validation, and puts codes of one status together", async () => {
    const { paths } = await documentOf();
    expect(Object.keys(paths["/games"]?.get?.responses ?? {})).toEqual(["200", "422"]);
    expect(Object.keys(paths["/games"]?.post?.responses ?? {})).toEqual([
      "201",
      "400",
      "401",
      "409",
      "413",
      "415",
      "422",
    ]);
    const declared = paths["/games"]?.post?.responses["422"];
    expect(declared).toMatchObject({ description: expect.stringMatching(/`unknown-team`.*`invalid-request`/s) });
    expect(Object.keys(paths["/week.ics"]?.get?.responses ?? {})).toEqual(["200"]);
  });

  test("answers every error as application/problem+json", async () => {
    const { paths, components } = await documentOf();
    const resolve = (response: unknown) => {
      const ref = (response as { $ref?: string }).$ref?.split("/").at(-1);
      return ref === undefined ? response : components.responses?.[ref];
    };
    const errors = Object.values(paths)
      .flatMap((path) => Object.values(path))
      .flatMap(({ responses }) => Object.entries(responses))
      .filter(([status]) => status >= "400");
    expect(errors.length).toBeGreaterThan(5);
    for (const [, response] of errors) {
      expect(resolve(response)).toHaveProperty(["content", "application/problem+json", "schema", "$ref"]);
    }
  });

  test("is the same text every time, with keys in order", async () => {
    const first = JSON.stringify(await documentOf());
    expect(JSON.stringify(await documentOf())).toBe(first);
    const keys = Object.keys((await documentOf()).paths["/games"]?.post ?? {});
    expect(keys).toEqual([...keys].sort());
  });

  test("is served as JSON", async () => {
    const app = createApp();
    app.get("/openapi.json", openApiHandler(app, INFO));
    const answer = await app.request("/openapi.json");
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(await answer.json()).toEqual(await documentOf());
  });
});
