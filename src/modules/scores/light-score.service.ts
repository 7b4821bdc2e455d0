import type { Deps } from "../../platform/deps.ts";
import { AppError } from "../../platform/errors.ts";
import { findCurrentSlot } from "./calendar.service.ts";
import type { Slot } from "./domain/game.ts";
import { stateText, WEEKLY_STATUS } from "./domain/game-time.ts";
import type { League } from "./domain/league.ts";
import {
  fromEspnSeasonType,
  isSeason,
  isSlot,
  nextSlot,
  normalizeSlot,
  partsOf,
  previousSlot,
  toEspnSeasonType,
} from "./domain/season.ts";
import { teamsOf } from "./domain/teams.ts";
import { localTime, shortDateTime } from "./domain/time.ts";
import { type GameRow, listGameRows, listStoredSeasons } from "./games.repository.ts";
import { getLeague } from "./league.service.ts";
import type { LightScoreGame, LightScoreStanding, LightScoreTeam, LightScoreWeek } from "./light-score.schemas.ts";
import { toTeamRef } from "./scores.presenter.ts";
import { getStandings } from "./standings.service.ts";

const LEAGUE = "nfl";
/** Of "Tue 19.08.", without the time. */
const SHORT_DATE_LENGTH = 10;

/** A week as Light Score's parameters give it: any number, or none, in each place. */
export interface LightScoreSlot {
  year?: number | undefined;
  week?: number | undefined;
  seasonType?: number | undefined;
}

const toWire = (slot: Slot): LightScoreWeek => ({
  year: slot.season,
  week: slot.week,
  seasonType: toEspnSeasonType(slot.seasonType),
});

/** The week meant; undefined when what was asked for exactly does not exist. */
async function findSlot(deps: Deps, league: League, input: LightScoreSlot): Promise<Slot | undefined> {
  if (input.year === undefined && input.week === undefined && input.seasonType === undefined) {
    return (await findCurrentSlot(deps, league)).slot;
  }
  const { slot: current } = await findCurrentSlot(deps, league);
  const season = input.year ?? current.season;
  const seasonType = input.seasonType === undefined ? current.seasonType : fromEspnSeasonType(input.seasonType);
  if (seasonType === undefined || !isSeason(league, season)) return undefined;
  const week =
    input.week ?? (seasonType === current.seasonType && season === current.season ? current.week : undefined);
  if (week === undefined) return normalizeSlot(league, { season, seasonType });
  const slot = { season, seasonType, week };
  return isSlot(league, slot) ? slot : undefined;
}

/** The games of a week, in order of kickoff; empty for a week that does not exist. */
export async function listLightScoreGames(
  deps: Deps,
  input: LightScoreSlot,
  timeZone: string,
): Promise<LightScoreGame[]> {
  const league = getLeague(LEAGUE);
  const slot = await findSlot(deps, league, input);
  if (slot === undefined) return [];
  const rows = await listGameRows(deps.database.db, { league: league.id, ...slot }, 200);
  return rows.map((row) => toLightScoreGame(league, row, timeZone));
}

function toLightScoreGame(league: League, row: GameRow, timeZone: string): LightScoreGame {
  const status = WEEKLY_STATUS[row.status];
  const upcoming = status === "upcoming";
  const nameOf = (team: string | null, placeholder: string | null) =>
    team === null ? (placeholder ?? "TBD") : toTeamRef(league, team, row.season).name;
  return {
    team_a: nameOf(row.awayTeam, row.awayPlaceholder),
    team_b: nameOf(row.homeTeam, row.homePlaceholder),
    status,
    start_time: `${row.kickoff.toISOString().slice(0, 16)}Z`,
    start_time_finnish:
      upcoming && row.status === "scheduled" && row.kickoffKnown ? localTime(row.kickoff, timeZone) : null,
    start_date_time_finnish: upcoming ? whenText(league, row, timeZone) : null,
    game_time: status === "live" ? stateText(league, row) : null,
    // As the feed has it: nil-nil until there is a score.
    score_a: upcoming ? 0 : row.awayScore,
    score_b: upcoming ? 0 : row.homeScore,
  };
}

