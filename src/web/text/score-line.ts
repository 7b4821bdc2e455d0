import { elapsedSeconds, periodLabel } from "../../modules/scores/domain/game-time.ts";
import type { League } from "../../modules/scores/domain/league.ts";
import type { GameDetail, ScoreChange } from "../../modules/scores/scores.schemas.ts";

export interface ScorePoint {
  /** Minutes of play, or the number of the change when the clock is not known throughout. */
  x: number;
  label: string;
  away: number;
  home: number;
}

export interface ScoreLine {
  /** Whether `x` is minutes of play. */
  timed: boolean;
  points: ScorePoint[];
  /** Where periods begin, and where the last of them ends; empty when not timed. */
  marks: { x: number; label: string }[];
}

type ChartedGame = Pick<GameDetail, "season" | "seasonType" | "week" | "period" | "clock" | "status" | "away" | "home">;

/** The course of a game's score: from the first that is known through every change to the end, or to where the clock stands. */
export function scoreLineOf(league: League, game: ChartedGame, changes: ScoreChange[]): ScoreLine {
  const minuteOf = (at: Pick<ScoreChange, "period" | "clock">) => {
    const seconds = at.clock === null ? null : elapsedSeconds(league, { ...game, ...at });
    return seconds === null ? undefined : seconds / 60;
  };
  const minutes = changes.map(minuteOf);
  const timed = minutes.every((minute, index) => minute !== undefined && minute >= (minutes[index - 1] ?? 0));
  const points = changes.map((change, index) => ({
    x: (timed ? minutes[index] : undefined) ?? index + 1,
    label: momentOf(league, change),
    away: change.awayScore,
    home: change.homeScore,
  }));
  const start = startOf(game, changes[0], (timed ? minutes[0] : undefined) ?? 0);
  if (!timed) return { timed, points: [...start, ...points], marks: [] };

  const periods = Math.max(league.regulationPeriods, game.period ?? 0, ...changes.map(({ period }) => period ?? 0));
  const starts = Array.from({ length: periods + 1 }, (_, index) => index + 1).map((period) => ({
    x: (elapsedSeconds(league, { ...game, period, clock: null }) ?? 0) / 60,
    label: period > periods ? "" : periodLabel(league, period),
  }));
  const end = game.status === "final" ? starts.at(-1)?.x : minuteOf(game);
  const last = points.at(-1);
  const lasting = end !== undefined && last !== undefined && end > last.x;
  const now = lasting ? [{ ...last, x: end, label: game.status === "final" ? "Final" : "Now" }] : [];
  return { timed, points: [...start, ...points, ...now], marks: starts };
}

/**
 * The score before the first change: 0-0 at the kickoff, or what it was when the game was first seen, which says nothing of
 * the time before. Empty when it cannot be told, as after two scores between two reads.
 */
function startOf({ away, home }: ChartedGame, first: ScoreChange | undefined, x: number): ScorePoint[] {
  if (first === undefined) return [{ x: 0, label: "Kickoff", away: 0, home: 0 }];
  const { scoringTeam, points, awayScore, homeScore } = first;
  if (scoringTeam === null) return [];
  const before = {
    away: awayScore - (scoringTeam === away.team?.id ? points : 0),
    home: homeScore - (scoringTeam === home.team?.id ? points : 0),
  };
  const scoreless = before.away === 0 && before.home === 0;
  return [scoreless ? { x: 0, label: "Kickoff", ...before } : { x, label: "First seen", ...before }];
}

/** "Q3 8:14", or "Score 5" when the clock is not known. */
export function momentOf(league: League, { period, clock, sequence }: ScoreChange): string {
  if (period === null) return `Score ${sequence}`;
  return clock === null ? periodLabel(league, period) : `${periodLabel(league, period)} ${clock}`;
}
