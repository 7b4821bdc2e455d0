import type { League } from "../league.ts";
import { NFL } from "./nfl.ts";

export const LEAGUE_IDS = ["nfl"] as const;
export type LeagueId = (typeof LEAGUE_IDS)[number];

export const LEAGUES = { nfl: NFL } as const satisfies Record<LeagueId, League>;

/** The league with this id, in any case; undefined when there is none. */
export const findLeague = (id: string): League | undefined => {
  const wanted = id.trim().toLowerCase();
  return LEAGUE_IDS.filter((known) => known === wanted).map((known) => LEAGUES[known])[0];
};
