import type { Context, ErrorHandler, Hono, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import * as v from "valibot";
import { databaseBusy, findAppError, isBusyError, isClosedError, isFileFailure } from "../db/errors.ts";
import { AppError, type ErrorCode } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { HttpEnv } from "./env.ts";
import { problemCatalog } from "./problem-catalog.ts";

/** The body of every error answer: RFC 9457 with the members `code`, `requestId` and `errors` added. */
export const Problem = v.pipe(
  v.looseObject({
    type: v.pipe(v.string(), v.description("Address of a page about this kind of problem.")),
    title: v.pipe(v.string(), v.description("Short summary, the same for every problem of the kind.")),
    status: v.pipe(v.number(), v.integer()),
    detail: v.pipe(v.string(), v.description("What went wrong this time.")),
    instance: v.pipe(v.string(), v.description("Path of the request.")),
    code: v.pipe(v.string(), v.description("Stable identifier of the kind of problem.")),
    requestId: v.pipe(v.string(), v.description("Identifies the request in the server's log.")),
    errors: v.optional(
      v.array(
        v.object({
          in: v.picklist(["json", "query", "param", "header", "form", "cookie"]),
          pointer: v.pipe(v.string(), v.description("JSON Pointer fragment: `#/name`.")),
          detail: v.string(),
        }),
      ),
    ),
  }),
  v.metadata({ ref: "Problem" }),
);
export type Problem = v.InferOutput<typeof Problem>;

/** An error answer before it is written. */
export interface ProblemAnswer {
  status: number;
  headers: Record<string, string>;
  body: Problem;
}

const HTTP_EXCEPTION_CODES: Record<number, ErrorCode> = {
  400: "malformed-body",
  401: "unauthorized",
  403: "forbidden",
  404: "not-found",
  405: "method-not-allowed",
  409: "conflict",
  410: "gone",
  413: "payload-too-large",
  415: "unsupported-media-type",
  422: "invalid-request",
  429: "rate-limited",
  502: "upstream-failed",
  503: "unavailable",
  504: "timeout",
};

/** Turns anything thrown into an error answer. Only the detail of an {@link AppError} is shown; other messages stay inside. */
export function toProblem(error: unknown, request: { requestId: string; instance: string }): ProblemAnswer {
  const known = toAppError(error);
  const { status, title } = problemCatalog[known.code];
  const headers: Record<string, string> = { "content-type": "application/problem+json", "cache-control": "no-store" };
  if (known.retryAfterSeconds !== undefined) headers["retry-after"] = String(Math.ceil(known.retryAfterSeconds));
  // RFC 9110 section 15.5.2: a 401 names the scheme that would be accepted.
  if (known.code === "unauthorized") headers["www-authenticate"] = 'Bearer realm="gameroom"';
  const body: Problem = {
    ...known.extensions,
    type: `/problems/${known.code}`,
    title,
    status,
    detail: known.message,
    instance: request.instance,
    code: known.code,
    requestId: request.requestId,
    ...(known.errors === undefined ? {} : { errors: known.errors }),
  };
  return { status, headers, body };
}

/** Renders an error as a page; used for browsers outside the API. */
export type ProblemPage = (answer: ProblemAnswer, c: Context<HttpEnv>) => string | Promise<string>;

export interface ProblemHandlerOptions {
  log: Logger;
  /** Without it, browsers get JSON too. */
  renderPage?: ProblemPage;
  /** Path prefixes that always answer JSON. */
  apiPaths?: readonly string[];
}

/** The application's `onError`: every error, whatever it is, leaves as a problem. */
export function createErrorHandler(options: ProblemHandlerOptions): ErrorHandler<HttpEnv> {
  return (error, c) => {
    logFailure(options.log, error, c);
    return answerProblem(c, toProblem(error, requestOf(c)), options);
  };
}

/**
 * The application's `notFound`. An address that exists for other methods answers 405 with `Allow`
 * (or 204 to OPTIONS); `app` is read at request time, so routes may be added after this is made.
 */
export function createNotFoundHandler(
  app: Pick<Hono<HttpEnv>, "router">,
  options: ProblemHandlerOptions,
): NotFoundHandler<HttpEnv> {
  return (c) => {
    const allowed = allowedMethods(app, c.req.path);
    if (allowed.length === 0) {
      const error = new AppError("not-found", "Nothing is stored under this address.");
      return answerProblem(c, toProblem(error, requestOf(c)), options);
    }
    const allow = allowed.join(", ");
    if (c.req.method === "OPTIONS") return new Response(null, { status: 204, headers: { allow } });
    const error = new AppError("method-not-allowed", `This address takes ${allow}.`);
    const answer = toProblem(error, requestOf(c));
    return answerProblem(c, { ...answer, headers: { ...answer.headers, allow } }, options);
  };
}

/** What callers are told of anything thrown; `internal` when that is no business of theirs. */
export function toAppError(error: unknown): AppError {
  const known = findAppError(error);
  if (known !== undefined) return known;
  if (isBusyError(error)) return databaseBusy(error);
  if (isClosedError(error)) return new AppError("unavailable", problemCatalog.unavailable.meaning);
  if (isFileFailure(error)) return new AppError("database-failed", problemCatalog["database-failed"].meaning);
  if (error instanceof HTTPException) {
    const code = HTTP_EXCEPTION_CODES[error.status] ?? (error.status < 500 ? "malformed-body" : "internal");
    return new AppError(code, problemCatalog[code].meaning, { cause: error });
  }
  return new AppError("internal", "The server failed to answer. Its log has the reason under the request id.");
}

function logFailure(log: Logger, error: Error, c: Context<HttpEnv>): void {
  const known = toAppError(error);
  const fields = { err: error, requestId: c.get("requestId"), method: c.req.method, path: c.req.path };
  if (known.code === "internal" || known.code === "database-failed") log.error(fields, "request failed");
  else if (known.status >= 500) log.warn(fields, `request failed: ${known.code}`);
}

async function answerProblem(c: Context<HttpEnv>, answer: ProblemAnswer, options: ProblemHandlerOptions) {
  if (options.renderPage !== undefined && wantsPage(c, options.apiPaths ?? ["/api/"])) {
    const html = await options.renderPage(answer, c);
    return new Response(html, {
      status: answer.status,
      headers: { ...answer.headers, "content-type": "text/html; charset=UTF-8" },
    });
  }
  return new Response(JSON.stringify(answer.body), { status: answer.status, headers: answer.headers });
}

const wantsPage = (c: Context<HttpEnv>, apiPaths: readonly string[]) =>
  (c.req.header("accept") ?? "").includes("text/html") && !apiPaths.some((prefix) => c.req.path.startsWith(prefix));

const requestOf = (c: Context<HttpEnv>) => ({
  requestId: c.get("requestId") ?? "",
  instance: new URL(c.req.url).pathname,
});

function allowedMethods(app: Pick<Hono<HttpEnv>, "router">, path: string): string[] {
  const allowed = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  );
  if (allowed[0] === "GET") allowed.splice(1, 0, "HEAD");
  return allowed;
}
