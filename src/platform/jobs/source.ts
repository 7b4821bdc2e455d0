import type { Clock } from "../clock.ts";
import type { Logger } from "../log.ts";
import type { Random } from "../random.ts";
import { type BackoffOptions, fullJitterMs } from "./backoff.ts";
import { createHostGates, type HostGates } from "./host-gate.ts";
import { type Attempt, type AttemptFault, attemptGet } from "./http-attempt.ts";

/** Why a request brought nothing. The words are those of `feed_fetches.outcome`. */
export type SourceFaultOutcome = "timeout" | "http-error" | "network-error" | "bad-body" | "circuit-open";

interface SourceRequest {
  url: string;
  startedAt: Date;
  /** From the call to its end: waiting for the host, retries and the waits between them included. */
  durationMs: number;
  /** Requests sent; 0 when the circuit was open. */
  attempts: number;
}

export interface SourceOk extends SourceRequest {
  outcome: "ok";
  httpStatus: number;
  /** The parsed body; undefined when text was asked for. */
  json: unknown;
  /** The body as it came, for keeping. */
  text: string;
  /** Of the decoded body. */
  bytes: number;
  /** The moment the body speaks of: the start of its request, earlier when a cache answered. */
  observedAt: Date;
  /**
   * Says that the body is stored, so that the next request for it may be conditional. Not called, say because the
   * database was busy, the whole body comes again: a change that was read but not stored is never skipped as "not modified".
   */
  acknowledge(): void;
}

/** The server says that the body last acknowledged still holds at `observedAt`. */
export interface SourceNotModified extends SourceRequest {
  outcome: "not-modified";
  httpStatus: number;
  observedAt: Date;
}

export interface SourceFault extends SourceRequest {
  outcome: SourceFaultOutcome;
  httpStatus: number | undefined;
  /** One line for logs and `feed_fetches.error`. */
  error: string;
  /** The body of a `bad-body` that could be read as text. */
  text: string | undefined;
  bytes: number | undefined;
  /** When asking again is worth it: from `Retry-After` or the circuit breaker. */
  retryAfterMs: number | undefined;
}

export type SourceResult = SourceOk | SourceNotModified | SourceFault;

export interface SourceRequestOptions {
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** Default `json`: a body that is not JSON is a `bad-body`. */
  accept?: "json" | "text";
}

/** One outside feed over HTTP. */
export interface HttpSource {
  readonly name: string;
  /**
   * Gets an absolute URL, or a path below `baseUrl`. What goes wrong is data, not an exception; only the caller's own
   * signal throws (its reason).
   */
  request(url: string, options?: SourceRequestOptions): Promise<SourceResult>;
}

export interface HttpSourceOptions {
  name: string;
  /** What paths are appended to, such as "https://site.api.espn.com". */
  baseUrl?: string;
  fetch: typeof globalThis.fetch;
  clock: Clock;
  random: Random;
  log: Logger;
  userAgent: string;
  /** Of one attempt, headers and body. Default 10 s. */
  timeoutMs?: number;
  /** Of a decoded body. Default 16 MiB. */
  maxBytes?: number;
  /** Further attempts after the first failed one. Default 2. */
  retries?: number;
  /** No attempt begins later than this after the first one. Default 20 s. */
  budgetMs?: number;
  backoff?: BackoffOptions;
  /** Default: the hosts of this process. */
  hosts?: HostGates;
}

const MOST_VALIDATORS = 500;
const RETRYABLE_STATUSES = [408, 425, 429, 500, 502, 503, 504];
const processHosts = createHostGates();

/** What the product calls itself to feeds. */
export const userAgentOf = (version: string): string => `Gameroom/${version} (self-hosted; contact in README)`;

/**
 * A polite reader of one feed: one request in flight per host in order of calls, conditional requests, few retries with
 * full jitter, `Retry-After` obeyed by every source of the host, and a circuit breaker per host.
 */
