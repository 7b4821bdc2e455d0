import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import type { Deps } from "../../platform/deps.ts";
import { AppError } from "../../platform/errors.ts";
import { publicRead } from "../../platform/http/auth.ts";
import { answerValidUntil, cached } from "../../platform/http/cached.ts";
import type { HttpEnv } from "../../platform/http/env.ts";
import { json } from "../../platform/http/openapi.ts";
import { toAppError, toProblem } from "../../platform/http/problem.ts";
import { integerParam, timeZoneParam } from "../../platform/http/query.ts";
import { validate } from "../../platform/http/validate.ts";
import { findNextTurn } from "./calendar.service.ts";
import {
  LightScoreBracket,
  LightScoreError,
  LightScoreGame,
  LightScoreService,
  LightScoreStanding,
  LightScoreTeam,
  LightScoreWeek,
} from "./light-score.schemas.ts";
import {
  getLightScoreContext,
  listLightScoreGames,
  listLightScoreStandings,
  listLightScoreTeams,
  navigateLightScore,
} from "./light-score.service.ts";
import { getLightScoreBracket } from "./light-score-bracket.service.ts";

const tags = ["light-score"];
const HELSINKI = "Europe/Helsinki";

const anyInteger = () => v.optional(integerParam(-1_000_000, 1_000_000));
const GamesQuery = v.object({
  year: anyInteger(),
  week: v.optional(integerParam(1, 25)),
  seasonType: anyInteger(),
  tz: v.optional(timeZoneParam(), HELSINKI),
});
const ContextQuery = v.object({ year: anyInteger(), week: anyInteger(), seasonType: anyInteger() });
const NavigationQuery = v.object({
  year: integerParam(-1_000_000, 1_000_000),
  week: integerParam(-1_000_000, 1_000_000),
  seasonType: integerParam(-1_000_000, 1_000_000),
  direction: v.string(),
});
const YearQuery = v.object({ year: anyInteger() });

/** For addresses that are pages too: a key of their own, so that the hot path never gives this to who asked for the page. */
const besidePage = cached({ vary: () => "json" });

/** The errors of a route; 401 and 403 are for houses that have closed their reads. */
const faults = (...statuses: number[]) =>
  Object.fromEntries(
    [401, 403, ...statuses].map((status) => [status, json("What is wrong, in Light Score's form.", LightScoreError)]),
  );

const ENDPOINTS = [
  "/games/weekly",
  "/games/weekly/context",
  "/games/weekly/navigation",
  "/standings",
  "/standings/live",
  "/teams",
  "/playoffs/bracket",
];

/** The root of the Light Score backend, for programs that ask for JSON by name; to everybody else `/` is the first page. */
export const createLightScoreIndex = () =>
  new Hono<HttpEnv>().get(
    "/",
    describeRoute({
      tags,
      operationId: "getLightScoreService",
      summary: "What the Light Score surface offers, to those who ask for JSON; else the first page",
      responses: { 200: json("The service and its addresses.", LightScoreService) },
    }),
    (c, next) => {
      c.header("vary", "accept", { append: true });
      const accept = c.req.header("accept") ?? "";
      if (accept.includes("text/html") || !accept.includes("application/json")) return next();
      return Promise.resolve(c.json({ service: "light-score-backend", status: "ok", endpoints: ENDPOINTS }, 200));
    },
  );

/**
 * The routes of the Light Score backend, with its parameters, fields, status codes and form of errors, answered from the
 * store. Unknown parameters are let through, as they were.
 */
