import type { Script, Side, Stage } from "./script.ts";

/** Where a game is at one moment. */
export interface Progress {
  /** null before kickoff and after the last whistle. */
  stage: Stage | null;
  begun: boolean;
  over: boolean;
  period: number;
  /** Seconds left in the period. */
  clockSeconds: number;
  score: Record<Side, number>;
  lineScores: Record<Side, number[]>;
}

/** The state of a game `elapsedMs` after its kickoff: nothing but the script and the moment decide it. */
export function progressAt(script: Script, elapsedMs: number): Progress {
  const begun = elapsedMs >= 0;
  const over = elapsedMs >= script.durationMs;
  const last = script.stages.at(-1) ?? null;
  const running = script.stages.find((stage) => stage.fromMs <= elapsedMs && elapsedMs < stage.toMs) ?? last;
  const stage = begun && !over ? running : null;
  const period = !begun ? 0 : over ? (last?.period ?? 0) : (running?.period ?? 0);
  const score = { home: 0, away: 0 };
  const lineScores = { home: zeros(period), away: zeros(period) };
  for (const play of script.plays) {
    if (play.atMs > elapsedMs) break;
    score[play.side] += play.points;
    const line = lineScores[play.side];
    line[play.period - 1] = (line[play.period - 1] ?? 0) + play.points;
  }
  return {
    stage,
    begun,
    over,
    period,
    clockSeconds: stage === null ? 0 : clockOf(stage, elapsedMs),
    score,
    lineScores,
  };
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0);

function clockOf(stage: Stage, elapsedMs: number): number {
  const share = Math.min(1, (elapsedMs - stage.fromMs) / (stage.toMs - stage.fromMs));
  return Math.ceil(stage.clockFrom + share * (stage.clockTo - stage.clockFrom));
}
