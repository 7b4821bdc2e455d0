import { Hono } from "hono";
import { createLightScoreIndex, createLightScoreRoutes, createScoresRoutes } from "./modules/scores/index.ts";
import { createHealthRoutes } from "./ops/health.routes.ts";
import type { Deps } from "./platform/deps.ts";
import { authenticate } from "./platform/http/auth.ts";
import { createHttpCore, type HttpCore } from "./platform/http/core.ts";
import type { HttpEnv } from "./platform/http/env.ts";
import { createMiddleware } from "./platform/http/middleware.ts";
import { createOpenApiDocument, openApiHandler } from "./platform/http/openapi.ts";
import { createErrorHandler, createNotFoundHandler } from "./platform/http/problem.ts";
import { createSignInRoutes } from "./platform/http/sign-in.routes.ts";
import type { createEventsRoutes } from "./platform/http/sse.ts";
import { createTokenRoutes } from "./platform/http/tokens.routes.ts";
import type { TokenService } from "./platform/http/tokens.service.ts";
import type { Shutdown } from "./platform/shutdown.ts";
import { API_INFO } from "./product.ts";
import { createWebRoutes, renderProblemPage } from "./web/web.routes.tsx";

/** What the application shares with the process around it. */
export interface AppParts {
  core: HttpCore;
  tokens: TokenService;
  events: ReturnType<typeof createEventsRoutes>;
  shutdown: Shutdown;
}

/** Paths of the systems we replace, whose front ends call from other origins and expect JSON. */
const COMPATIBILITY_PATHS = ["/games", "/standings", "/teams", "/playoffs"];

export const createCore = (deps: Deps): HttpCore =>
  createHttpCore({
    log: deps.log,
    clock: deps.clock,
    random: deps.random,
    cors: { origins: deps.config.http.corsOrigins, paths: ["/api", ...COMPATIBILITY_PATHS] },
    dataVersion: () => deps.database.dataVersion(),
  });

/** The whole HTTP surface. Chained, so that `AppType` carries every route to typed clients. */
export function createApp(deps: Deps, { core, tokens, events, shutdown }: AppParts) {
  const base = new Hono<HttpEnv>();
  base.use("*", ...createMiddleware(core, { authenticate: authenticate(tokens) }));
  const app = base
    .route("/api/v1/scores", createScoresRoutes(deps))
    .route("/api/v1/events", events.routes)
    .route("/api/v1/tokens", createTokenRoutes({ tokens }))
    .route("/", createLightScoreIndex())
    // Before the old API: its addresses are pages to those who ask for HTML.
    .route(
      "/",
      createWebRoutes(deps, {
        openApi: () => createOpenApiDocument(base, API_INFO),
        events: () => eventsStatus(events),
      }),
    )
    .route("/", createLightScoreRoutes(deps))
    .route("/", createHealthRoutes(deps, { core, shutdown }))
    .route("/", createSignInRoutes({ tokens, clock: deps.clock }));
  app.get("/openapi.json", openApiHandler(app, API_INFO));
  const problemOptions = {
    log: deps.log,
    renderPage: renderProblemPage(deps),
  };
  app.onError(createErrorHandler(problemOptions));
  app.notFound(createNotFoundHandler(app, problemOptions));
  return app;
}

const eventsStatus = async (events: AppParts["events"]) => ({
  lastId: await events.latestId(),
  listeners: events.clientCount(),
});

export type AppType = ReturnType<typeof createApp>;
