import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { CacheEntry, Representation } from "./cache.ts";
import { cacheKey } from "./cached.ts";
import type { AnswerRecorder, HttpCore } from "./core.ts";
import { negotiateEncoding } from "./encoding.ts";
import { matchesEtag } from "./etag.ts";

/** The viewer class of a request by its headers alone, or `undefined` when only the application can tell. */
export type ViewerOf = (headers: IncomingHttpHeaders) => string | undefined;

/** One answer ready to be written: its headers as Node takes them (name, value, name, value ...). */
interface Prepared {
  headers: string[];
  /** Where the request id goes in `headers`. */
  requestIdIndex: number;
  body: Buffer | undefined;
  record: AnswerRecorder;
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

  const prepare = (
    entry: CacheEntry,
    chosen: Representation,
    method: "GET" | "HEAD",
    status: 200 | 304,
    origin: string,
  ) => {
    const ofChosen = prepared.get(chosen) ?? new Map<string, Prepared>();
    if (ofChosen.size === 0) prepared.set(chosen, ofChosen);
    const key = `${method}${status}${origin}`;
    const known = ofChosen.get(key);
    if (known !== undefined) return known;
    const own = status === 200 ? chosen.headers : chosen.notModifiedHeaders;
    const headers = core.headers.complete(entry.path, own, origin, "").flat();
    const made: Prepared = {
      headers,
      requestIdIndex: headers.indexOf("x-request-id") + 1,
      body: status === 200 && method === "GET" ? chosen.bytes : undefined,
      record: core.recorderOf(method, entry.route, status),
    };
    ofChosen.set(key, made);
    return made;
  };

  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const { method, url, headers } = request;
    if ((method !== "GET" && method !== "HEAD") || url === undefined) return false;
    const startedMs = clock.monotonicMs();
    const viewer = viewerOf(headers);
    if (viewer === undefined) return false;
    const entry = cache.find(cacheKey(url, viewer));
    if (entry === undefined) return false;
    const chosen = cache.ready(entry, negotiateEncoding(headers["accept-encoding"] as string | undefined));
    if (chosen === undefined) return false;

    cache.countHit();
    const status = matchesEtag(headers["if-none-match"], chosen.etag) ? 304 : 200;
    const answer = prepare(entry, chosen, method, status, core.headers.allowedOrigin(entry.path, headers.origin));
    const requestId = core.requestId(headers["x-request-id"] as string | undefined);
    // Node turns the list into text at once, so one list serves every request.
    answer.headers[answer.requestIdIndex] = requestId;
    response.writeHead(status, answer.headers);
    response.end(answer.body);
    answer.record(clock.monotonicMs() - startedMs, requestId, "hit");
    return true;
  };
}
