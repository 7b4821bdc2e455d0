import type { GameState } from "./game-state.ts";
import { periodLabel } from "./game-time.ts";
import type { League } from "./league.ts";

export interface LineScore {
  /** "1", "2", "3", "4", "OT", "OT2". */
  periods: string[];
  /** Points by period; null for a period that has not been told. */
  away: (number | null)[];
  home: (number | null)[];
  awayTotal: number;
  homeTotal: number;
}

type LinedGame = Pick<GameState, "awayLineScores" | "homeLineScores" | "awayScore" | "homeScore" | "period">;

/**
 * Points by period with the totals, at least the periods of regulation wide. Undefined when no periods or no score are
 * known, as of games from historical tables. The totals are the game's own: periods can lag behind a running score.
 */
export const lineScore = (league: League, game: LinedGame): LineScore | undefined => {
  const { awayLineScores, homeLineScores, awayScore, homeScore } = game;
  const told = Math.max(awayLineScores.length, homeLineScores.length);
  if (told === 0 || awayScore === null || homeScore === null) return undefined;
  const width = Math.max(told, league.regulationPeriods, game.period ?? 0);
  const periods = Array.from({ length: width }, (_, index) =>
    index < league.regulationPeriods ? String(index + 1) : periodLabel(league, index + 1),
  );
  const cells = (points: readonly number[]): (number | null)[] => periods.map((_, index) => points[index] ?? null);
  return {
    periods,
    away: cells(awayLineScores),
    home: cells(homeLineScores),
    awayTotal: awayScore,
    homeTotal: homeScore,
  };
};
