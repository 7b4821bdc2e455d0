import type { Env, Handler, Hono } from "hono";
import { clearSpecsContext, type DescribeRouteOptions, generateSpecs, resolver } from "hono-openapi";
import type * as v from "valibot";
import { ERROR_STATUS, type ErrorCode } from "../errors.ts";
import { Problem } from "./problem.ts";
import { problemCatalog } from "./problem-catalog.ts";

type Responses = NonNullable<DescribeRouteOptions["responses"]>;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** What validation answers with: component name and code. The first is for any input, the others for bodies. */
const INPUT_PROBLEMS = [
  ["InvalidRequest", "invalid-request"],
  ["MalformedBody", "malformed-body"],
  ["PayloadTooLarge", "payload-too-large"],
  ["UnsupportedMediaType", "unsupported-media-type"],
] as const satisfies [string, ErrorCode][];

/** A JSON answer: `responses: { 200: json("The game", Game) }`. Schemas with `v.metadata({ ref })` become named components. */
export const json = (description: string, schema: v.GenericSchema): Responses[string] => ({
  description,
  content: { "application/json": { schema: resolver(schema) } },
});

/** The problems a route can answer with, by code: `...problems("not-found", "conflict")`. Codes of one status share an entry. */
export function problems(...codes: ErrorCode[]): Responses {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(ERROR_STATUS[code], [...(byStatus.get(ERROR_STATUS[code]) ?? []), code]);
  return Object.fromEntries([...byStatus].map(([status, ofStatus]) => [status, problemResponse(...ofStatus)]));
}

/** Marks an operation as needing a bearer token: `describeRoute({ security: bearer, ... })`. */
export const bearer: Record<string, string[]>[] = [{ bearer: [] }];

export interface OpenApiInfo {
  title: string;
  version: string;
  description: string;
  /** Base addresses; relative ones are allowed. */
  servers?: { url: string; description?: string }[];
  tags?: { name: string; description: string }[];
}

/**
 * The OpenAPI 3.1 document of an application, with keys in a fixed order so that it can be committed and compared.
 * Operations with parameters or a body are given the problems that validation answers with.
 */
export async function createOpenApiDocument<E extends Env>(app: Hono<E>, info: OpenApiInfo): Promise<JsonObject> {
  clearSpecsContext();
  const { servers = [{ url: "/" }], tags = [], ...rest } = info;
  const document = await generateSpecs(app, {
    documentation: {
      info: rest,
      servers,
      tags,
      components: {
        securitySchemes: {
          bearer: { type: "http", scheme: "bearer", description: "A token made on the command line." },
        },
        responses: Object.fromEntries(INPUT_PROBLEMS.map(([name, code]) => [name, problemResponse(code)])),
      },
    },
    excludeStaticFile: false,
    defaultValidationErrorResponse: false,
  });
  // Through JSON: members that are undefined vanish and schema objects become plain data.
  const plain = JSON.parse(JSON.stringify(document)) as JsonObject;
  for (const operation of operationsOf(plain)) {
    for (const parameter of (operation.parameters ?? []) as JsonObject[]) describeWireForm(parameter);
    addInputProblems(operation);
  }
  return sortKeys(plain) as JsonObject;
}

/** Serves the document of `app` at the route it is put on; made once, at the first request. */
export function openApiHandler<E extends Env>(app: Hono<E>, info: OpenApiInfo): Handler {
  let document: Promise<string> | undefined;
  return async () => {
    document ??= createOpenApiDocument(app, info).then((value) => JSON.stringify(value));
    return new Response(await document, {
      headers: { "content-type": "application/json", "cache-control": "no-cache" },
    });
  };
}

const problemResponse = (...codes: ErrorCode[]): Responses[string] => ({
  description: codes.map((code) => `\`${code}\`: ${problemCatalog[code].meaning}`).join("\n\n"),
  content: { "application/problem+json": { schema: resolver(Problem) } },
});

function operationsOf(document: JsonObject): JsonObject[] {
  const paths = Object.values((document.paths ?? {}) as Record<string, JsonObject>);
  return paths.flatMap((path) => Object.values(path) as JsonObject[]);
}

/** Parameters are text: a list is separated by commas, and the default of a number or a boolean is written as one. */
function describeWireForm(parameter: JsonObject): void {
  const schema = (parameter.schema ?? {}) as JsonObject;
  if (schema.type === "array") Object.assign(parameter, { style: "form", explode: false });
  if ((schema.type === "integer" || schema.type === "boolean") && typeof schema.default === "string") {
    schema.default = JSON.parse(schema.default) as Json;
  }
}

function addInputProblems(operation: JsonObject): void {
  const responses = (operation.responses ?? {}) as JsonObject;
  const takesBody = operation.requestBody !== undefined;
  const takesParameters = Array.isArray(operation.parameters) && operation.parameters.length > 0;
  for (const [name, code] of INPUT_PROBLEMS) {
    const applies = takesBody || (takesParameters && code === "invalid-request");
    if (applies) responses[ERROR_STATUS[code]] ??= { $ref: `#/components/responses/${name}` };
  }
  operation.responses = responses;
}

/** Objects with their keys in alphabetical order; arrays keep theirs. */
function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  const sorted: JsonObject = {};
  for (const key of Object.keys(value).sort()) sorted[key] = sortKeys(value[key] as Json);
  return sorted;
}
