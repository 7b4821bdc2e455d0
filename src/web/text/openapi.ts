/** The parts of an OpenAPI 3.1 document that the reference page shows. */
export interface OpenApiDocument {
  info: { title: string; version: string; description?: string };
  tags?: { name: string; description?: string }[];
  paths?: Record<string, Partial<Record<Method, OpenApiOperation>>>;
  components?: { schemas?: Record<string, Schema>; responses?: Record<string, OpenApiResponse> };
}

export interface OpenApiOperation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: OpenApiParameter[];
  requestBody?: { required?: boolean; content?: Content };
  responses?: Record<string, OpenApiResponse | Reference>;
  security?: Record<string, string[]>[];
}

export interface OpenApiParameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

export interface OpenApiResponse {
  description?: string;
  content?: Content;
}

interface Reference {
  $ref: string;
}

type Content = Record<string, { schema?: Schema }>;

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  examples?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

const METHODS = ["get", "post", "put", "patch", "delete"] as const;
type Method = (typeof METHODS)[number];

export interface Operation {
  /** Unique on the page. */
  id: string;
  method: string;
  path: string;
  of: OpenApiOperation;
}

/** Operations by tag, in the order of the document; those without a tag come last. */
export function operationsByTag(document: OpenApiDocument): Map<string, Operation[]> {
  const groups = new Map<string, Operation[]>((document.tags ?? []).map(({ name }) => [name, []]));
  const rest: Operation[] = [];
  for (const [path, methods] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const of = methods[method];
      if (!of) continue;
      const operation = { id: of.operationId ?? `${method}-${path}`, method: method.toUpperCase(), path, of };
      const tag = of.tags?.[0];
      if (tag === undefined) rest.push(operation);
      else groups.set(tag, [...(groups.get(tag) ?? []), operation]);
    }
  }
  if (rest.length > 0) groups.set("Others", rest);
  for (const [tag, operations] of groups) if (operations.length === 0) groups.delete(tag);
  return groups;
}

/** "Game", for "#/components/schemas/Game". */
export const nameOfReference = (reference: string) => reference.split("/").at(-1) ?? reference;

/** The response itself, looked up when the document only points to it. */
export function resolveResponse(document: OpenApiDocument, response: OpenApiResponse | Reference): OpenApiResponse {
  if (!("$ref" in response)) return response;
  return document.components?.responses?.[nameOfReference(response.$ref)] ?? {};
}

/** A schema in a few words: "Game", "list of Game", "integer, 1 to 200", "one of pre, regular, post". */
export function schemaText(schema: Schema | undefined): string {
  if (!schema) return "anything";
  if (schema.$ref) return nameOfReference(schema.$ref);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return `one of ${schema.enum.map(String).join(", ")}`;
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return [...new Set(alternatives.map(schemaText))].join(" or ");
  if (schema.type === "array") return `list of ${schemaText(schema.items)}`;
  const type = Array.isArray(schema.type) ? schema.type.join(" or ") : (schema.type ?? "object");
  return `${type}${schema.format ? ` (${schema.format})` : ""}${boundsText(schema)}`;
}

function boundsText({ minimum, maximum }: Schema): string {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, from ${minimum}`;
  return maximum === undefined ? "" : `, to ${maximum}`;
}

/** A command that calls the operation, with what must be filled in between braces; what can only be one thing is. */
export function curlText({ method, path, of }: Operation, origin: string): string {
  const parts = [method === "GET" ? "curl" : `curl -X ${method}`];
  if (of.security && of.security.length > 0) parts.push(`-H "Authorization: Bearer $TOKEN"`);
  if (of.requestBody) parts.push(`-H "Content-Type: application/json" -d @body.json`);
  const filled = (of.parameters ?? []).reduce((text, parameter) => {
    const only = parameter.in === "path" && parameter.schema?.enum?.length === 1 ? parameter.schema.enum[0] : undefined;
    return only === undefined ? text : text.replace(`{${parameter.name}}`, String(only));
  }, path);
  const needed = (of.parameters ?? []).filter((parameter) => parameter.in === "query" && parameter.required);
  const query = needed.map(({ name }) => `${name}={${name}}`).join("&");
  return [...parts, `"${origin}${filled}${query === "" ? "" : `?${query}`}"`].join(" ");
}
