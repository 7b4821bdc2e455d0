import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createOpenApiDocument } from "../src/platform/http/openapi.ts";
import { API_INFO } from "../src/product.ts";
import { createTestProduct } from "./support/product.ts";
import { ROOT } from "./support/source-files.ts";

interface Response {
  $ref?: string;
  description?: string;
  content?: Record<string, { schema?: unknown }>;
}
interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string; description?: string; schema?: unknown }[];
  responses: Record<string, Response>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown>; responses: Record<string, Response> };
  tags: { name: string }[];
}

async function describeApi() {
  const { app } = await createTestProduct();
  const document = (await createOpenApiDocument(app, API_INFO)) as unknown as Document;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, ...operation })),
  );
  const resolve = (response: Response): Response =>
    response.$ref === undefined
      ? response
      : (document.components.responses[response.$ref.split("/").at(-1) ?? ""] ?? {});
  return { document, operations, resolve };
}

/** The surface of Light Score keeps its own form of errors; readiness answers with its checks whatever they find. */
const OWN_ERRORS: Record<string, string> = { "light-score": "LightScoreError", "get /readyz": "Readiness" };

describe("the description of the API", () => {
  it("is the one committed; else look at the difference and renew it as the message says", async () => {
    const { document } = await describeApi();
    expect(
      `${JSON.stringify(document, null, 2)}\n` === readFileSync(join(ROOT, "openapi.json"), "utf8"),
      "openapi.json is not what the routes say: npm run --silent cli -- openapi > openapi.json",
    ).toBe(true);
  });

  it("is the same every time it is made, and what /openapi.json serves", async () => {
    const first = JSON.stringify((await describeApi()).document);
    expect(JSON.stringify((await describeApi()).document)).toBe(first);
    const { app } = await createTestProduct();
    expect(await (await app.request("/openapi.json")).text()).toBe(first);
  });

  it("gives every operation an id of its own, a summary and a tag that is explained", async () => {
    const { document, operations } = await describeApi();
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = document.tags.map(({ name }) => name);
    for (const { name, operationId, summary, tags: [tag = "", ...more] = [] } of operations) {
      expect(operationId, name).toMatch(/^[a-z][A-Za-z]+$/);
      expect(summary, name).toMatch(/^[A-Z].{8,}[^.]$/);
      expect(tags, name).toContain(tag);
      expect(more, name).toEqual([]);
    }
    expect(tags.filter((tag) => !operations.some((operation) => operation.tags?.includes(tag)))).toEqual([]);
  });

  it("names the schema of every answer in JSON, so that generated clients get a type by name", async () => {
    const { document, operations } = await describeApi();
    for (const { name, responses } of operations) {
      for (const [status, { content = {} }] of Object.entries(responses)) {
        const schema = JSON.stringify(content["application/json"]?.schema ?? null);
        if (schema === "null") continue;
        const list = /^\{"items":(\{.*\}),"type":"array"\}$/.exec(schema)?.[1];
        expect(list ?? schema, `${name} ${status}`).toMatch(/^\{"\$ref":"#\/components\/schemas\/\w+"\}$/);
      }
    }
    const text = JSON.stringify(document);
    const unused = Object.keys(document.components.schemas).filter(
      (name) => !text.includes(`#/components/schemas/${name}"`),
    );
    expect(unused).toEqual([]);
  });

  it("answers every error as a problem, but where it says otherwise", async () => {
    const { operations, resolve } = await describeApi();
    let errors = 0;
    for (const { name, tags, responses } of operations) {
      for (const [status, response] of Object.entries(responses)) {
        if (status < "400") continue;
        errors += 1;
        const own = OWN_ERRORS[name] ?? OWN_ERRORS[tags?.[0] ?? ""];
        const type = own === undefined ? "application/problem+json" : "application/json";
        const { content = {}, description } = resolve(response);
        expect(content, `${name} ${status}`).toEqual({
          [type]: { schema: { $ref: `#/components/schemas/${own ?? "Problem"}` } },
        });
        expect(description, `${name} ${status}`).toMatch(/\w{4,}/);
      }
    }
    expect(errors).toBeGreaterThan(50);
  });

  it("says of every operation with parameters what bad ones come to", async () => {
    const { operations, resolve } = await describeApi();
    for (const { name, tags, parameters = [], responses } of operations) {
      if (parameters.length === 0) continue;
      expect(Object.keys(responses), name).toContain("422");
      const { description } = resolve(responses["422"] ?? {});
      if (!tags?.includes("light-score")) expect(description, name).toContain("`invalid-request`");
    }
  });

  it("gives every parameter a schema, and words where the name does not say it all", async () => {
    const { operations } = await describeApi();
    for (const { name, path, parameters = [] } of operations) {
      for (const { name: parameter, schema } of parameters) expect(schema, `${name} ${parameter}`).toBeTypeOf("object");
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      expect(
        parameters
          .filter((one) => one.in === "path")
          .map((one) => one.name)
          .sort(),
        name,
      ).toEqual(inPath.sort());
    }
  });
});
