import type { GameState } from "./game-state.ts";
import { isFinalGame } from "./game-state.ts";
import type { League } from "./league.ts";
import {
  addOutcome,
  comparePercentage,
  emptyRecord,
  type Outcome,
  outcomeOf,
  percentageOf,
  type WinLossTie,
} from "./record.ts";
import { type TeamSeason, teamsOf } from "./teams.ts";

/** What standings need of a game. */
export type ResultGame = Pick<
  GameState,
  "season" | "seasonType" | "week" | "kickoff" | "status" | "homeTeam" | "awayTeam" | "homeScore" | "awayScore"
>;

export interface StandingsRow {
  team: TeamSeason;
  overall: WinLossTie;
  /** (W + T/2) / games, to four decimals. For comparing use `comparePercentage(overall, …)`. */
  percentage: number;
  division: WinLossTie;
  conference: WinLossTie;
  home: WinLossTie;
  away: WinLossTie;
  pointsFor: number;
  pointsAgainst: number;
  netPoints: number;
  /** The run of equal outcomes up to the last game; null before the first. */
  streak: { outcome: Outcome; length: number } | null;
  /** Up to five outcomes, the oldest first. */
  lastFive: Outcome[];
}

export interface DivisionStandings {
  conference: string;
  division: string;
  rows: StandingsRow[];
}

const emptyRow = (team: TeamSeason): StandingsRow => ({
  team,
  overall: emptyRecord(),
  percentage: 0,
  division: emptyRecord(),
  conference: emptyRecord(),
  home: emptyRecord(),
  away: emptyRecord(),
  pointsFor: 0,
  pointsAgainst: 0,
  netPoints: 0,
  streak: null,
  lastFive: [],
});

const addGame = (
  row: StandingsRow,
  opponent: TeamSeason,
  place: "home" | "away",
  scored: number,
  allowed: number,
): void => {
  const outcome = outcomeOf(scored, allowed);
  addOutcome(row.overall, outcome);
  addOutcome(row[place], outcome);
  if (opponent.conference === row.team.conference) addOutcome(row.conference, outcome);
  if (opponent.division === row.team.division) addOutcome(row.division, outcome);
  row.pointsFor += scored;
  row.pointsAgainst += allowed;
  row.netPoints = row.pointsFor - row.pointsAgainst;
  row.percentage = percentageOf(row.overall);
  row.streak = row.streak?.outcome === outcome ? { outcome, length: row.streak.length + 1 } : { outcome, length: 1 };
  row.lastFive = [...row.lastFive, outcome].slice(-5);
};

/** Better records first; then a placeholder order that is stable. Who really stands above whom is for the tie-breaking rules. */
const compareRows = (a: StandingsRow, b: StandingsRow): number =>
  comparePercentage(a.overall, b.overall) ||
  b.overall.wins - a.overall.wins ||
  b.netPoints - a.netPoints ||
  a.team.displayName.localeCompare(b.team.displayName);

const playingOrder = (a: ResultGame, b: ResultGame): number =>
  a.kickoff.getTime() - b.kickoff.getTime() || a.week - b.week;

/**
 * The records of every club of a season from its final regular-season games (others are left out), up to and including
 * `week` when given. Clubs in the league's order of divisions.
 */
export const teamRecords = (
  league: League,
  season: number,
  games: readonly ResultGame[],
  { week = Number.POSITIVE_INFINITY }: { week?: number } = {},
): StandingsRow[] => {
  const rows = new Map<string, StandingsRow>(teamsOf(league, season).map((team) => [team.team, emptyRow(team)]));
  const counted = games.filter((game) => game.season === season && game.seasonType === "regular" && game.week <= week);
  for (const game of counted.sort(playingOrder)) {
    if (!isFinalGame(game)) continue;
    const home = rows.get(game.homeTeam);
    const away = rows.get(game.awayTeam);
    if (home === undefined || away === undefined) continue;
    addGame(home, away.team, "home", game.homeScore, game.awayScore);
    addGame(away, home.team, "away", game.awayScore, game.homeScore);
  }
  return [...rows.values()];
};

/** The tables of a season by division. Rows of one division are ordered by percentage, then by a stable placeholder. */
export const divisionStandings = (
  league: League,
  season: number,
  games: readonly ResultGame[],
  options: { week?: number } = {},
): DivisionStandings[] => {
  const rows = teamRecords(league, season, games, options);
  return league.divisions(season).flatMap((division) => {
    const members = rows.filter((row) => row.team.division === division).sort(compareRows);
    const conference = members[0]?.team.conference;
    return conference === undefined ? [] : [{ conference, division, rows: members }];
  });
};
