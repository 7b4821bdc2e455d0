import { describe, expect, it } from "vitest";
import { curlText, operationsByTag, resolveResponse, schemaText } from "../../../src/web/text/openapi.ts";

const info = { title: "T", version: "1" };

describe("operations", () => {
  it("are grouped by tag in the document's order, the untagged last", () => {
    const groups = operationsByTag({
      info,
      tags: [{ name: "scores" }, { name: "unused" }, { name: "events" }],
      paths: {
        "/b": { get: { tags: ["events"], operationId: "b" } },
        "/a": { post: { tags: ["scores"], operationId: "a2" }, get: { tags: ["scores"], operationId: "a1" } },
        "/c": { get: {} },
      },
    });
    expect([...groups].map(([tag, operations]) => [tag, operations.map(({ id }) => id)])).toEqual([
      ["scores", ["a1", "a2"]],
      ["events", ["b"]],
      ["Others", ["get-/c"]],
    ]);
  });

  it("are called by a command with token, body and the query that is needed", () => {
    const of = {
      security: [{ bearer: [] }],
      requestBody: {},
      parameters: [
        { name: "teamA", in: "query", required: true },
        { name: "limit", in: "query" },
      ],
    };
    expect(curlText({ id: "x", method: "POST", path: "/api/x", of }, "http://house:8000")).toBe(
      'curl -X POST -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d @body.json "http://house:8000/api/x?teamA={teamA}"',
    );
  });
});

describe("a schema in words", () => {
  it.each([
    [undefined, "anything"],
    [{ $ref: "#/components/schemas/Game" }, "Game"],
    [{ type: "array", items: { $ref: "#/components/schemas/Game" } }, "list of Game"],
    [{ type: "integer", minimum: 1, maximum: 200 }, "integer, 1 to 200"],
    [{ type: "integer", minimum: 0 }, "integer, from 0"],
    [{ type: "string", format: "date-time" }, "string (date-time)"],
    [{ enum: ["pre", "post"] }, "one of pre, post"],
    [{ const: "ok" }, '"ok"'],
    [{ anyOf: [{ type: "string" }, { type: "null" }, { type: "null" }] }, "string or null"],
    [{ type: ["string", "null"] }, "string or null"],
    [{}, "object"],
  ])("%j is %s", (schema, text) => {
    expect(schemaText(schema)).toBe(text);
  });
});

it("follows a response to where it is described", () => {
  const description = "Wrong input.";
  const document = { info, components: { responses: { InvalidRequest: { description } } } };
  expect(resolveResponse(document, { $ref: "#/components/responses/InvalidRequest" })).toEqual({ description });
  expect(resolveResponse(document, { $ref: "#/components/responses/Gone" })).toEqual({});
  expect(resolveResponse(document, { description: "Right here." })).toEqual({ description: "Right here." });
});
