import { type League, type TeamSeason, teamsOf } from "../league.ts";

/** A club as it is in one season, with the id the feed gives it. */
export interface Club extends TeamSeason {
  espnId: string;
}

/** The league's clubs in a season, by ESPN id. */
export function clubsOf(league: League, season: number): Club[] {
  const espnIds = new Map(league.franchises.map((franchise) => [franchise.id, franchise.sourceIds.espn]));
  return teamsOf(league, season)
    .flatMap((club) => {
      const espnId = espnIds.get(club.team);
      return espnId === undefined ? [] : { ...club, espnId };
    })
    .sort((a, b) => Number(a.espnId) - Number(b.espnId));
}

/** Clubs by division, divisions in alphabetical order. */
export function byDivision(clubs: readonly Club[]): Map<string, Club[]> {
  const divisions = new Map<string, Club[]>();
  for (const name of [...new Set(clubs.map((club) => club.division))].sort())
    divisions.set(
      name,
      clubs.filter((club) => club.division === name),
    );
  return divisions;
}
