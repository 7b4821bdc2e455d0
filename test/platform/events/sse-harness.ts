import { Hono } from "hono";
import { onTestFinished } from "vitest";
import { parseConfig } from "../../../src/config.ts";
import { systemClock } from "../../../src/platform/clock.ts";
import { createEventTail } from "../../../src/platform/events/tail.ts";
import { authenticate } from "../../../src/platform/http/auth.ts";
import { createHttpCore } from "../../../src/platform/http/core.ts";
import type { HttpEnv } from "../../../src/platform/http/env.ts";
import { listen } from "../../../src/platform/http/listen.ts";
import { createMiddleware } from "../../../src/platform/http/middleware.ts";
import { createErrorHandler } from "../../../src/platform/http/problem.ts";
import { createEventsRoutes, type EventsRoutesDeps } from "../../../src/platform/http/sse.ts";
import { createTokenService } from "../../../src/platform/http/tokens.service.ts";
import { createLogger } from "../../../src/platform/log.ts";
import { systemRandom } from "../../../src/platform/random.ts";
import { openTestDatabase } from "../../support/open-test-database.ts";

/** A server of the product's middleware and the event stream, on a real port. */
export async function startServer(overrides: Partial<EventsRoutesDeps> = {}, env: Record<string, string> = {}) {
  const database = await openTestDatabase();
  const log = createLogger("silent");
  const shared = { database, clock: systemClock, random: systemRandom, log };
  const tail = createEventTail({ ...shared, pollMs: 2 });
  tail.start();
  const config = parseConfig(env);
  const tokens = createTokenService({ ...shared, config });
  const events = createEventsRoutes({ config, clock: systemClock, log, tail, tokens, ...overrides });
  const dataVersion = () => database.dataVersion();
  const core = createHttpCore({ ...shared, cors: { origins: ["*"], paths: ["/api/"] }, dataVersion });
  const app = new Hono<HttpEnv>();
  app.use("*", ...createMiddleware(core, { authenticate: authenticate(tokens) }));
  app.route("/api/v1/events", events.routes);
  app.onError(createErrorHandler({ log }));
  const server = await listen({ app, core, port: 0, host: "127.0.0.1" });
  onTestFinished(async () => {
    events.closeAll();
    await Promise.all([server.close(0), tail.stop()]);
  });
  return { database, tail, tokens, events, server, url: `${server.url}/api/v1/events` };
}

export const keysOf = (client: { events: { data: { payload: Record<string, unknown> } }[] }) =>
  client.events.map(({ data }) => data.payload.key);
