import type { Context, MiddlewareHandler } from "hono";
import type { Answer, HeaderPair } from "./cache.ts";
import { negotiateEncoding } from "./encoding.ts";
import type { HttpEnv } from "./env.ts";
import { matchesEtag } from "./etag.ts";
import { textOf } from "./json-answer.ts";
import { routePattern } from "./route-pattern.ts";

/** Headers that belong to one request or that the cache sets itself. */
const NOT_KEPT = /^(?:x-request-id|access-control-.*|cache-control|etag|content-length|connection|date|server-timing)$/;

export interface CachedOptions {
  /** What else the answer depends on, such as a cookie: becomes part of the key. Answers with a non-empty value skip the hot path. */
  vary?: (c: Context<HttpEnv>) => string;
}

/**
 * Opts a GET route into the response cache. The handler may depend on nothing but the path, the query as written, the viewer
 * class and the store; a clock only together with {@link answerValidUntil}. Only 200 answers without `Set-Cookie` and without
 * `Cache-Control: no-store` are kept. Place it before validators, so that a hit skips them.
 */
export function cached(options: CachedOptions = {}): MiddlewareHandler<HttpEnv> {
  return async function cached(c, next) {
    const core = c.get("core");
    if (core === undefined || (c.req.method !== "GET" && c.req.method !== "HEAD")) return next();
    const { cache } = core;
    const viewer = c.get("viewer") ?? "public";
    const key = cacheKey(requestTarget(c.req.url), viewer, options.vary?.(c));
    let entry = cache.find(key);
    let ran = false;
    if (entry !== undefined) cache.countHit();
    else {
      entry = await cache.fill(key, viewer, async () => {
        ran = true;
        await next();
        return capture(c);
      });
      if (entry === undefined) return ran ? undefined : next();
    }
    c.set("cacheState", ran ? "miss" : "hit");
    const chosen = await cache.represent(entry, negotiateEncoding(c.req.header("accept-encoding")));
    const fresh = matchesEtag(c.req.header("if-none-match"), chosen.etag);
    const own = fresh ? chosen.notModifiedHeaders : chosen.headers;
    const allowedOrigin = core.headers.allowedOrigin(entry.path, c.req.header("origin"));
    const headers = core.headers.complete(entry.path, own, allowedOrigin, c.get("requestId"));
    const init = { status: fresh ? 304 : 200, headers: Object.fromEntries(headers) };
    c.res = undefined;
    c.res = new Response(fresh ? null : (chosen.bytes as Uint8Array<ArrayBuffer>), init);
  };
}

/** Says until when this answer is right if nothing is committed; the earliest of several calls counts. */
export function answerValidUntil(c: Context<HttpEnv>, instant: Date): void {
  const earlier = c.get("validUntil");
  if (earlier === undefined || instant < earlier) c.set("validUntil", instant);
}

/**
 * The key of an answer: viewer class and the request target byte for byte; the target alone for the public. Parameters in
 * another order are another key: sorting them would cost every hit something to save a few misses.
 */
export const cacheKey = (target: string, viewer: string, vary = ""): string =>
  viewer === "public" && vary === "" ? target : `${viewer} ${target} ${vary}`;

/** Path and query of an absolute URL, as they stand. */
function requestTarget(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  const fragment = url.indexOf("#", start);
  return fragment === -1 ? url.slice(start) : url.slice(start, fragment);
}

async function capture(c: Context<HttpEnv>): Promise<Answer | undefined> {
  const { res } = c;
  const refused = (res.headers.get("cache-control") ?? "").includes("no-store");
  if (res.status !== 200 || refused || res.headers.has("set-cookie") || c.error !== undefined) return undefined;
  const headers = [...res.headers].filter(([name]) => !NOT_KEPT.test(name)) as HeaderPair[];
  const body = await bytesOf(res);
  return { body, headers, path: c.req.path, route: routePattern(c), validUntil: c.get("validUntil") };
}

async function bytesOf(response: Response): Promise<Buffer> {
  const text = textOf(response);
  return text === undefined ? Buffer.from(await response.arrayBuffer()) : Buffer.from(text);
}
