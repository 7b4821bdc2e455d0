import { AppError } from "../../platform/errors.ts";
import type { SeasonType, Slot } from "./domain/game.ts";
import type { Franchise, League } from "./domain/league.ts";
import { findLeague } from "./domain/leagues/index.ts";
import { isSeason } from "./domain/season.ts";
import { resolveTeam } from "./domain/teams.ts";

/** The league with this id. Throws `not-found`. */
export function getLeague(id: string): League {
  const league = findLeague(id);
  if (league === undefined) throw new AppError("not-found", "There is no such league here.");
  return league;
}

/** The club that a text stands for. Throws `unknown-team` with the nearest ones. */
export function getFranchise(league: League, text: string): Franchise {
  const resolution = resolveTeam(league, text);
  if (resolution.found) return resolution.team;
  const nearMatches = resolution.near.map((team) => ({ id: team.id, name: team.names.at(-1)?.displayName ?? team.id }));
  const detail =
    nearMatches.length === 0
      ? "No club of the league has this name."
      : `No club of the league has just this name. Near: ${nearMatches.map((team) => `${team.name} (${team.id})`).join(", ")}.`;
  throw new AppError("unknown-team", detail, { extensions: { nearMatches } });
}

/** Throws `not-found` for a season that the league's data does not cover. */
export function requireSeason(league: League, season: number): void {
  if (!isSeason(league, season)) {
    const detail = `The ${league.name} is covered from ${league.firstSeason} to ${league.lastSeason}.`;
    throw new AppError("not-found", detail);
  }
}

/** Which week lenient input means: every part optional, anything. */
export interface LenientSlot {
  season?: number | undefined;
  seasonType?: SeasonType | undefined;
  week?: number | undefined;
}

export const isWholeSlot = (input: LenientSlot): input is Slot =>
  input.season !== undefined && input.seasonType !== undefined && input.week !== undefined;
