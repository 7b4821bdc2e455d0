import type { Round, Slot } from "./game.ts";
import type { League } from "./league.ts";
import { partsOf } from "./season.ts";

/** A week as the nflverse tables number it: one running number, the postseason after the regular season without a gap. */
export interface NflverseWeek {
  season: number;
  /** REG, WC, DIV, CON, SB. */
  gameType: string;
  week: number;
}

const GAME_TYPES: readonly { gameType: string; round: Round; week: number }[] = [
  { gameType: "WC", round: "wild-card", week: 1 },
  { gameType: "DIV", round: "divisional", week: 2 },
  { gameType: "CON", round: "conference", week: 3 },
  { gameType: "SB", round: "super-bowl", week: 5 },
];

const regularWeeksOf = (league: League, season: number): number =>
  partsOf(league, season).find((part) => part.seasonType === "regular")?.weeks.length ?? 0;

/** Our slot for an nflverse week: the game type decides, so a wrong running number of a playoff game does no harm. */
export const fromNflverseWeek = (
  league: League,
  { season, gameType, week }: NflverseWeek,
): (Slot & { round: Round | null }) | undefined => {
  const weeks = regularWeeksOf(league, season);
  if (gameType === "REG") {
    return week >= 1 && week <= weeks ? { season, seasonType: "regular", week, round: null } : undefined;
  }
  const playoff = weeks === 0 ? undefined : GAME_TYPES.find((candidate) => candidate.gameType === gameType);
  return playoff && { season, seasonType: "post", week: playoff.week, round: playoff.round };
};

/** The nflverse week of a slot; undefined for the preseason, which those tables leave out, and for weeks that do not exist. */
export const toNflverseWeek = (league: League, { season, seasonType, week }: Slot): NflverseWeek | undefined => {
  const weeks = regularWeeksOf(league, season);
  if (seasonType === "regular" && week >= 1 && week <= weeks) return { season, gameType: "REG", week };
  const position = seasonType === "post" ? GAME_TYPES.findIndex((candidate) => candidate.week === week) : -1;
  const playoff = weeks === 0 ? undefined : GAME_TYPES[position];
  return playoff && { season, gameType: playoff.gameType, week: weeks + position + 1 };
};
