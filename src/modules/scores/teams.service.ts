import type { Deps } from "../../platform/deps.ts";
import { AppError } from "../../platform/errors.ts";
import { findCurrentSlot } from "./calendar.service.ts";
import { isTerminal } from "./domain/game-state.ts";
import { headToHead, type MeetingTotals } from "./domain/head-to-head.ts";
import type { League } from "./domain/league.ts";
import { partsOf } from "./domain/season.ts";
import { divisionStandings } from "./domain/standings.ts";
import { teamIn, teamsOf } from "./domain/teams.ts";
import { freshnessOfSeason } from "./freshness.service.ts";
import { type GameRow, listGameRows, listMeetingRows, listSeasonGameRows } from "./games.repository.ts";
import { getFranchise, getLeague, requireSeason } from "./league.service.ts";
import { toGame, toTeam, toTeamRef } from "./scores.presenter.ts";
import type { HeadToHead, TeamDetail, TeamList } from "./scores.schemas.ts";
import { toStandingsRow } from "./standings.service.ts";

const MOST_GAMES_OF_A_TEAM = 60;

const seasonOr = async (deps: Deps, league: League, season: number | undefined): Promise<number> =>
  season ?? (await findCurrentSlot(deps, league)).slot.season;

/** The clubs of a season, by division. Throws `not-found` for a season that is not covered. */
export async function listTeams(deps: Deps, input: { league: string; season?: number | undefined }): Promise<TeamList> {
  const league = getLeague(input.league);
  const season = await seasonOr(deps, league, input.season);
  requireSeason(league, season);
  const items = teamsOf(league, season).map(({ team }) => toTeam(league, team, season));
  return { season, items, ...(await freshnessOfSeason(deps, league, season)) };
}

/** A club's season. Throws `unknown-team` with near matches, and `not-found` for a season it did not play. */
export async function getTeam(
  deps: Deps,
  input: { league: string; team: string; season?: number | undefined },
): Promise<TeamDetail> {
  const league = getLeague(input.league);
  const { id } = getFranchise(league, input.team);
  const season = await seasonOr(deps, league, input.season);
  requireSeason(league, season);
  if (teamIn(league, id, season) === undefined)
    throw new AppError("not-found", "The club did not play in that season.");
  const { db } = deps.database;
  const schedule = await listGameRows(db, { league: league.id, season, team: id }, MOST_GAMES_OF_A_TEAM);
  const games = await listSeasonGameRows(db, league.id, season, "regular");
  const last = schedule.filter(({ status }) => status === "final").at(-1);
  const next = schedule.find(({ status }) => !isTerminal(status) && status !== "postponed");
  return {
    team: toTeam(league, id, season),
    season,
    record: recordOf(league, season, games, id),
    lastGame: last === undefined ? null : toGame(league, last),
    nextGame: next === undefined ? null : toGame(league, next),
    schedule: schedule.map((row) => toGame(league, row)),
    byeWeeks: byeWeeksOf(league, season, games, id),
    ...(await freshnessOfSeason(deps, league, season)),
  };
}

function recordOf(league: League, season: number, games: GameRow[], team: string): TeamDetail["record"] {
  for (const { rows } of divisionStandings(league, season, games)) {
    const place = rows.findIndex((row) => row.team.team === team);
    const row = rows[place];
    if (row !== undefined) return toStandingsRow(league, row, place + 1);
  }
  return null;
}

/** Weeks in which others play and the club does not; weeks of which nothing is known are no byes. */
function byeWeeksOf(league: League, season: number, games: GameRow[], team: string): number[] {
  const weeks = partsOf(league, season).find(({ seasonType }) => seasonType === "regular")?.weeks ?? [];
  return weeks
    .map(({ week }) => week)
    .filter((week) => {
      const ofWeek = games.filter((game) => game.week === week);
      return ofWeek.length > 0 && !ofWeek.some(({ homeTeam, awayTeam }) => homeTeam === team || awayTeam === team);
    });
}

/**
 * What two clubs did against each other, in one season or in all stored ones. Throws `unknown-team`, and
 * `invalid-request` for a club against itself.
 */
export async function getHeadToHead(
  deps: Deps,
  input: { league: string; teamA: string; teamB: string; season?: number | undefined },
): Promise<HeadToHead> {
  const league = getLeague(input.league);
  const teamA = getFranchise(league, input.teamA).id;
  const teamB = getFranchise(league, input.teamB).id;
  if (teamA === teamB) {
    throw new AppError("invalid-request", "Two different clubs are needed.", {
      errors: [{ in: "query", pointer: "#/teamB", detail: "is the same club as teamA" }],
    });
  }
  const current = (await findCurrentSlot(deps, league)).slot.season;
  const season = input.season;
  if (season !== undefined) requireSeason(league, season);
  const rows = await listMeetingRows(deps.database.db, league.id, teamA, teamB, season);
  const { regular, postseason } = headToHead(rows, teamA, teamB);
  const named = (team: string) => toTeamRef(league, team, lastSeasonOf(league, team, season ?? current));
  const ofPart = (part: "regular" | "post") =>
    rows.filter(({ seasonType }) => seasonType === part).map((row) => toGame(league, row));
  return {
    teamA: named(teamA),
    teamB: named(teamB),
    season: season ?? null,
    regular: toSeries(regular, ofPart("regular")),
    post: toSeries(postseason, ofPart("post")),
    ...(await freshnessOfSeason(deps, league, season ?? current)),
  };
}

const toSeries = ({ record, pointsFor, pointsAgainst }: MeetingTotals, games: HeadToHead["regular"]["games"]) => ({
  teamAWins: record.wins,
  teamBWins: record.losses,
  ties: record.ties,
  teamAPoints: pointsFor,
  teamBPoints: pointsAgainst,
  games,
});

/** The season itself, or the first one the club has played since: Houston had no name before 2002. */
function lastSeasonOf(league: League, team: string, season: number): number {
  for (let candidate = season; candidate <= league.lastSeason; candidate++) {
    if (teamIn(league, team, candidate) !== undefined) return candidate;
  }
  return season;
}
