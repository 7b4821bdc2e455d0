import type { Context } from "hono";
import { matchedRoutes } from "hono/route";
import type { HttpEnv } from "./env.ts";

/** Pattern of the route that answered, such as `/api/v1/scores/games/:id`; `unmatched` when only middleware ran. Call after `next()`. */
export function routePattern(c: Context<HttpEnv>): string {
  const route = matchedRoutes(c)[c.req.routeIndex];
  return route === undefined || route.method === "ALL" ? "unmatched" : route.path;
}
