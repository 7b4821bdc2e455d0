import type { Slot } from "../game.ts";
import type { League } from "../league.ts";
import { nflSeasonParts } from "./nfl/calendar.ts";
import { FIRST_SEASON, NFL_FRANCHISES, nflDivisions } from "./nfl/franchises.ts";

const REGULATION_PERIODS = 4;
const QUARTER_SECONDS = 15 * 60;
const SHORT_OVERTIME_SECONDS = 10 * 60;

/** Overtime lasts ten minutes outside the postseason since 2017, fifteen before and in the postseason. */
const periodSeconds = ({ season, seasonType }: Slot, period: number): number =>
  period > REGULATION_PERIODS && seasonType !== "post" && season >= 2017 ? SHORT_OVERTIME_SECONDS : QUARTER_SECONDS;

/** The National Football League, seasons 1999 (the first of the historical tables) to 2027. */
export const NFL: League = {
  id: "nfl",
  name: "NFL",
  sport: "football",
  timeZone: "America/New_York",
  firstSeason: FIRST_SEASON,
  lastSeason: 2027,
  regulationPeriods: REGULATION_PERIODS,
  periodSeconds,
  // Extra point, safety or two-point try, field goal, touchdown bare, with extra point, with two-point try.
  singleScores: [1, 2, 3, 6, 7, 8],
  franchises: NFL_FRANCHISES,
  divisions: nflDivisions,
  seasonParts: nflSeasonParts,
};
