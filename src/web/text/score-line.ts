import type { Game, ScoreChange } from "../../modules/scores/scores.schemas.ts";
import { periodOf } from "./games.ts";

const PERIOD_MINUTES = 15;
/** Overtime in the regular season has been 10 minutes since 2017; in the postseason 15. */
const OVERTIME_MINUTES = { pre: 10, regular: 10, post: 15 } as const;
const REGULATION_PERIODS = 4;

/** Minutes of play from kickoff to a clock reading; undefined when period or clock is unknown. */
export function elapsedMinutes(
  { period, clock }: Pick<ScoreChange, "period" | "clock">,
  seasonType: Game["seasonType"],
): number | undefined {
  const [, minutes, seconds] = /^(\d{1,2}):(\d{2})$/.exec(clock ?? "") ?? [];
  if (period === null || minutes === undefined || seconds === undefined) return undefined;
  const left = Number(minutes) + Number(seconds) / 60;
  if (period <= REGULATION_PERIODS) return (period - 1) * PERIOD_MINUTES + PERIOD_MINUTES - left;
  const length = OVERTIME_MINUTES[seasonType];
  const before = REGULATION_PERIODS * PERIOD_MINUTES + (period - REGULATION_PERIODS - 1) * length;
  return before + length - left;
}

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
  /** Where periods begin; empty when not timed. */
  marks: { x: number; label: string }[];
}

/** The course of a game's score, from 0-0. */
export function scoreLineOf(game: Pick<Game, "seasonType">, changes: ScoreChange[]): ScoreLine {
  const minutes = changes.map((change) => elapsedMinutes(change, game.seasonType));
  const timed = minutes.every((minute, index) => minute !== undefined && minute >= (minutes[index - 1] ?? 0));
  const points = changes.map((change, index) => ({
    x: (timed ? minutes[index] : undefined) ?? index + 1,
    label: momentOf(change),
    away: change.awayScore,
    home: change.homeScore,
  }));
  const lastPeriod = Math.max(REGULATION_PERIODS, ...changes.map(({ period }) => period ?? 0));
  const marks = Array.from({ length: lastPeriod }, (_, index) => ({
    x: elapsedAtStart(index + 1, game.seasonType),
    label: periodOf(index + 1),
  }));
  return { timed, points: [{ x: 0, label: "Kickoff", away: 0, home: 0 }, ...points], marks: timed ? marks : [] };
}

function elapsedAtStart(period: number, seasonType: Game["seasonType"]): number {
  const regulation = Math.min(period - 1, REGULATION_PERIODS) * PERIOD_MINUTES;
  return regulation + Math.max(0, period - 1 - REGULATION_PERIODS) * OVERTIME_MINUTES[seasonType];
}

/** "Q3 8:14", or "Score 5" when the clock is not known. */
export function momentOf({ period, clock, sequence }: ScoreChange): string {
  if (period === null) return `Score ${sequence}`;
  return clock === null ? periodOf(period) : `${periodOf(period)} ${clock}`;
}
