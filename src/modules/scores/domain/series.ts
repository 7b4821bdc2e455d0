import type { GameState } from "./game-state.ts";
import { elapsedSeconds } from "./game-time.ts";
import type { League } from "./league.ts";
import type { ScoreChange } from "./observe/score-change.ts";

/** The score from one moment on, as a chart draws it in steps. */
export interface SeriesPoint {
  sequence: number;
  awayScore: number;
  homeScore: number;
  /** Home minus away. */
  margin: number;
  /** Playing time since the kickoff, or null where no clock was told. */
  elapsedSeconds: number | null;
  period: number | null;
  clock: string | null;
  observedAt: Date | null;
  correction: boolean;
  coalesced: boolean;
}

/**
 * The course of a game's score, in order: a point for the score before the first change (0-0, or what it was when the game
 * was first seen), then one for each change. Gaps and corrections are marked, not smoothed. Empty before the kickoff.
 */
export const scoreSeries = (
  league: League,
  game: Pick<GameState, "season" | "seasonType" | "week" | "status" | "awayScore" | "homeScore" | "scoreSequence">,
  changes: readonly ScoreChange[],
): SeriesPoint[] => {
  const ordered = [...changes].sort((a, b) => a.sequence - b.sequence);
  const first = ordered[0];
  if (first === undefined && (game.status === "scheduled" || game.awayScore === null || game.homeScore === null))
    return [];
  const awayAtFirst = first === undefined ? (game.awayScore ?? 0) : first.awayScore - first.awayDelta;
  const homeAtFirst = first === undefined ? (game.homeScore ?? 0) : first.homeScore - first.homeDelta;
  const start: SeriesPoint = {
    sequence: 0,
    awayScore: awayAtFirst,
    homeScore: homeAtFirst,
    margin: homeAtFirst - awayAtFirst,
    elapsedSeconds: awayAtFirst === 0 && homeAtFirst === 0 ? 0 : null,
    period: null,
    clock: null,
    observedAt: null,
    correction: false,
    coalesced: false,
  };
  const steps = ordered.map(
    ({ sequence, awayScore, homeScore, period, clock, observedAt, correction, coalesced }): SeriesPoint => ({
      sequence,
      awayScore,
      homeScore,
      margin: homeScore - awayScore,
      // Without a clock (a score first seen in the final) the place in the period is not known.
      elapsedSeconds: clock === null ? null : elapsedSeconds(league, { ...game, period, clock }),
      period,
      clock,
      observedAt,
      correction,
      coalesced,
    }),
  );
  return [start, ...steps];
};
