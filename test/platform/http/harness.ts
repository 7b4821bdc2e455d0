import { Writable } from "node:stream";
import { Hono, type MiddlewareHandler } from "hono";
import { pino } from "pino";
import type { Clock } from "../../../src/platform/clock.ts";
import { createHttpCore, type HttpCoreOptions } from "../../../src/platform/http/core.ts";
import type { HttpEnv } from "../../../src/platform/http/env.ts";
import { createMiddleware, type MiddlewareOptions } from "../../../src/platform/http/middleware.ts";
import { createErrorHandler, createNotFoundHandler } from "../../../src/platform/http/problem.ts";
import { seededRandom } from "../../../src/platform/random.ts";

/** A clock that stands still until told otherwise. */
export function createManualClock(start = "2026-11-20T18:00:00.000Z"): Clock & { advance(ms: number): void } {
  let nowMs = Date.parse(start);
  return {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    sleep: async () => ({ aborted: false }),
    advance(ms) {
      nowMs += ms;
    },
  };
}

export interface LogLine {
  level: number;
  msg: string;
  [field: string]: unknown;
}

/** A real logger whose lines are kept. */
export function createCapturedLog(level = "debug") {
  const lines: LogLine[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  return { log: pino({ level }, stream), lines };
}

interface TestHttpOptions {
  origins?: string[];
  middleware?: MiddlewareOptions;
  cacheMaxBytes?: number;
  logLevel?: string;
  routes: (app: Hono<HttpEnv>) => void;
}

/** An application with the product's middleware over a store whose version the test moves by `commit()`. */
export function createTestHttp({ origins = [], middleware = {}, cacheMaxBytes, logLevel, routes }: TestHttpOptions) {
  let version = 1;
  const clock = createManualClock();
  const { log, lines } = createCapturedLog(logLevel);
  const options: HttpCoreOptions = {
    log,
    clock,
    random: seededRandom(1),
    cors: { origins, paths: ["/api/"] },
    dataVersion: () => String(version),
    ...(cacheMaxBytes === undefined ? {} : { cacheMaxBytes }),
  };
  const core = createHttpCore(options);
  const app = new Hono<HttpEnv>();
  app.use("*", ...createMiddleware(core, middleware));
  routes(app);
  app.onError(createErrorHandler({ log }));
  app.notFound(createNotFoundHandler(app, { log }));
  const commit = () => {
    version++;
  };
  return { app, core, clock, log, lines, commit };
}

/** Stands in for authentication: the caller names its own viewer class. */
export const viewerFromHeader: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const viewer = c.req.header("authorization");
  if (viewer !== undefined) c.set("viewer", viewer);
  await next();
};
