import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { type CacheEntry, type HeaderPair, type Representation, sortHeaders } from "./cache.ts";
import { cacheKey } from "./cached.ts";
import type { HttpCore } from "./core.ts";
import { negotiateEncoding } from "./encoding.ts";
import { addVary, matchesEtag } from "./etag.ts";

/** The viewer class of a request by its headers alone, or `undefined` when only the application can tell. */
export type ViewerOf = (headers: IncomingHttpHeaders) => string | undefined;

/** Header list as Node writes it (name, value, name, value ...) with the place of the request id in it. */
interface PreparedHeaders {
  list: string[];
  requestIdIndex: number;
}

interface Prepared {
  ok: PreparedHeaders;
  notModified: PreparedHeaders;
}

const publicWithoutCredentials: ViewerOf = (headers) =>
  headers.authorization === undefined && headers.cookie === undefined ? "public" : undefined;

/**
 * Answers GET and HEAD straight from the response cache, before the application sees the request; returns false when it did not.
 * What goes over the wire is what the application would have sent.
 */
export function createHotPath(core: HttpCore, viewerOf: ViewerOf = publicWithoutCredentials) {
  const { cache, clock } = core;
  const prepared = new WeakMap<Representation, Map<string, Prepared>>();

  const prepare = (entry: CacheEntry, chosen: Representation, allowedOrigin: string): Prepared => {
    const byOrigin = prepared.get(chosen) ?? new Map<string, Prepared>();
    if (byOrigin.size === 0) prepared.set(chosen, byOrigin);
    const known = byOrigin.get(allowedOrigin);
    if (known !== undefined) return known;
    const made = {
      ok: prepareHeaders(core, entry.path, chosen.headers, allowedOrigin),
      notModified: prepareHeaders(core, entry.path, chosen.notModifiedHeaders, allowedOrigin),
    };
    byOrigin.set(allowedOrigin, made);
    return made;
  };

  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const { method, url } = request;
    if ((method !== "GET" && method !== "HEAD") || url === undefined) return false;
    const startedMs = clock.monotonicMs();
    const { headers } = request;
    const viewer = viewerOf(headers);
    if (viewer === undefined) return false;
    const entry = cache.find(cacheKey(url, viewer));
    if (entry === undefined) return false;
    const chosen = cache.ready(entry, negotiateEncoding(headers["accept-encoding"] as string | undefined));
    if (chosen === undefined) return false;

    cache.countHit();
    const { ok, notModified } = prepare(entry, chosen, core.headers.allowedOrigin(entry.path, headers.origin));
    const requestId = core.requestId(headers["x-request-id"] as string | undefined);
    const status = matchesEtag(headers["if-none-match"], chosen.etag) ? 304 : 200;
    const { list, requestIdIndex } = status === 304 ? notModified : ok;
    // Node turns the list into text at once, so one list serves every request.
    list[requestIdIndex] = requestId;
    response.writeHead(status, list);
    if (status === 304 || method === "HEAD") response.end();
    else response.end(chosen.bytes);
    const ms = clock.monotonicMs() - startedMs;
    core.recordAnswer({ method, route: entry.route, status, ms, requestId, cacheState: "hit" });
    return true;
  };
}

function prepareHeaders(core: HttpCore, path: string, own: HeaderPair[], allowedOrigin: string): PreparedHeaders {
  const headers = new Map(own);
  for (const [name, value] of core.headers.pairs(allowedOrigin)) if (!headers.has(name)) headers.set(name, value);
  if (core.headers.variesByOrigin(path)) headers.set("vary", addVary(headers.get("vary"), "origin"));
  headers.set("x-request-id", "");
  const list = sortHeaders([...headers]).flat();
  return { list, requestIdIndex: list.indexOf("x-request-id") + 1 };
}
