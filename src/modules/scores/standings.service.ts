import type { Deps } from "../../platform/deps.ts";
import { findCurrentSlot } from "./calendar.service.ts";
import type { League } from "./domain/league.ts";
import { divisionStandings, type StandingsRow as Row } from "./domain/standings.ts";
import { freshnessOfSeason } from "./freshness.service.ts";
import { listSeasonGameRows } from "./games.repository.ts";
import { getLeague, requireSeason } from "./league.service.ts";
import { toTeamRef } from "./scores.presenter.ts";
import type { Standings, StandingsRow } from "./scores.schemas.ts";

export interface StandingsInput {
  league: string;
  /** Default: the season of the current week. */
  season?: number | undefined;
  /** Regular-season week up to and including which games count. */
  week?: number | undefined;
}

/** Records by division, ordered by percentage. Throws `not-found` for a season that is not covered. */
export async function getStandings(deps: Deps, input: StandingsInput): Promise<Standings> {
  const league = getLeague(input.league);
  const season = input.season ?? (await findCurrentSlot(deps, league)).slot.season;
  requireSeason(league, season);
  const games = await listSeasonGameRows(deps.database.db, league.id, season, "regular");
  const divisions = divisionStandings(league, season, games, input.week === undefined ? {} : { week: input.week });
  const conferences = [...new Set(divisions.map(({ conference }) => conference))].map((name) => ({
    name,
    divisions: divisions
      .filter(({ conference }) => conference === name)
      .map(({ division, rows }) => ({
        name: division,
        rows: rows.map((row, place) => toStandingsRow(league, row, place + 1)),
      })),
  }));
  return { season, week: input.week ?? null, conferences, ...(await freshnessOfSeason(deps, league, season)) };
}

export const toStandingsRow = (league: League, row: Row, rank: number): StandingsRow => ({
  team: toTeamRef(league, row.team.team, row.team.season),
  rank,
  ...row.overall,
  percentage: row.percentage,
  division: row.division,
  conference: row.conference,
  home: row.home,
  away: row.away,
  pointsFor: row.pointsFor,
  pointsAgainst: row.pointsAgainst,
  netPoints: row.netPoints,
  streak: row.streak === null ? null : { result: row.streak.outcome, length: row.streak.length },
  lastFive: row.lastFive,
});
