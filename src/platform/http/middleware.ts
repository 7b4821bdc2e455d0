import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { timeout } from "hono/timeout";
import { AppError } from "../errors.ts";
import { compression } from "./compression.ts";
import type { HttpCore } from "./core.ts";
import type { HttpEnv } from "./env.ts";
import { addVary } from "./etag.ts";
import { routePattern } from "./route-pattern.ts";

const DEFAULT_BODY_LIMIT_BYTES = 100 * 1_024;
const DEFAULT_TIMEOUT_MS = 30_000;

export interface MiddlewareOptions {
  /** Largest body by path prefix, for routes that take more than 100 KiB; the first that fits counts. */
  bodyLimits?: readonly { path: string; maxBytes: number }[];
  /** Time a handler has to produce the head of its answer; a stream may go on for as long as it likes. */
  timeoutMs?: number;
  /** Sets `viewer` and `actor`. */
  authenticate?: MiddlewareHandler<HttpEnv>;
}

/**
 * Everything that every request passes, in order: `app.use("*", ...createMiddleware(core))` before any route.
 * Separate handlers on purpose: Hono turns an error into an answer where it is thrown, so the outer ones see an answer.
 */
export function createMiddleware(core: HttpCore, options: MiddlewareOptions = {}): MiddlewareHandler<HttpEnv>[] {
  return [
    requestContext(core),
    accessLog(core),
    standardHeaders(core),
    compression(),
    wellFormedUrl(),
    limitBody(options.bodyLimits ?? []),
    timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, new HTTPException(504)),
    ...(options.authenticate === undefined ? [] : [options.authenticate]),
  ];
}

function requestContext(core: HttpCore): MiddlewareHandler<HttpEnv> {
  return async function requestContext(c, next) {
    c.set("requestId", core.requestId(c.req.header("x-request-id")));
    c.set("viewer", "public");
    c.set("core", core);
    await next();
    if (c.get("cacheState") !== undefined) return;
    c.res.headers.set("x-request-id", c.get("requestId"));
  };
}

function accessLog(core: HttpCore): MiddlewareHandler<HttpEnv> {
  return async function accessLog(c, next) {
    const startedMs = core.clock.monotonicMs();
    await next();
    const record = core.recorderOf(c.req.method, routePattern(c), c.res.status);
    record(core.clock.monotonicMs() - startedMs, c.get("requestId"), c.get("cacheState"));
  };
}

/** Security headers everywhere and CORS where it is open. Headers that the route set itself stay. */
function standardHeaders({ headers }: HttpCore): MiddlewareHandler<HttpEnv> {
  return async function standardHeaders(c, next) {
    const { path } = c.req;
    const allowedOrigin = headers.allowedOrigin(path, c.req.header("origin"));
    const isPreflight = c.req.method === "OPTIONS" && c.req.header("access-control-request-method") !== undefined;
    if (isPreflight && headers.isOpen(path)) {
      c.res = new Response(null, { status: 204, headers: [...headers.preflightPairs(allowedOrigin)] });
    } else await next();
    // Answers out of the response cache have them already.
    if (c.get("cacheState") !== undefined) return;
    for (const [name, value] of headers.pairs(allowedOrigin)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
    if (headers.variesByOrigin(path)) c.res.headers.set("vary", addVary(c.res.headers.get("vary"), "origin"));
  };
}

/**
 * Refuses percent-encoding that is not hexadecimal or not UTF-8, which routing would pass on half decoded, and a path with
 * a NUL, which no address has and the database does not take.
 */
function wellFormedUrl(): MiddlewareHandler<HttpEnv> {
  return async function wellFormedUrl(c, next) {
    const { url } = c.req;
    if (url.includes("%")) {
      try {
        decodeURIComponent(url);
      } catch (cause) {
        throw new AppError("malformed-body", "The URL is not well formed.", { cause });
      }
      if (/^[^?]*%00/.test(url)) throw new AppError("not-found", "Nothing is stored under this address.");
    }
    return next();
  };
}

function limitBody(limits: NonNullable<MiddlewareOptions["bodyLimits"]>): MiddlewareHandler<HttpEnv> {
  const limit = (maxBytes: number) =>
    bodyLimit({
      maxSize: maxBytes,
      onError: () => {
        throw new AppError("payload-too-large", `The body may be at most ${maxBytes} bytes.`);
      },
    });
  const byPath = limits.map(({ path, maxBytes }) => ({ path, handler: limit(maxBytes) }));
  const standard = limit(DEFAULT_BODY_LIMIT_BYTES);
  return async function limitBody(c, next) {
    // Looking at the body of a request that has none would build a whole Request object for nothing.
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    const own = byPath.find(({ path }) => c.req.path.startsWith(path));
    return (own?.handler ?? standard)(c, next);
  };
}
