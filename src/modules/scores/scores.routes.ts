import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import type { Deps } from "../../platform/deps.ts";
import { publicRead } from "../../platform/http/auth.ts";
import { answerValidUntil, cached } from "../../platform/http/cached.ts";
import type { HttpEnv } from "../../platform/http/env.ts";
import { json, problems } from "../../platform/http/openapi.ts";
import { NoQuery } from "../../platform/http/query.ts";
import { validate } from "../../platform/http/validate.ts";
import { findNextTurn, getCalendar, getCurrentWeek } from "./calendar.service.ts";
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
  FeedStatus,
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

/** What every read can answer with where the house has closed its reads. */
const closed = problems("unauthorized", "forbidden");

/** Everything under `/api/v1/scores`. Reads only: the collector and imports are what fills the store. */
export function createScoresRoutes(deps: Deps) {
  /** Lets the response cache keep an answer only until it would call itself stale, or another week takes over. */
  async function boundByTime(c: Context<HttpEnv>, { league }: { league: string }, answer: { staleAt: string | null }) {
    const turn = await findNextTurn(deps, league);
    if (turn !== undefined) answerValidUntil(c, turn);
    if (answer.staleAt !== null) answerValidUntil(c, new Date(answer.staleAt));
  }

  return new Hono<HttpEnv>()
    .use(publicRead(deps.config), cached())
    .get(
      "/:league/weeks/current",
      describeRoute({
        tags,
        operationId: "getCurrentWeek",
        summary: "The week that is on, or the last one that was",
        responses: { 200: json("The week that is on, or the last one that was.", CurrentWeek), ...closed },
      }),
      validate("param", LeagueParam),
      validate("query", NoQuery),
      async (c) => {
        const answer = await getCurrentWeek(deps, c.req.valid("param"));
        await boundByTime(c, c.req.valid("param"), answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/calendar/:season",
      describeRoute({
        tags,
        operationId: "getCalendar",
        summary: "The weeks of a season",
        responses: { 200: json("The weeks of a season.", Calendar), ...closed, ...problems("not-found") },
      }),
      validate("param", SeasonParam),
      validate("query", NoQuery),
      async (c) => {
        const answer = await getCalendar(deps, c.req.valid("param"));
        await boundByTime(c, c.req.valid("param"), answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/games",
      describeRoute({
        tags,
        operationId: "listGames",
        summary: "Games in order of kickoff",
        responses: {
          200: json("Games in order of kickoff.", GameList),
          ...closed,
          ...problems("unknown-team", "invalid-request"),
        },
      }),
      validate("param", LeagueParam),
      validate("query", GamesQuery),
      async (c) => {
        const answer = await listGames(deps, { ...c.req.valid("param"), ...c.req.valid("query") });
        await boundByTime(c, c.req.valid("param"), answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/games/:id",
      describeRoute({
        tags,
        operationId: "getGame",
        summary: "One game with every change of its score",
        responses: {
          200: json("One game with every change of its score.", GameDetail),
          ...closed,
          ...problems("not-found"),
        },
      }),
      validate("param", GameParam),
      validate("query", NoQuery),
      async (c) => {
        const answer = await getGame(deps, c.req.valid("param"));
        await boundByTime(c, c.req.valid("param"), answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/teams",
      describeRoute({
        tags,
        operationId: "listTeams",
        summary: "The clubs of a season",
        responses: { 200: json("The clubs of a season.", TeamList), ...closed, ...problems("not-found") },
      }),
      validate("param", LeagueParam),
      validate("query", SeasonQuery),
      async (c) => {
        const answer = await listTeams(deps, { ...c.req.valid("param"), ...c.req.valid("query") });
        await boundByTime(c, c.req.valid("param"), answer);
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
          ...closed,
          ...problems("not-found", "unknown-team", "invalid-request"),
        },
      }),
      validate("param", TeamParam),
      validate("query", SeasonQuery),
      async (c) => {
        const answer = await getTeam(deps, { ...c.req.valid("param"), ...c.req.valid("query") });
        await boundByTime(c, c.req.valid("param"), answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/standings",
      describeRoute({
        tags,
        operationId: "getStandings",
        summary: "Records by division",
        responses: { 200: json("Records by division.", Standings), ...closed, ...problems("not-found") },
      }),
      validate("param", LeagueParam),
      validate("query", StandingsQuery),
      async (c) => {
        const answer = await getStandings(deps, { ...c.req.valid("param"), ...c.req.valid("query") });
        await boundByTime(c, c.req.valid("param"), answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/head-to-head",
      describeRoute({
        tags,
        operationId: "getHeadToHead",
        summary: "What two clubs did against each other",
        responses: {
          200: json("What two clubs did against each other.", HeadToHead),
          ...closed,
          ...problems("not-found", "unknown-team", "invalid-request"),
        },
      }),
      validate("param", LeagueParam),
      validate("query", HeadToHeadQuery),
      async (c) => {
        const answer = await getHeadToHead(deps, { ...c.req.valid("param"), ...c.req.valid("query") });
        await boundByTime(c, c.req.valid("param"), answer);
        return c.json(answer, 200);
      },
    )
    .get(
      "/:league/feed",
      describeRoute({
        tags,
        operationId: "getFeedStatus",
        summary: "How the collection is doing",
        responses: { 200: json("How the collection is doing.", FeedStatus), ...closed },
      }),
      validate("param", LeagueParam),
      validate("query", NoQuery),
      async (c) => {
        const answer = await getFeedStatus(deps, c.req.valid("param"));
        await boundByTime(c, c.req.valid("param"), answer);
        return c.json(answer, 200);
      },
    );
}
