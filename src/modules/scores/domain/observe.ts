import type { GameObservation } from "./game.ts";
import type { GameState } from "./game-state.ts";
import type { League } from "./league.ts";
import { decide, type IgnoreReason } from "./observe/decide.ts";
import type { GameEvent } from "./observe/event-data.ts";
import { eventsBetween, firstEvents } from "./observe/events.ts";
import { createGame, fillGaps, mergeAll, mergeResult } from "./observe/merge.ts";
import { type ScoreChange, scoreChangeBetween } from "./observe/score-change.ts";

export { absorbDouble } from "./observe/merge.ts";

/** How far a source is trusted against another: the live feed over the historical table. Unknown sources come last. */
const SOURCE_RANKS: Record<string, number> = { espn: 2, nflverse: 1 };
export const sourceRank = (source: string): number =>
  Object.hasOwn(SOURCE_RANKS, source) ? (SOURCE_RANKS[source] ?? 0) : 0;

export interface ObservationContext {
  league: League;
  /** Id for the row should this be the first observation of the game. */
  gameId: string;
  /** When the source said so: the time of the answer. */
  observedAt: Date;
  now: Date;
  sourceRank: (source: string) => number;
}

export type ObservationResult =
  | { outcome: "created"; next: GameState; scoreChange?: never; events: GameEvent[] }
  | { outcome: "changed"; next: GameState; scoreChange?: ScoreChange; events: GameEvent[] }
  /** Nothing to write: `next` is the stored row itself. */
  | { outcome: "unchanged"; next: GameState; scoreChange?: never; events: GameEvent[] }
  /** `next` is the stored row, or undefined when there is none. */
  | { outcome: "ignored"; reason: IgnoreReason; next: GameState | undefined; scoreChange?: never; events: GameEvent[] };

/** Columns that say when a row was written, not what is known of the game. */
const BOOKKEEPING: ReadonlySet<string> = new Set(["observedAt", "finalAt", "createdAt", "updatedAt"]);

const isSameValue = (a: unknown, b: unknown): boolean => {
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, index) => value === b[index]);
  return a === b;
};

const saysTheSame = (stored: GameState, next: GameState): boolean =>
  (Object.keys(next) as (keyof GameState)[]).every(
    (column) => BOOKKEEPING.has(column) || isSameValue(stored[column], next[column]),
  );

const ignored = (reason: IgnoreReason, stored: GameState | undefined): ObservationResult => ({
  outcome: "ignored",
  reason,
  next: stored,
  events: [],
});

/**
 * What one observation of a game makes of what is stored of it: the new row, the change of score, and the events to
 * announce. The sides of the observation must be ours (see `swapSides`). Pure: the same arguments give the same answer.
 */
export const applyObservation = (
  stored: GameState | undefined,
  observation: GameObservation,
  { league, gameId, observedAt, now, sourceRank: rankOf }: ObservationContext,
): ObservationResult => {
  const observed = rankOf(observation.source);
  const decision = decide(stored, observation, observedAt, {
    observed,
    stored: stored === undefined ? observed : rankOf(stored.source),
  });
  if (decision.use === "ignore") return ignored(decision.reason, stored);
  if (stored === undefined) {
    const next = createGame(league, observation, { gameId, observedAt, now });
    return { outcome: "created", next, events: firstEvents(league, next) };
  }
  const merged =
    decision.use === "all"
      ? mergeAll(league, stored, observation, observedAt)
      : decision.use === "result"
        ? mergeResult(stored, observation, observedAt)
        : fillGaps(stored, observation);
  // Half of a pairing from each of two reads can put a club against itself.
  if (merged.homeTeam !== null && merged.homeTeam === merged.awayTeam) return ignored("invalid", stored);
  if (saysTheSame(stored, merged)) return { outcome: "unchanged", next: stored, events: [] };

  const scoreChange = scoreChangeBetween(league, stored, merged);
  const next: GameState = {
    ...merged,
    scoreSequence: scoreChange?.sequence ?? stored.scoreSequence,
    finalAt: stored.finalAt ?? (merged.status === "final" ? now : null),
    updatedAt: now,
  };
  return {
    outcome: "changed",
    next,
    ...(scoreChange === undefined ? {} : { scoreChange }),
    events: eventsBetween(league, stored, next, scoreChange),
  };
};
