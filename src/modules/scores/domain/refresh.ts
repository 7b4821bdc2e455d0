import type { Slot } from "./game.ts";
import { type GameState, isTerminal } from "./game-state.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A settled slate is read once more after so long, for corrections of the statisticians. */
const CONFIRM_AFTER_MS = 6 * HOUR_MS;
/** A result this old will not be corrected any more. */
const OLD_RESULT_MS = DAY_MS;

/** What the plan needs of a game. */
export type PlannedGame = Pick<GameState, "kickoff" | "kickoffKnown" | "status" | "finalAt" | "observedAt">;

/** A week's slate: its games as stored, and how reading it went. The last six fields are those of the slates table. */
export interface PlannedSlate extends Slot {
  /** When its week begins by the league's calendar. */
  start: Date;
  games: readonly PlannedGame[];
  lastAttemptAt: Date | null;
  lastSuccessAt: Date | null;
  consecutiveFailures: number;
  settledAt: Date | null;
  confirmedAt: Date | null;
}

export interface RefreshOptions {
  /** Between two reads while a game is on; 15 to 30 seconds are polite. */
  liveIntervalMs: number;
}

/** Why a slate is read, the most pressing first. */
export const REFRESH_REASONS = [
  "live",
  "kickoff",
  "unread",
  "ended",
  "today",
  "soon",
  "confirm",
  "later",
  "open",
] as const;
export type RefreshReason = (typeof REFRESH_REASONS)[number];

/** From `fromMs` until the next one begins, reads are wanted every `everyMs`; null is never. */
interface Pace {
  fromMs: number;
  everyMs: number | null;
  reason: RefreshReason;
}

const ALWAYS = Number.NEGATIVE_INFINITY;
const pace = (fromMs: number, everyMs: number | null, reason: RefreshReason): Pace => ({ fromMs, everyMs, reason });

/** The pace before something at `atMs`: daily while far, four times a day from three weeks, hourly in its week. */
const approach = (atMs: number): Pace[] => [
  pace(ALWAYS, DAY_MS, "later"),
  pace(atMs - 21 * DAY_MS, 6 * HOUR_MS, "soon"),
  pace(atMs - 7 * DAY_MS, HOUR_MS, "today"),
];

/** How often a game wants to be read, over all time, by what is stored of it. */
const pacesOf = (game: PlannedGame, { liveIntervalMs }: RefreshOptions): Pace[] => {
  const kickoff = game.kickoff.getTime();
  const givenUp = pace(kickoff + 30 * DAY_MS, null, "open");
  switch (game.status) {
    case "final": {
      // Reading goes on for a while after the end; a result first seen long after it has no such while.
      const ended = game.finalAt?.getTime() ?? ALWAYS;
      const recent = ended - kickoff < 12 * HOUR_MS && ended > ALWAYS;
      return recent
        ? [pace(ALWAYS, MINUTE_MS, "ended"), pace(ended + 11 * MINUTE_MS, null, "ended")]
        : [pace(ALWAYS, null, "ended")];
    }
    case "canceled":
      return [pace(ALWAYS, null, "ended")];
    case "in_progress":
      return [pace(ALWAYS, liveIntervalMs, "live"), pace(kickoff + 12 * HOUR_MS, HOUR_MS, "open"), givenUp];
    case "postponed":
      return [pace(ALWAYS, DAY_MS, "open"), givenUp];
    case "scheduled":
    case "unknown":
      return game.kickoffKnown
        ? [
            ...approach(kickoff),
            pace(kickoff - 30 * MINUTE_MS, MINUTE_MS, "kickoff"),
            pace(kickoff, liveIntervalMs, "live"),
            pace(kickoff + 6 * HOUR_MS, HOUR_MS, "open"),
            pace(kickoff + 2 * DAY_MS, DAY_MS, "open"),
            givenUp,
          ]
        : [
            pace(ALWAYS, DAY_MS, "later"),
            pace(kickoff - 7 * DAY_MS, 6 * HOUR_MS, "soon"),
            pace(kickoff - DAY_MS, HOUR_MS, "today"),
            pace(kickoff + 2 * DAY_MS, DAY_MS, "open"),
            givenUp,
          ];
  }
};

const pacesOfEmpty = ({ start }: PlannedSlate): Pace[] => [
  ...approach(start.getTime()),
  pace(start.getTime() + 14 * DAY_MS, null, "open"),
];

export interface NextRead {
  atMs: number;
  reason: RefreshReason;
}

/** The earliest read that the paces ask for after one at `readMs`; undefined when they ask for none. */
const nextByPace = (paces: readonly Pace[], readMs: number): NextRead | undefined => {
  let next: NextRead | undefined;
  for (const [index, { fromMs, everyMs, reason }] of paces.entries()) {
    const untilMs = paces[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
    if (everyMs === null || untilMs <= readMs) continue;
    const atMs = Math.max(fromMs, readMs + everyMs);
    if (next === undefined || atMs < next.atMs) next = { atMs, reason };
  }
  return next;
};

const earliest = (reads: readonly (NextRead | undefined)[]): NextRead | undefined =>
  reads.reduce(
    (best, read) => (read !== undefined && (best === undefined || read.atMs < best.atMs) ? read : best),
    undefined,
  );

const nextByGames = (slate: PlannedSlate, readMs: number, options: RefreshOptions): NextRead | undefined =>
  slate.games.length === 0
    ? nextByPace(pacesOfEmpty(slate), readMs)
    : earliest(slate.games.map((game) => nextByPace(pacesOf(game, options), readMs)));

/**
 * When a slate wants to be read after a read at `readMs`, going by its games as stored: a function of stored times alone,
 * so that the collector's plan and what readers are told of staleness cannot disagree. Undefined is never.
 */
export const nextReadAfter = (slate: PlannedSlate, readMs: number, options: RefreshOptions): NextRead | undefined => {
  if (slate.confirmedAt !== null) return undefined;
  const settledMs = slate.settledAt?.getTime() ?? readMs;
  return (
    nextByGames(slate, readMs, options) ?? {
      atMs: Math.max(settledMs + CONFIRM_AFTER_MS, readMs + HOUR_MS),
      reason: "confirm",
    }
  );
};

/** Whether nothing more is expected of a slate read at `at`: its games are over, called off, or given up. */
export const isSettled = (slate: PlannedSlate, at: Date): boolean =>
  (slate.games.length > 0 && slate.games.every(({ status }) => isTerminal(status))) ||
  nextByGames(slate, at.getTime(), { liveIntervalMs: SECOND_MS }) === undefined;

/**
 * The marks of a slate after a successful read at `readAt`, `games` being as stored after it: settled when first seen
 * finished, confirmed by a read some hours later, or at once when every result is a day old.
 */
export const marksAfterRead = (slate: PlannedSlate, readAt: Date): Pick<PlannedSlate, "settledAt" | "confirmedAt"> => {
  if (!isSettled(slate, readAt)) return { settledAt: null, confirmedAt: null };
  const settledAt = slate.settledAt ?? readAt;
  const readMs = readAt.getTime();
  const old = slate.games.every(({ kickoff }) => readMs - kickoff.getTime() > OLD_RESULT_MS);
  const confirmed = old || readMs - settledAt.getTime() >= CONFIRM_AFTER_MS;
  return { settledAt, confirmedAt: confirmed ? readAt : null };
};
