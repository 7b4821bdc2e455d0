import { Hono } from "hono";
import { parseConfig } from "../../../src/config.ts";
import { authenticate, publicRead, requireScope } from "../../../src/platform/http/auth.ts";
import { cached } from "../../../src/platform/http/cached.ts";
import { createHttpCore } from "../../../src/platform/http/core.ts";
import type { HttpEnv } from "../../../src/platform/http/env.ts";
import { createMiddleware } from "../../../src/platform/http/middleware.ts";
import { createErrorHandler } from "../../../src/platform/http/problem.ts";
import type { Scope } from "../../../src/platform/http/scopes.ts";
import { createSignInRoutes } from "../../../src/platform/http/sign-in.routes.ts";
import { createTokenRoutes } from "../../../src/platform/http/tokens.routes.ts";
import { createTokenService } from "../../../src/platform/http/tokens.service.ts";
import { createLogger } from "../../../src/platform/log.ts";
import { systemRandom } from "../../../src/platform/random.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { openTestDatabase } from "../../support/open-test-database.ts";

export const ADMIN = "a-long-enough-admin-token";

/** An application with the product's middleware, the token routes, and a few guarded addresses. */
export async function setUpAuth(env: Record<string, string> = {}) {
  const database = await openTestDatabase();
  const clock = createFakeClock();
  const log = createLogger("silent");
  const config = parseConfig({ ADMIN_TOKEN: ADMIN, ...env });
  const deps = { config, database, clock, random: systemRandom, log };
  const tokens = createTokenService(deps);
  const core = createHttpCore({ ...deps, cors: { origins: [], paths: ["/api/"] }, dataVersion: database.dataVersion });
  let reads = 0;
  const app = new Hono<HttpEnv>();
  app.use("*", ...createMiddleware(core, { authenticate: authenticate(tokens) }));
  app.route("/", createSignInRoutes({ tokens, clock }));
  app.route("/api/v1/tokens", createTokenRoutes({ tokens }));
  app.get("/api/v1/open", (c) => c.json({ actor: c.get("actor"), viewer: c.get("viewer") }));
  app.get("/api/v1/data", cached(), publicRead(config), (c) => {
    reads++;
    return c.json({ viewer: c.get("viewer") });
  });
  app.post("/api/v1/data", requireScope("ingest"), (c) => c.json({ done: true }));
  app.onError(createErrorHandler({ log }));
  const create = (scopes: Scope[], name = "test") => tokens.create({ name, scopes }, { actor: "cli" });
  const request = (path: string, token?: string, init: RequestInit = {}) =>
    app.request(path, {
      ...init,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...(init.headers as object) },
    });
  return { app, database, clock, tokens, create, request, reads: () => reads };
}
