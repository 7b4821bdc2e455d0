import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import type { Deps } from "../../platform/deps.ts";
import { publicRead } from "../../platform/http/auth.ts";
import { answerValidUntil, cached } from "../../platform/http/cached.ts";
import type { HttpEnv } from "../../platform/http/env.ts";
import { json, problems } from "../../platform/http/openapi.ts";
import { validate } from "../../platform/http/validate.ts";
import { getCalendar, getCurrentWeek } from "./calendar.service.ts";
import { FeedStatus } from "./feed.schemas.ts";
import { getFeedStatus } from "./feed-status.service.ts";
import { getGame, listGames } from "./games.service.ts";
import {
  GameParam,
  GamesQuery,
  HeadToHeadQuery,
  LeagueParam,
  SeasonParam,
  SeasonQuery,
  StandingsQuery,
  TeamParam,
} from "./params.schemas.ts";
import {
  Calendar,
  CurrentWeek,
  GameDetail,
  GameList,
  HeadToHead,
  Standings,
  TeamDetail,
  TeamList,
} from "./scores.schemas.ts";
import { getStandings } from "./standings.service.ts";
import { getHeadToHead, getTeam, listTeams } from "./teams.service.ts";

const tags = ["scores"];

/** Lets the response cache keep an answer only until it would call itself stale, or another week takes over. */
function boundByTime(c: Context<HttpEnv>, answer: { staleAt: string | null; endsAt?: string | null }): void {
  for (const end of [answer.staleAt, answer.endsAt]) if (end != null) answerValidUntil(c, new Date(end));
}

/** Everything under `/api/v1/scores`. Reads only: the collector and imports are what fills the store. */
export const createScoresRoutes = (deps: Deps) =>
  new Hono<HttpEnv>()
    .use(publicRead(deps.config), cached())
    .get(
      "/:league/weeks/current",
      describeRoute({
        tags,
        operationId: "getCurrentWeek",
        summary: "The week that is on, or the last one that was",
        responses: { 200: json("The week that is on, or the last one that was.", CurrentWeek) },
      }),
      validate("param", LeagueParam),
      async (c) => {
        const answer = await getCurrentWeek(deps, c.req.valid("param"));
        boundByTime(c, answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/calendar/:season",
      describeRoute({
        tags,
        operationId: "getCalendar",
        summary: "The weeks of a season",
        responses: { 200: json("The weeks of a season.", Calendar), ...problems("not-found") },
      }),
      validate("param", SeasonParam),
      async (c) => {
        const answer = await getCalendar(deps, c.req.valid("param"));
        boundByTime(c, answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/games",
      describeRoute({
        tags,
        operationId: "listGames",
        summary: "Games in order of kickoff",
        responses: { 200: json("Games in order of kickoff.", GameList), ...problems("unknown-team") },
      }),
      validate("param", LeagueParam),
      validate("query", GamesQuery),
      async (c) => {
        const answer = await listGames(deps, { ...c.req.valid("param"), ...c.req.valid("query") });
        boundByTime(c, answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/games/:id",
      describeRoute({
        tags,
        operationId: "getGame",
        summary: "One game with every change of its score",
        responses: { 200: json("One game with every change of its score.", GameDetail), ...problems("not-found") },
      }),
      validate("param", GameParam),
      async (c) => {
        const answer = await getGame(deps, c.req.valid("param"));
        boundByTime(c, answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/teams",
      describeRoute({
        tags,
        operationId: "listTeams",
        summary: "The clubs of a season",
        responses: { 200: json("The clubs of a season.", TeamList), ...problems("not-found") },
      }),
      validate("param", LeagueParam),
      validate("query", SeasonQuery),
      async (c) => {
        const answer = await listTeams(deps, { ...c.req.valid("param"), ...c.req.valid("query") });
        boundByTime(c, answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/teams/:team",
      describeRoute({
        tags,
        operationId: "getTeam",
        summary: "A club's season: record, schedule, last and next game",
        responses: {
          200: json("A club's season: record, schedule, last and next game.", TeamDetail),
          ...problems("not-found", "unknown-team"),
        },
      }),
      validate("param", TeamParam),
      validate("query", SeasonQuery),
      async (c) => {
        const answer = await getTeam(deps, { ...c.req.valid("param"), ...c.req.valid("query") });
        boundByTime(c, answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/standings",
      describeRoute({
        tags,
        operationId: "getStandings",
        summary: "Records by division",
        responses: { 200: json("Records by division.", Standings), ...problems("not-found") },
      }),
      validate("param", LeagueParam),
      validate("query", StandingsQuery),
      async (c) => {
        const answer = await getStandings(deps, { ...c.req.valid("param"), ...c.req.valid("query") });
        boundByTime(c, answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/head-to-head",
      describeRoute({
        tags,
        operationId: "getHeadToHead",
        summary: "What two clubs did against each other",
        responses: { 200: json("What two clubs did against each other.", HeadToHead), ...problems("unknown-team") },
      }),
      validate("param", LeagueParam),
      validate("query", HeadToHeadQuery),
      async (c) => {
        const answer = await getHeadToHead(deps, { ...c.req.valid("param"), ...c.req.valid("query") });
        boundByTime(c, answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/feed",
      describeRoute({
        tags,
        operationId: "getFeedStatus",
        summary: "How the collection is doing",
        responses: { 200: json("How the collection is doing.", FeedStatus) },
      }),
      validate("param", LeagueParam),
      async (c) => {
        const answer = await getFeedStatus(deps, c.req.valid("param"));
        boundByTime(c, answer);
        return c.json(answer, 200);
      },
    );
