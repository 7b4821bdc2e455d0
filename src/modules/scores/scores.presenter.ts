import type { Slot } from "./domain/game.ts";
import type { League } from "./domain/league.ts";
import { weekLabel } from "./domain/season.ts";
import { teamIn } from "./domain/teams.ts";
import { localDate } from "./domain/time.ts";
import type { GameRow, ScoreChangeRow } from "./games.repository.ts";
import type { Game, GameSide, ScoreChange, SlotRef, Team, TeamRef } from "./scores.schemas.ts";

export const toSlotRef = (league: League, slot: Slot): SlotRef => ({
  season: slot.season,
  seasonType: slot.seasonType,
  week: slot.week,
  label: weekLabel(league, slot),
});

/** The same few hundred club seasons are shown in every answer. */
const teams = new Map<string, Team>();

/** The club as it was called in `season`; throws for an id that is not of the league or a season it did not play. */
export function toTeam(league: League, id: string, season: number): Team {
  const key = `${id} ${season}`;
  const known = teams.get(key);
  if (known !== undefined) return known;
  const found = teamIn(league, id, season);
  if (found === undefined) throw new Error(`${id} did not play in ${season}`);
  const team: Team = {
    id: found.team,
    abbreviation: found.abbreviation,
    name: found.displayName,
    location: found.location,
    nickname: found.nickname,
    conference: found.conference,
    division: found.division,
  };
  teams.set(key, team);
  refs.set(key, toRef(team));
  return team;
}

const refs = new Map<string, TeamRef>();
const toRef = ({ conference, division, ...ref }: Team): TeamRef => ref;

/** {@link toTeam} without its place in the league. */
export function toTeamRef(league: League, id: string, season: number): TeamRef {
  return refs.get(`${id} ${season}`) ?? toRef(toTeam(league, id, season));
}

/** Zone arithmetic costs more than all the rest of a game; kickoffs repeat from request to request. */
const DATE_LIMIT = 10_000;
const dates = new Map<string, string>();
function dateOf(kickoff: Date, timeZone: string): string {
  const key = `${kickoff.getTime()} ${timeZone}`;
  const known = dates.get(key);
  if (known !== undefined) return known;
  if (dates.size >= DATE_LIMIT) dates.clear();
  const date = localDate(kickoff, timeZone);
  dates.set(key, date);
  return date;
}

export function toGame(league: League, row: GameRow): Game {
  return {
    id: row.id,
    league: row.league,
    season: row.season,
    seasonType: row.seasonType,
    week: row.week,
    weekLabel: weekLabel(league, row),
    round: row.round,
    kickoff: row.kickoff.toISOString(),
    kickoffKnown: row.kickoffKnown,
    date: dateOf(row.kickoff, league.timeZone),
    neutralSite: row.neutralSite,
    away: toSide(league, row, "away"),
    home: toSide(league, row, "home"),
    status: row.status,
    phase: row.phase,
    period: row.period,
    clock: row.clock,
    overtime: row.overtime,
    venue:
      row.venueName === null
        ? null
        : {
            name: row.venueName,
            city: row.venueCity,
            region: row.venueRegion,
            country: row.venueCountry,
            indoor: row.venueIndoor,
          },
    broadcast: row.broadcast,
    note: row.note,
    updatedAt: row.updatedAt.toISOString(),
  };
}

function toSide(league: League, row: GameRow, side: "home" | "away"): GameSide {
  const home = side === "home";
  const team = home ? row.homeTeam : row.awayTeam;
  const score = home ? row.homeScore : row.awayScore;
  const other = home ? row.awayScore : row.homeScore;
  return {
    team: team === null ? null : toTeamRef(league, team, row.season),
    placeholder: home ? row.homePlaceholder : row.awayPlaceholder,
    score,
    lineScores: home ? row.homeLineScores : row.awayLineScores,
    winner: row.status === "final" && score !== null && other !== null ? score > other : null,
  };
}

export function toScoreChange(game: GameRow, row: ScoreChangeRow): ScoreChange {
  const scoringTeam =
    row.homeDelta > 0 && row.awayDelta === 0
      ? game.homeTeam
      : row.awayDelta > 0 && row.homeDelta === 0
        ? game.awayTeam
        : null;
  return {
    sequence: row.sequence,
    awayScore: row.awayScore,
    homeScore: row.homeScore,
    scoringTeam,
    points: row.homeDelta + row.awayDelta,
    correction: row.correction,
    leadChange: row.leadChange,
    coalesced: row.coalesced,
    period: row.period,
    clock: row.clock,
    observedAt: row.observedAt.toISOString(),
  };
}
