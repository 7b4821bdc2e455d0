import type { Context, ValidationTargets } from "hono";
import { validator } from "hono-openapi";
import type * as v from "valibot";
import { AppError, type InputFault } from "../errors.ts";

type Target = InputFault["in"] & keyof ValidationTargets;
type Issue = v.BaseIssue<unknown>;

const JSON_TYPE = /^application\/([\w.-]+\+)?json$/i;

/**
 * Validates one part of a request and documents it. Use as a direct argument of a route, so that `c.req.valid(target)` is typed.
 * Throws `AppError("invalid-request")` with a pointer for every fault, or `unsupported-media-type` for a body that is not JSON.
 */
export const validate = <T extends Target, S extends v.GenericSchema>(target: T, schema: S) =>
  validator(target, schema, (result, c) => {
    if (target === "json") requireJson(c);
    if (!result.success) throw invalidRequest(target, result.error as unknown as readonly Issue[], result.data);
  });

/** The error for input that a schema refused. `data` is looked at, never shown. */
export function invalidRequest(target: Target, issues: readonly Issue[], data?: unknown): AppError {
  const errors = issues.map((issue) => toFault(target, issue, data));
  const where = target === "json" || target === "form" ? "body" : "parameters";
  return new AppError("invalid-request", `The ${where} of the request cannot be accepted; \`errors\` says why.`, {
    errors: firstOfEachPlace(errors),
  });
}

function requireJson(c: Context): void {
  const type = (c.req.header("content-type") ?? "").split(";", 1)[0]?.trim() ?? "";
  if (!JSON_TYPE.test(type)) throw new AppError("unsupported-media-type", "Send the body as application/json.");
}

function toFault(target: Target, issue: Issue, data: unknown): InputFault {
  const path = (issue.path ?? []).map((item) => String(item.key));
  return { in: target, pointer: toPointer(path), detail: describe(target, issue, path, data) };
}

/** A JSON Pointer as a URI fragment without percent-encoding (RFC 6901 sections 3 and 6). Overlong names are cut. */
function toPointer(path: readonly string[]): string {
  if (path.length === 0) return "#";
  return `#/${path.map((key) => key.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}`;
}

/** Valibot's own messages quote the input, so they are rebuilt from what the schema expects. */
function describe(target: Target, issue: Issue, path: readonly string[], data: unknown): string {
  if (target === "query" && isRepeated(data, path)) return "is given more than once";
  if (issue.type === "strict_object" && issue.expected === "never") {
    return target === "json" ? "is not a known member" : "is not a known parameter";
  }
  if (issue.input === undefined) return "is required";
  if (!issue.message.startsWith("Invalid ")) return issue.message;
  return issue.expected === null || issue.type === "regex"
    ? "does not have the expected form"
    : `must be ${EXPECTED[issue.type]?.(issue.expected) ?? TYPES[issue.expected] ?? issue.expected.replaceAll('"', "")}`;
}

const TYPES: Record<string, string> = {
  Object: "an object",
  Array: "an array",
  string: "a string",
  number: "a number",
  boolean: "true or false",
};

const EXPECTED: Record<string, (expected: string) => string> = {
  min_value: (expected) => expected.replace(">=", "at least "),
  max_value: (expected) => expected.replace("<=", "at most "),
  gt_value: (expected) => expected.replace(">", "more than "),
  lt_value: (expected) => expected.replace("<", "less than "),
  min_length: (expected) => `${expected.replace(">=", "at least ")} long`,
  max_length: (expected) => `${expected.replace("<=", "at most ")} long`,
  non_empty: () => "not empty",
  picklist: (expected) =>
    `one of ${expected
      .replace(/^\(|\)$/g, "")
      .replaceAll('"', "")
      .replaceAll(" | ", ", ")}`,
};

function isRepeated(data: unknown, path: readonly string[]): boolean {
  const name = path[0];
  return (
    name !== undefined &&
    typeof data === "object" &&
    data !== null &&
    Object.hasOwn(data, name) &&
    Array.isArray((data as Record<string, unknown>)[name])
  );
}

function firstOfEachPlace(faults: readonly InputFault[]): InputFault[] {
  const seen = new Set<string>();
  return faults.filter(({ pointer }) => !seen.has(pointer) && seen.add(pointer));
}
