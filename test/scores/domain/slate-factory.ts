import type { GameStatus } from "../../../src/modules/scores/domain/game.ts";
import type { PlannedGame, PlannedSlate } from "../../../src/modules/scores/domain/refresh.ts";

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Sunday of week 11, 13:00 Eastern. */
export const KICKOFF = Date.UTC(2025, 10, 16, 18);
export const OPTIONS = { liveIntervalMs: 15 * SECOND };
export const date = (ms: number): Date => new Date(ms);

export const game = (status: GameStatus, kickoff = KICKOFF, rest: Partial<PlannedGame> = {}): PlannedGame => ({
  kickoff: date(kickoff),
  kickoffKnown: true,
  status,
  finalAt: null,
  observedAt: date(kickoff),
  ...rest,
});

export const slate = (games: PlannedGame[], rest: Partial<PlannedSlate> = {}): PlannedSlate => ({
  season: 2025,
  seasonType: "regular",
  week: 11,
  start: date(Date.UTC(2025, 10, 12, 8)),
  games,
  lastAttemptAt: null,
  lastSuccessAt: null,
  consecutiveFailures: 0,
  settledAt: null,
  confirmedAt: null,
  ...rest,
});

export const readAt = (ms: number, rest: Partial<PlannedSlate> = {}): Partial<PlannedSlate> => ({
  lastAttemptAt: date(ms),
  lastSuccessAt: date(ms),
  ...rest,
});
