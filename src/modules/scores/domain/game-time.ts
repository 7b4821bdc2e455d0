import type { GameStatus } from "./game.ts";
import type { GameState } from "./game-state.ts";
import type { League } from "./league.ts";

type ClockedGame = Pick<GameState, "status" | "phase" | "period" | "clock" | "overtime">;

/** Statuses in the words of the change feed and of home automation. */
export const FEED_STATUS = {
  scheduled: "scheduled",
  in_progress: "live",
  final: "final",
  postponed: "postponed",
  canceled: "canceled",
  unknown: "unknown",
} as const satisfies Record<GameStatus, string>;

/** Statuses in the three words of the weekly-games surface. A game without a result is never "final" there. */
export const WEEKLY_STATUS = {
  scheduled: "upcoming",
  in_progress: "live",
  final: "final",
  postponed: "upcoming",
  canceled: "upcoming",
  unknown: "upcoming",
} as const satisfies Record<GameStatus, string>;

/** "Q3", "OT", "OT2": the name of a period. */
export const periodLabel = (league: League, period: number): string => {
  const overtime = period - league.regulationPeriods;
  if (overtime <= 0) return `Q${period}`;
  return overtime === 1 ? "OT" : `OT${overtime}`;
};

/**
 * Period and clock while the ball can be in play: "Q3 04:12", "OT 3:20", "Q2" without a clock. Null at half-time, between
 * periods, in delays and in every other status.
 */
export const gameTime = (league: League, game: Omit<ClockedGame, "overtime">): string | null => {
  const playing = game.status === "in_progress" && (game.phase === null || game.phase === "playing");
  if (!playing || game.period === null || game.period < 1) return null;
  const label = periodLabel(league, game.period);
  return game.clock ? `${label} ${game.clock}` : label;
};

const liveText = (league: League, game: ClockedGame): string => {
  switch (game.phase) {
    case "halftime":
      return "Halftime";
    case "end_of_period":
      return game.period === null ? "Break" : `End ${periodLabel(league, game.period)}`;
    case "delayed":
      return "Delayed";
    case "suspended":
      return "Suspended";
    default:
      return gameTime(league, game) ?? "Live";
  }
};

const finalText = (league: League, game: ClockedGame): string => {
  const last = game.period ?? 0;
  if (last > league.regulationPeriods) return `Final/${periodLabel(league, last)}`;
  return game.overtime ? "Final/OT" : "Final";
};

/** Where a game stands in a word or two: "Q3 4:12", "Halftime", "Final/OT", "Postponed". Null before a scheduled kickoff. */
export const stateText = (league: League, game: ClockedGame): string | null => {
  switch (game.status) {
    case "scheduled":
      return null;
    case "in_progress":
      return liveText(league, game);
    case "final":
      return finalText(league, game);
    case "postponed":
      return "Postponed";
    case "canceled":
      return "Canceled";
    case "unknown":
      return "Unknown";
  }
};

/** Seconds left of a clock text "M:SS" or "M:SS.t"; null for anything else. */
export const clockSeconds = (clock: string | null): number | null => {
  const [, minutes, seconds] = /^(\d{1,3}):([0-5]\d)(?:\.\d+)?$/.exec(clock ?? "") ?? [];
  return minutes === undefined ? null : Number(minutes) * 60 + Number(seconds);
};

/** Seconds of playing time since the kickoff; without a clock, to the start of the period. Null when no period is known. */
export const elapsedSeconds = (
  league: League,
  game: Pick<GameState, "season" | "seasonType" | "week" | "period" | "clock">,
): number | null => {
  if (game.period === null || game.period < 1) return null;
  let elapsed = 0;
  for (let period = 1; period < game.period; period += 1) elapsed += league.periodSeconds(game, period);
  const length = league.periodSeconds(game, game.period);
  return elapsed + length - Math.min(clockSeconds(game.clock) ?? length, length);
};