export function createHttpSource(options: HttpSourceOptions): HttpSource {
  const { name, clock, random, log, userAgent, hosts = processHosts } = options;
  const { timeoutMs = 10_000, maxBytes = 16 * 1_048_576, retries = 2, budgetMs = 20_000 } = options;
  const backoff = options.backoff ?? { baseMs: 1_000, capMs: 10_000 };
  const validators = new Map<string, Validators>();

  function headersFor(url: string, accept: "json" | "text", extra: Record<string, string> | undefined): Headers {
    const headers = new Headers({ accept: accept === "json" ? "application/json" : "*/*", "user-agent": userAgent });
    const known = validators.get(url);
    if (known?.etag) headers.set("if-none-match", known.etag);
    if (known?.lastModified) headers.set("if-modified-since", known.lastModified);
    for (const [header, value] of Object.entries(extra ?? {})) headers.set(header, value);
    return headers;
  }

  /** One attempt in turn, or undefined when the host is to be left alone for longer than the call may take. */
  async function attempt(url: URL, call: Call, request: SourceRequestOptions): Promise<Attempt | undefined> {
    const { signal, accept = "json" } = request;
    const gate = hosts(url.host, clock);
    const leave = await gate.enter(signal);
    try {
      // Waiting behind others for the first turn costs nothing of the budget.
      call.deadlineMs ??= clock.monotonicMs() + budgetMs;
      const waitMs = gate.askedToWaitMs();
      if (gate.closedForMs() > 0 || clock.monotonicMs() + waitMs > call.deadlineMs) return undefined;
      // Waiting while holding the turn: nobody else may ask this host either.
      if (waitMs > 0) await clock.sleep(waitMs, signal);
      const headers = headersFor(url.href, accept, request.headers);
      call.attempts++;
      const result = await attemptGet({
        fetch: options.fetch,
        clock,
        url,
        headers,
        timeoutMs,
        maxBytes,
        accept,
        signal,
      });
      if (speaksAgainstHost(result)) gate.failed("retryAfterMs" in result ? result.retryAfterMs : undefined);
      else gate.succeeded();
      return result;
    } finally {
      leave();
    }
  }

  async function get(target: string, request: SourceRequestOptions): Promise<SourceResult> {
    const url = resolveUrl(target, options.baseUrl);
    const startedAt = clock.now();
    const startedMs = clock.monotonicMs();
    const call: Call = { attempts: 0, deadlineMs: undefined };
    let last: Attempt | undefined;
    for (let failures = 1; ; failures++) {
      const result = await attempt(url, call, request);
      if (result === undefined) break;
      last = result;
      if (!isRetryable(result) || failures > retries) break;
      const waitMs = Math.max(fullJitterMs(failures, backoff, random), result.retryAfterMs ?? 0);
      if (clock.monotonicMs() + waitMs > (call.deadlineMs ?? 0)) break;
      await clock.sleep(waitMs, request.signal);
    }
    const durationMs = Math.round(clock.monotonicMs() - startedMs);
    return toResult({ url: url.href, startedAt, durationMs, attempts: call.attempts }, last, url.host);
  }

  function toResult(common: SourceRequest, last: Attempt | undefined, host: string): SourceResult {
    if (last?.outcome === "ok") {
      const { etag, lastModified, ...answer } = last;
      return { ...common, ...answer, acknowledge: () => remember(validators, common.url, { etag, lastModified }) };
    }
    if (last?.outcome === "not-modified") return { ...common, ...last };
    const gate = hosts(host, clock);
    const leftAloneMs = Math.ceil(Math.max(gate.closedForMs(), gate.askedToWaitMs()));
    const retryAfterMs = leftAloneMs > 0 ? leftAloneMs : undefined;
    if (last !== undefined) return { ...common, ...last, retryAfterMs };
    const error = `${host} is left alone for another ${Math.ceil(leftAloneMs / 1_000)} s`;
    return {
      ...common,
      outcome: "circuit-open",
      error,
      httpStatus: undefined,
      text: undefined,
      bytes: undefined,
      retryAfterMs,
    };
  }

  return {
    name,
    async request(target, requestOptions = {}) {
      const result = await get(target, requestOptions);
      const { url, outcome, httpStatus, attempts, durationMs } = result;
      // The query is left out: some feeds take their key there.
      const line = { source: name, url: url.split("?")[0], outcome, httpStatus, attempts, durationMs };
      if ("error" in result) log.warn({ ...line, error: result.error }, "feed request failed");
      else log.debug(line, "feed request");
      return result;
    },
  };
}

/** What the attempts of one call share. */
interface Call {
  attempts: number;
  /** On the monotonic clock; undefined until the first attempt's turn. */
  deadlineMs: number | undefined;
}

interface Validators {
  etag: string | null;
  lastModified: string | null;
}

/** Keeps the validators of the URLs acknowledged last. */
function remember(validators: Map<string, Validators>, url: string, fresh: Validators): void {
  validators.delete(url);
  if (fresh.etag === null && fresh.lastModified === null) return;
  validators.set(url, fresh);
  const oldest = validators.keys().next();
  if (validators.size > MOST_VALIDATORS && !oldest.done) validators.delete(oldest.value);
}

function isRetryable(result: Attempt): result is AttemptFault {
  if (result.outcome === "http-error") return RETRYABLE_STATUSES.includes(result.httpStatus ?? 0);
  return result.outcome === "timeout" || result.outcome === "network-error";
}

/** Whether a result is a reason to leave the host alone. A missing page is not; being turned away (403) is. */
function speaksAgainstHost(result: Attempt): boolean {
  return result.outcome === "bad-body" || result.httpStatus === 403 || isRetryable(result);
}

/** Throws TypeError for anything but an http(s) URL or a path with a base. */
function resolveUrl(target: string, baseUrl: string | undefined): URL {
  const absolute = /^https?:\/\//i.test(target);
  if (!absolute && baseUrl === undefined)
    throw new TypeError("A source without a base URL takes absolute http(s) URLs");
  const url = new URL(absolute ? target : `${baseUrl?.replace(/\/+$/, "")}/${target.replace(/^\/+/, "")}`);
  url.hash = "";
  return url;
}