export function createLightScoreRoutes(deps: Deps) {
  const read = publicRead(deps.config);
  const routes = new Hono<HttpEnv>()
    .get(
      "/games/weekly",
      read,
      cached(),
      describeRoute({
        tags,
        operationId: "listLightScoreGames",
        summary: "The games of a week",
        responses: {
          200: json("The games; empty for a week that does not exist.", v.array(LightScoreGame)),
          ...faults(422),
        },
      }),
      validate("query", GamesQuery),
      async (c) => {
        const { tz, ...slot } = c.req.valid("query");
        await boundByWeek(c, deps);
        return c.json(await listLightScoreGames(deps, slot, tz), 200);
      },
    )
    .get(
      "/games/weekly/context",
      read,
      cached(),
      describeRoute({
        tags,
        operationId: "getLightScoreContext",
        summary: "The week that is on, or the one the parameters mean",
        responses: { 200: json("The week.", LightScoreWeek), ...faults(422) },
      }),
      validate("query", ContextQuery),
      async (c) => {
        await boundByWeek(c, deps);
        return c.json(await getLightScoreContext(deps, c.req.valid("query")), 200);
      },
    )
    .get(
      "/games/weekly/navigation",
      read,
      describeRoute({
        tags,
        operationId: "navigateLightScore",
        summary: "The week before or after a week",
        responses: { 200: json("The week.", LightScoreWeek), ...faults(400, 422) },
      }),
      validate("query", NavigationQuery),
      (c) => {
        const { direction, ...slot } = c.req.valid("query");
        if (direction !== "next" && direction !== "prev") {
          throw new AppError("malformed-body", "Direction must be 'next' or 'prev'");
        }
        return c.json(navigateLightScore(slot, direction), 200);
      },
    )
    .get(
      "/standings",
      read,
      besidePage,
      describeRoute({
        tags,
        operationId: "listLightScoreStandings",
        summary: "Records of this season",
        responses: { 200: json("One row a club, by division.", v.array(LightScoreStanding)), ...faults(503) },
      }),
      async (c) => {
        await boundByWeek(c, deps);
        return c.json(await listLightScoreStandings(deps), 200);
      },
    )
    .get(
      "/standings/live",
      read,
      cached(),
      describeRoute({
        tags,
        operationId: "listLightScoreStandingsOfSeason",
        summary: "Records of a season",
        responses: { 200: json("One row a club, by division.", v.array(LightScoreStanding)), ...faults(422) },
      }),
      validate("query", YearQuery),
      async (c) => {
        await boundByWeek(c, deps);
        const { year } = c.req.valid("query");
        return c.json(await listLightScoreStandings(deps, year ?? (await getLightScoreContext(deps, {})).year), 200);
      },
    )
    .get(
      "/teams",
      read,
      besidePage,
      describeRoute({
        tags,
        operationId: "listLightScoreTeams",
        summary: "The clubs of this season",
        responses: { 200: json("By name.", v.array(LightScoreTeam)), ...faults() },
      }),
      async (c) => {
        await boundByWeek(c, deps);
        return c.json(await listLightScoreTeams(deps), 200);
      },
    )
    .get(
      "/playoffs/bracket",
      read,
      cached(),
      describeRoute({
        tags,
        operationId: "getLightScoreBracket",
        summary: "The games of a postseason by round",
        responses: {
          200: json("The bracket; without games before they are known.", LightScoreBracket),
          ...faults(422),
        },
      }),
      validate("query", YearQuery),
      async (c) => {
        await boundByWeek(c, deps);
        return c.json(await getLightScoreBracket(deps, c.req.valid("query")), 200);
      },
    );
  routes.onError(answerInLightScoresForm);
  return routes;
}

/** "This week" is another week from some instant on: no answer that follows it is kept longer. */
async function boundByWeek(c: Context<HttpEnv>, deps: Deps): Promise<void> {
  const turn = await findNextTurn(deps, { league: "nfl", followsWeek: true });
  if (turn !== undefined) answerValidUntil(c, turn);
}

/** `{"detail": "..."}`, and for bad parameters a list with a place and a message each. Faults of ours go on to the log. */
function answerInLightScoresForm(error: Error, c: Context<HttpEnv>): Response {
  const known = toAppError(error);
  if (known.code === "internal") throw error;
  const { headers } = toProblem(known, { requestId: "", instance: "" });
  const detail = known.errors?.map((fault) => ({
    type: "value_error",
    loc: [fault.in, fault.pointer.replace(/^#\//, "")],
    msg: fault.detail,
  }));
  const body: LightScoreError = { detail: detail ?? known.message };
  return c.json(body, known.status, { ...headers, "content-type": "application/json" });
}
