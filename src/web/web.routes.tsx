import { Hono } from "hono";
import { setCookie } from "hono/cookie";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { getFeedStatus } from "../modules/scores/index.ts";
import type { Deps } from "../platform/deps.ts";
import { AppError } from "../platform/errors.ts";
import { publicRead } from "../platform/http/auth.ts";
import type { HttpEnv } from "../platform/http/env.ts";
import { localPath } from "../platform/http/local-path.ts";
import type { ProblemPage as RenderProblem } from "../platform/http/problem.ts";
import { findProblem } from "../platform/http/problem-catalog.ts";
import { createStaticAssets, type StaticAssets } from "../platform/http/static.ts";
import { validate } from "../platform/http/validate.ts";
import { FAVICON_SVG } from "./favicon.ts";
import { LEAGUE, sourceZone } from "./league.ts";
import { createPageTools, renderDocument } from "./page.ts";
import { ApiReferencePage } from "./pages/api-reference.tsx";
import { ProblemListPage, ProblemMeaningPage, ProblemPage } from "./pages/problem.tsx";
import { type EventsStatus, StatusPage } from "./pages/status.tsx";
import { createScoresPages } from "./scores-pages.routes.tsx";
import type { OpenApiDocument } from "./text/openapi.ts";
import { frameOf, themeOf, zoneOf } from "./visitor.ts";

const Preferences = v.object({
  theme: v.optional(v.string()),
  timeZone: v.optional(v.string()),
  back: v.optional(v.string(), "/"),
});
const COOKIE = { path: "/", maxAge: 31_536_000, sameSite: "Lax" } as const;

/** What the pages show of the process around them. */
export interface WebParts {
  /** The API's own description, for the reference page. */
  openApi(): Promise<unknown>;
  /** The state of the change feed, for the status page. */
  events?: () => EventsStatus | Promise<EventsStatus>;
}

let assets: StaticAssets | undefined;
/** What the build made, read when the first application of the process is put together. */
function builtFiles(): StaticAssets {
  assets ??= createStaticAssets();
  return assets;
}

/** Every page, the files they load, and the form behind the header's choices. */
export function createWebRoutes(deps: Deps, parts: WebParts) {
  const tools = createPageTools(deps, builtFiles().assetUrl);
  const { page, frame, html } = tools;
  let reference: Promise<OpenApiDocument> | undefined;

  return new Hono<HttpEnv>()
    .use("/assets/*", builtFiles().handler)
    .get("/favicon.svg", (c) =>
      c.body(FAVICON_SVG, 200, { "content-type": "image/svg+xml", "cache-control": "public, max-age=86400" }),
    )
    .post("/preferences", describeRoute({ hide: true }), validate("form", Preferences), (c) => {
      const { theme, timeZone, back } = c.req.valid("form");
      if (theme !== undefined) setCookie(c, "theme", themeOf(theme) ?? "auto", COOKIE);
      const zone = zoneOf(timeZone);
      if (zone !== undefined) setCookie(c, "tz", zone, COOKIE);
      return c.redirect(withoutZone(localPath(back)), 303);
    })
    .get("/problems", (c) => html(c, <ProblemListPage frame={frame(c)} />))
    .get("/problems/:code", (c) => {
      const problem = findProblem(c.req.param("code"));
      if (problem === undefined) throw new AppError("not-found", "There is no problem with this code.");
      return html(c, <ProblemMeaningPage frame={frame(c)} problem={problem} />);
    })
    .get("/docs", async (c) => {
      reference ??= parts.openApi() as Promise<OpenApiDocument>;
      const { origin } = new URL(c.req.url);
      return html(c, <ApiReferencePage frame={frame(c)} document={await reference} origin={origin} />);
    })
    .get("/status", publicRead(deps.config), async (c) => {
      const feed = await getFeedStatus(deps, { league: LEAGUE });
      const events = await parts.events?.();
      const database = deps.database.stats();
      return html(c, <StatusPage {...page(c, sourceZone())} feed={feed} database={database} events={events} />);
    })
    .route("/", createScoresPages(deps, tools));
}

/** A zone in the address would win over the one just chosen. */
function withoutZone(path: string): string {
  const [pathname, search = ""] = path.split("?", 2);
  const query = new URLSearchParams(search);
  query.delete("tz");
  return query.size === 0 ? (pathname ?? "/") : `${pathname}?${query}`;
}

/** Renders error answers for browsers: for the application's `onError` and `notFound`. */
export const renderProblemPage =
  (deps: Pick<Deps, "config">): RenderProblem =>
  ({ body }, c) =>
    renderDocument(<ProblemPage frame={frameOf(c, deps, builtFiles().assetUrl)} problem={body} />);