/** What stands where the kickoff would: the front end shows it as it is. */
function whenText(league: League, row: GameRow, timeZone: string): string {
  if (row.status === "postponed") return "Postponed";
  if (row.status === "canceled") return "Canceled";
  return row.kickoffKnown
    ? shortDateTime(row.kickoff, timeZone)
    : `${shortDateTime(row.kickoff, league.timeZone).slice(0, SHORT_DATE_LENGTH)} TBD`;
}

/** The week that is on, with whatever the caller named put in its place and moved to a week that exists. */
export async function getLightScoreContext(deps: Deps, input: LightScoreSlot): Promise<LightScoreWeek> {
  const league = getLeague(LEAGUE);
  const exact = await findSlot(deps, league, input);
  if (exact !== undefined) return toWire(exact);
  const { slot: current } = await findCurrentSlot(deps, league);
  const seasonType = fromEspnSeasonType(input.seasonType ?? 0) ?? current.seasonType;
  return toWire(
    normalizeSlot(league, { season: input.year ?? current.season, seasonType, week: input.week ?? current.week }),
  );
}

/** One step from a week, over the ends of season parts and seasons. Weeks that do not exist are moved to the nearest first. */
export function navigateLightScore(
  input: Required<Record<keyof LightScoreSlot, number>>,
  direction: "next" | "prev",
): LightScoreWeek {
  const league = getLeague(LEAGUE);
  const seasonType = fromEspnSeasonType(input.seasonType);
  const wanted = { season: input.year, seasonType: seasonType ?? "regular", week: input.week };
  const from = isSlot(league, wanted) ? wanted : normalizeSlot(league, wanted);
  if (seasonType === undefined) return navigateUnknown(league, from, input.seasonType, direction);
  const to = direction === "next" ? nextSlot(league, from) : previousSlot(league, from);
  return toWire(to ?? from);
}

/** A season type nobody knows has the weeks of the regular season and keeps its number, until it leads to a known one. */
function navigateUnknown(league: League, from: Slot, type: number, direction: "next" | "prev"): LightScoreWeek {
  const regular = partsOf(league, from.season).find((part) => part.seasonType === "regular")?.weeks ?? [];
  const last = regular.at(-1)?.week ?? from.week;
  const week = from.week + (direction === "next" ? 1 : -1);
  if (week > last) return toWire(normalizeSlot(league, { season: from.season + 1, seasonType: "pre" }));
  if (week < 1) return toWire({ ...from, week: last });
  return { year: from.season, week, seasonType: type };
}

/**
 * Records by division. For a season without games yet, every club with none. Throws `unavailable` when nothing at all is
 * stored and no season is named.
 */
export async function listLightScoreStandings(deps: Deps, year?: number): Promise<LightScoreStanding[]> {
  const league = getLeague(LEAGUE);
  const season = year ?? (await findCurrentSlot(deps, league)).slot.season;
  if (!isSeason(league, season)) return [];
  if (year === undefined && (await listStoredSeasons(deps.database.db, league.id)).length === 0) {
    throw new AppError("unavailable", "Standings data not available");
  }
  const standings = await getStandings(deps, { league: LEAGUE, season });
  return standings.conferences.flatMap(({ divisions }) =>
    divisions.flatMap(({ name, rows }) =>
      rows.map(({ team, wins, losses, ties }) => ({ team: team.name, wins, losses, ties, division: name })),
    ),
  );
}

/** The clubs of this season by name. */
export async function listLightScoreTeams(deps: Deps): Promise<LightScoreTeam[]> {
  const league = getLeague(LEAGUE);
  const { slot } = await findCurrentSlot(deps, league);
  return teamsOf(league, slot.season)
    .map((team) => ({ team: team.displayName, abbreviation: team.abbreviation }))
    .sort((a, b) => a.team.localeCompare(b.team));
}
