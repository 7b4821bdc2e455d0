import { type Context, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import type { Deps } from "../../platform/deps.ts";
import { publicRead } from "../../platform/http/auth.ts";
import { answerValidUntil, cached } from "../../platform/http/cached.ts";
import type { HttpEnv } from "../../platform/http/env.ts";
import { answerJson } from "../../platform/http/json-answer.ts";
import { json, problems } from "../../platform/http/openapi.ts";
import { NoQuery } from "../../platform/http/query.ts";
import { validate } from "../../platform/http/validate.ts";
import { findNextTurn, getCalendar, getCurrentWeek } from "./calendar.service.ts";
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

/** An answer that the response cache keeps only until it would call itself stale, or time alone would change it. */
async function answer<T extends { staleAt: string | null }>(c: Context<HttpEnv>, deps: Deps, read: () => Promise<T>) {
  // Asked before reading: what turns in between leaves an answer that is past at once.
  const followsWeek = c.req.query("season") === undefined;
  const turn = await findNextTurn(deps, { league: c.req.param("league") ?? "", followsWeek });
  const value = await read();
  if (turn !== undefined) answerValidUntil(c, turn);
  if (value.staleAt !== null) answerValidUntil(c, new Date(value.staleAt));
  return answerJson(c, value);
}

/** What every read can answer with where the house has closed its reads. */
const closed = problems("unauthorized", "forbidden");

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
        responses: { 200: json("The week that is on, or the last one that was.", CurrentWeek), ...closed },
      }),
      validate("param", LeagueParam),
      validate("query", NoQuery),
      async (c) => answer(c, deps, () => getCurrentWeek(deps, c.req.valid("param"))),
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
      async (c) => answer(c, deps, () => getCalendar(deps, c.req.valid("param"))),
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
      async (c) => answer(c, deps, () => listGames(deps, { ...c.req.valid("param"), ...c.req.valid("query") })),
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
      async (c) => answer(c, deps, () => getGame(deps, c.req.valid("param"))),
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
      async (c) => answer(c, deps, () => listTeams(deps, { ...c.req.valid("param"), ...c.req.valid("query") })),
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
      async (c) => answer(c, deps, () => getTeam(deps, { ...c.req.valid("param"), ...c.req.valid("query") })),
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
      async (c) => answer(c, deps, () => getStandings(deps, { ...c.req.valid("param"), ...c.req.valid("query") })),
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
      async (c) => answer(c, deps, () => getHeadToHead(deps, { ...c.req.valid("param"), ...c.req.valid("query") })),
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
      async (c) => answer(c, deps, () => getFeedStatus(deps, c.req.valid("param"))),
    );
