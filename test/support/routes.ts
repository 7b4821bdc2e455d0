import type { Hono } from "hono";
import type { HttpEnv } from "../../src/platform/http/env.ts";

/** A registered route that answers, as opposed to middleware: `GET /api/v1/scores/:league/games/:id`. */
export interface RegisteredRoute {
  /** Method and pattern. */
  name: string;
  method: string;
  pattern: string;
}

/** Every route of an application, each once, in order of registration. */
export function routesOf(app: Pick<Hono<HttpEnv>, "routes">): RegisteredRoute[] {
  const routes = new Map<string, RegisteredRoute>();
  for (const { method, path: pattern } of app.routes) {
    if (method === "ALL") continue;
    const name = `${method} ${pattern}`;
    routes.set(name, { name, method, pattern });
  }
  return [...routes.values()];
}

const PARAMETER = /:(\w+)(?:\{[^/]*\})?/g;

/** The pattern as OpenAPI writes it: `/games/{id}`. */
export const openApiPath = (pattern: string): string => pattern.replace(PARAMETER, "{$1}");

/** An address of a pattern. Values are percent-encoded. */
export const addressOf = (pattern: string, valueFor: (parameter: string) => string): string =>
  pattern.replace(PARAMETER, (_, name: string) => encodeURIComponent(valueFor(name)));
