import type { Clock } from "../clock.ts";
import type { Logger } from "../log.ts";
import type { Random } from "../random.ts";
import { createResponseCache, type ResponseCache } from "./cache.ts";
import { type CorsOptions, createStandardHeaders, type StandardHeaders } from "./headers.ts";
import { createMetricsRegistry, type MetricsRegistry } from "./metrics.ts";

/** What the middleware and the listener share, so that an answer looks the same whichever of them writes it. */
export interface HttpCore {
  log: Logger;
  clock: Clock;
  cache: ResponseCache;
  headers: StandardHeaders;
  metrics: MetricsRegistry;
  /** The id of a request: the caller's own if it is sane, else a new one. */
  requestId(given: string | undefined): string;
  /** What to call with each answer of this kind. `route` is a pattern, or `unmatched`. */
  recorderOf(method: string, route: string, status: number): AnswerRecorder;
}

/**
 * Counts an answer and writes its line to the log; hits of the response cache only at debug level.
 * `ms` is the time until the answer was handed over.
 */
export type AnswerRecorder = (ms: number, requestId: string, cacheState?: "hit" | "miss") => void;

export interface HttpCoreOptions {
  log: Logger;
  clock: Clock;
  random: Random;
  cors: CorsOptions;
  /** Changes with every commit to the store. */
  dataVersion: () => string;
  cacheMaxBytes?: number;
}

const DEFAULT_CACHE_MAX_BYTES = 32 * 1_024 * 1_024;
const SANE_REQUEST_ID = /^[\w.=-]{1,128}$/;
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Puts together what all HTTP answers of a process share. */
export function createHttpCore(options: HttpCoreOptions): HttpCore {
  const { log, clock } = options;
  const cache = createResponseCache({
    maxBytes: options.cacheMaxBytes ?? DEFAULT_CACHE_MAX_BYTES,
    dataVersion: options.dataVersion,
    clock,
  });
  const metrics = createMetricsRegistry();
  const requests = metrics.counter({
    name: "http_requests_total",
    help: "Requests answered.",
    labels: ["method", "route", "status"],
  });
  const durations = metrics.histogram({
    name: "http_request_duration_seconds",
    help: "Time until the answer was handed over.",
    labels: ["method", "route"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  });
  metrics.gauge({
    name: "http_response_cache_bytes",
    help: "Bytes held by the response cache.",
    value: () => cache.stats().bytes,
  });
  metrics.observedCounter({
    name: "http_response_cache_lookups_total",
    help: "Lookups in the response cache since the start.",
    labels: ["result"],
    value: () => {
      const { hits, misses } = cache.stats();
      return [
        { labels: { result: "hit" }, value: hits },
        { labels: { result: "miss" }, value: misses },
      ];
    },
  });

  // Unique is enough for an id that only correlates: a random prefix of the process and a count.
  const prefix = Buffer.from(options.random.bytes(6)).toString("hex");
  let count = 0;

  const recorders = new Map<string, AnswerRecorder>();
  const createRecorder = (method: string, route: string, status: number): AnswerRecorder => {
    const labels = { method: METHODS.has(method) ? method : "other", route };
    const counter = requests.at({ ...labels, status: `${Math.floor(status / 100)}xx` });
    const duration = durations.at(labels);
    return (ms, requestId, cacheState) => {
      counter.inc();
      duration.observe(ms / 1_000);
      const level = cacheState === "hit" ? "debug" : "info";
      if (!log.isLevelEnabled(level)) return;
      log[level]({ method, route, status, ms: Math.round(ms * 100) / 100, requestId, cache: cacheState }, "request");
    };
  };

  return {
    log,
    clock,
    cache,
    metrics,
    headers: createStandardHeaders(options.cors),
    requestId: (given) =>
      given !== undefined && SANE_REQUEST_ID.test(given) ? given : `${prefix}-${(count++).toString(36)}`,
    recorderOf(method, route, status) {
      // Methods are the caller's to make up.
      if (!METHODS.has(method)) return createRecorder(method, route, status);
      const key = `${method} ${status} ${route}`;
      let recorder = recorders.get(key);
      if (recorder === undefined) {
        recorder = createRecorder(method, route, status);
        recorders.set(key, recorder);
      }
      return recorder;
    },
  };
}
