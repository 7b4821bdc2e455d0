import { type Context, Hono } from "hono";
import { nextSlot, previousSlot } from "../modules/scores/domain/season.ts";
import {
  getCalendar,
  getCurrentWeek,
  getGame,
  getHeadToHead,
  getLeague,
  getStandings,
  getTeam,
  listGames,
  listTeams,
  resolveSlot,
  type Slot,
} from "../modules/scores/index.ts";
import type { GameDetail } from "../modules/scores/scores.schemas.ts";
import type { Deps } from "../platform/deps.ts";
import { AppError } from "../platform/errors.ts";
import { publicRead } from "../platform/http/auth.ts";
import { cached } from "../platform/http/cached.ts";
import type { HttpEnv } from "../platform/http/env.ts";
import { LEAGUE, sourceZone, staleReasonOf } from "./league.ts";
import type { PageTools } from "./page.ts";
import { ComparePage } from "./pages/compare.tsx";
import { GamePage } from "./pages/game.tsx";
import { ScoreboardPage } from "./pages/scoreboard.tsx";
import { StandingsPage } from "./pages/standings.tsx";
import { TeamPage } from "./pages/team.tsx";
import { TeamsPage } from "./pages/teams.tsx";
import { WallPage } from "./pages/wall.tsx";
import { clubsWithoutGame } from "./text/games.ts";
import { boardsOf } from "./text/wall.ts";
import { choicesOf } from "./visitor.ts";

const league = LEAGUE;
/** More than any week has. */
const WEEK_LIMIT = 200;

/** The pages of the scores section. Addresses that are also the old API's answer only to those who ask for HTML. */
export function createScoresPages(deps: Deps, { page, html }: PageTools) {
  const tools = (c: Context<HttpEnv>) => page(c, sourceZone());
  const read = publicRead(deps.config);
  // Never the empty text, so that no page comes from the hot path, which does not look at cookies.
  const keep = cached({ vary: (c) => `html ${choicesOf(c)}` });
  /** For pages only: who asks the old API under the same address meets its guard, and its form of errors. */
  const forPage =
    (handler: typeof read): typeof read =>
    async (c, next) =>
      asksForHtml(c) ? handler(c, next) : next();
  const varyByAccept: typeof read = async (c, next) => {
    c.header("vary", "accept", { append: true });
    return next();
  };
  const [readPage, keepPage] = [forPage(read), forPage(keep)];

  return new Hono<HttpEnv>()
    .get("/", read, keep, async (c) => {
      const { year, seasonType, week } = c.req.query();
      const slot = await resolveSlot(deps, { league, year, seasonType, week });
      const { games, calendar, standings, current, teams } = await readWeek(deps, slot);
      return html(
        c,
        <ScoreboardPage
          {...tools(c)}
          shown={{ ...slot, label: labelOf(calendar, slot) }}
          previous={previousSlot(getLeague(league), slot) ?? slot}
          next={nextSlot(getLeague(league), slot) ?? slot}
          current={current}
          calendar={calendar}
          games={games}
          standings={standings}
          byes={
            slot.seasonType === "regular" && games.items.length > 0 ? clubsWithoutGame(teams.items, games.items) : []
          }
          staleReason={await staleReasonOf(deps, games)}
        />,
      );
    })
    .get("/standings", varyByAccept, readPage, keepPage, async (c, next) => {
      if (!asksForHtml(c)) return next();
      const season = await seasonOf(c, deps);
      const week = numberOf(c.req.query("week"), 1, 18);
      const [calendar, standings] = await Promise.all([
        getCalendar(deps, { league, season }),
        getStandings(deps, { league, season, week }),
      ]);
      const staleReason = await staleReasonOf(deps, standings);
      return html(
        c,
        <StandingsPage {...tools(c)} calendar={calendar} standings={standings} staleReason={staleReason} />,
      );
    })
    .get("/teams", varyByAccept, readPage, keepPage, async (c, next) => {
      if (!asksForHtml(c)) return next();
      const season = await seasonOf(c, deps);
      const [teams, { seasons }, standings] = await Promise.all([
        listTeams(deps, { league, season }),
        getCalendar(deps, { league, season }),
        getStandings(deps, { league, season }),
      ]);
      return html(c, <TeamsPage {...tools(c)} teams={teams} seasons={seasons} standings={standings} />);
    })
    .get("/teams/:team", read, keep, async (c) => {
      const season = await seasonOf(c, deps);
      const detail = await getTeam(deps, { league, team: c.req.param("team"), season });
      const { seasons } = await getCalendar(deps, { league, season });
      const staleReason = await staleReasonOf(deps, detail);
      return html(c, <TeamPage {...tools(c)} detail={detail} seasons={seasons} staleReason={staleReason} />);
    })
    .get("/games/:id{game_[0-9a-z]+}", read, keep, async (c) => {
      const game = await getGame(deps, { league, id: c.req.param("id") });
      const [headToHead, staleReason] = await Promise.all([readMeetings(deps, game), staleReasonOf(deps, game)]);
      return html(
        c,
        <GamePage
          {...tools(c)}
          league={getLeague(league)}
          game={game}
          headToHead={headToHead}
          staleReason={staleReason}
        />,
      );
    })
    .get("/compare", read, keep, async (c) => {
      const { teamA, teamB } = c.req.query();
      const { items } = await listTeams(deps, { league });
      const { headToHead, fault } = await readComparison(deps, teamA, teamB);
      return html(c, <ComparePage {...tools(c)} teams={items} headToHead={headToHead} fault={fault} />);
    })
    .get("/wall", read, keep, async (c) => {
      const slot = await resolveSlot(deps, { league });
      const { games, calendar, standings } = await readWeek(deps, slot);
      return html(
        c,
        <WallPage
          {...tools(c)}
          boards={boardsOf(c.req.query("boards"))}
          shown={{ ...slot, label: labelOf(calendar, slot) }}
          games={games}
          standings={standings}
          staleReason={await staleReasonOf(deps, games)}
        />,
      );
    });
}

