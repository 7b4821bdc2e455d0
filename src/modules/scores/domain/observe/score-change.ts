import type { GameState } from "../game-state.ts";
import type { League } from "../league.ts";

export interface Score {
  home: number;
  away: number;
}

/** One step of a game's score, as it is stored. */
export interface ScoreChange {
  /** 1, 2, 3… within the game. */
  sequence: number;
  awayScore: number;
  homeScore: number;
  awayDelta: number;
  homeDelta: number;
  /** A side's score went down, or a result that was final was put right. */
  correction: boolean;
  /** A side leads that did not lead before, from a tie too. */
  leadChange: boolean;
  /** More than one score: something happened between two reads. */
  coalesced: boolean;
  period: number | null;
  clock: string | null;
  observedAt: Date;
}

/** The score of a stored game; a missing one counts as nothing. */
export const scoreOf = ({ homeScore, awayScore }: Pick<GameState, "homeScore" | "awayScore">): Score => ({
  home: homeScore ?? 0,
  away: awayScore ?? 0,
});

const couldBeOneScore = (league: League, deltas: readonly number[]): boolean => {
  const changed = deltas.filter((delta) => delta !== 0);
  const [delta] = changed;
  return changed.length === 1 && delta !== undefined && league.singleScores.includes(delta);
};

/**
 * What changed of the score between two states of a game; undefined when nothing did, or when the new state is none in
 * which scores count (before the game, postponed). `next.scoreSequence` is not read: the change gets the number after
 * the one of `stored`.
 */
export const scoreChangeBetween = (league: League, stored: GameState, next: GameState): ScoreChange | undefined => {
  if (next.status !== "in_progress" && next.status !== "final") return undefined;
  const before = scoreOf(stored);
  const after = scoreOf(next);
  const homeDelta = after.home - before.home;
  const awayDelta = after.away - before.away;
  if (homeDelta === 0 && awayDelta === 0) return undefined;
  const correction = homeDelta < 0 || awayDelta < 0 || stored.status === "final";
  const leader = Math.sign(after.home - after.away);
  return {
    sequence: stored.scoreSequence + 1,
    awayScore: after.away,
    homeScore: after.home,
    awayDelta,
    homeDelta,
    correction,
    leadChange: leader !== 0 && leader !== Math.sign(before.home - before.away),
    coalesced: !correction && !couldBeOneScore(league, [homeDelta, awayDelta]),
    period: next.period,
    clock: next.clock,
    observedAt: next.observedAt,
  };
};