/** Browsers name HTML; programs that use the old API under the same address do not, and are passed on. */
const asksForHtml = (c: Context<HttpEnv>): boolean => (c.req.header("accept") ?? "").includes("text/html");

/** Everything a week's page shows. Records are as of that week, so an old week shows the table of its time. */
async function readWeek(deps: Deps, slot: Slot) {
  const { season, week } = slot;
  const [games, calendar, standings, current, teams] = await Promise.all([
    listGames(deps, { league, ...slot, limit: WEEK_LIMIT }),
    getCalendar(deps, { league, season }),
    getStandings(deps, { league, season, ...(slot.seasonType === "regular" ? { week } : {}) }),
    getCurrentWeek(deps, { league }),
    listTeams(deps, { league, season }),
  ]);
  return { games, calendar, standings, current, teams };
}

function labelOf({ parts }: Awaited<ReturnType<typeof getCalendar>>, { seasonType, week }: Slot): string {
  const part = parts.find((candidate) => candidate.seasonType === seasonType);
  return part?.weeks.find((candidate) => candidate.week === week)?.label ?? `Week ${week}`;
}

/** The season named by `?season=`; the one of the current week when it is missing or none of ours. */
async function seasonOf(c: Context<HttpEnv>, deps: Deps): Promise<number> {
  return (await resolveSlot(deps, { league, year: c.req.query("season") })).season;
}

function numberOf(text: string | undefined, min: number, max: number): number | undefined {
  const number = /^\d{1,2}$/.test(text ?? "") ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : undefined;
}

async function readMeetings(deps: Deps, { away, home }: GameDetail) {
  if (!away.team || !home.team) return undefined;
  return getHeadToHead(deps, { league, teamA: away.team.id, teamB: home.team.id });
}

/** The clubs of a form, or what is wrong with them in words for the form. */
async function readComparison(deps: Deps, teamA: string | undefined, teamB: string | undefined) {
  if (!teamA || !teamB) return { headToHead: undefined, fault: undefined };
  try {
    return { headToHead: await getHeadToHead(deps, { league, teamA, teamB }), fault: undefined };
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    return { headToHead: undefined, fault: error.message };
  }
}
