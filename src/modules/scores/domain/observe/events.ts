import { type GameState, isDead } from "../game-state.ts";
import { elapsedSeconds } from "../game-time.ts";
import type { League } from "../league.ts";
import { type GameEvent, type GameEventData, type GameEventType, gameEvent } from "./event-data.ts";
import { type ScoreChange, scoreOf } from "./score-change.ts";

/** A kickoff that moves by less is corrected, not rescheduled. */
const RESCHEDULED_MS = 15 * 60_000;
/** A game first seen in progress counts as just started for so much playing time. */
const JUST_STARTED_SECONDS = 10 * 60;
/** What is first read so long after the kickoff is history: of it only the end is told. */
const HISTORY_MS = 12 * 3_600_000;
/** What is first read so long after the kickoff is no news at all. */
const FORGOTTEN_MS = 30 * 86_400_000;

type Make = (type: GameEventType, keyParts: readonly (string | number)[], extra?: Partial<GameEventData>) => GameEvent;

const hasBothTeams = (game: GameState): boolean => game.homeTeam !== null && game.awayTeam !== null;

/** What the first observation of a game tells: that it is planned, or that it has just begun. Never the past. */
export const firstEvents = (league: League, game: GameState): GameEvent[] => {
  if (game.status === "scheduled" && hasBothTeams(game) && game.kickoff > game.observedAt) {
    return [gameEvent(league, game, "game.scheduled", [], {})];
  }
  if (game.status !== "in_progress" || game.period !== 1 || game.phase === "end_of_period") return [];
  const elapsed = elapsedSeconds(league, game);
  return elapsed !== null && elapsed < JUST_STARTED_SECONDS ? [gameEvent(league, game, "game.started", [], {})] : [];
};

const planEvents = (stored: GameState, next: GameState, make: Make): GameEvent[] => {
  const events: GameEvent[] = [];
  if (next.status === "scheduled" && hasBothTeams(next) && !hasBothTeams(stored))
    events.push(make("game.scheduled", []));
  const start = next.kickoff.toISOString();
  const moved = Math.abs(next.kickoff.getTime() - stored.kickoff.getTime()) > RESCHEDULED_MS;
  const becameKnown = next.kickoffKnown && !stored.kickoffKnown;
  if ((next.status === "scheduled" || isDead(next.status)) && (moved || becameKnown)) {
    events.push(
      make("game.rescheduled", [start], {
        previous_start_time: stored.kickoff.toISOString(),
        previous_start_time_known: stored.kickoffKnown,
      }),
    );
  }
  if (next.status !== stored.status) {
    if (next.status === "postponed") events.push(make("game.postponed", [start]));
    if (next.status === "canceled") events.push(make("game.canceled", [start]));
  }
  return events;
};

const scoreEvent = (stored: GameState, next: GameState, change: ScoreChange, make: Make): GameEvent => {
  const { homeDelta, awayDelta, correction } = change;
  const oneSide = !correction && (homeDelta === 0 || awayDelta === 0);
  const details: Partial<GameEventData> = {
    previous_score: scoreOf(stored),
    home_diff: homeDelta,
    away_diff: awayDelta,
    points: oneSide ? homeDelta + awayDelta : null,
    scoring_team: oneSide ? (homeDelta > 0 ? next.homeTeam : next.awayTeam) : null,
    lead_change: change.leadChange,
    tied: change.homeScore === change.awayScore,
    coalesced: change.coalesced,
  };
  return correction
    ? make("score.corrected", [change.sequence], details)
    : make("score.changed", [change.homeScore, change.awayScore, change.sequence], details);
};

/** The last period that is over, or 0. */
const periodsOver = (game: GameState): number => {
  if (game.period === null || (game.status !== "in_progress" && game.status !== "final")) return 0;
  const over = game.status === "final" || game.phase === "end_of_period" || game.phase === "halftime";
  return over ? game.period : game.period - 1;
};

/** At most one end of a period between two reads: the latest. Nothing of games that were never seen running. */
const periodEvents = (league: League, stored: GameState, next: GameState, make: Make): GameEvent[] => {
  const events: GameEvent[] = [];
  const seenRunning = stored.status === "in_progress" || next.status === "in_progress";
  const over = periodsOver(next);
  const wasOver = periodsOver(stored);
  if (seenRunning && over > wasOver) {
    events.push(make("period.ended", [over], { ended_period: over, coalesced: over > wasOver + 1 }));
  }
  const period = next.period ?? 0;
  if (next.status === "in_progress" && period > league.regulationPeriods && period > (stored.period ?? 0)) {
    events.push(make("game.overtime", [period], { overtime_period: period }));
  }
  return events;
};

const endEvent = (league: League, next: GameState, late: boolean, make: Make): GameEvent => {
  const { home, away } = scoreOf(next);
  const overtime = next.overtime || (next.period ?? 0) > league.regulationPeriods;
  return make("game.ended", [], {
    result: home === away ? "tie" : home > away ? "home_win" : "away_win",
    winner: home === away ? null : home > away ? next.homeTeam : next.awayTeam,
    decided_in: overtime ? "overtime" : "regulation",
    coalesced: late,
  });
};

/**
 * What happened to a game between two states, in the order in which it happened. A gap between two reads gives at most
 * one change of score, one end of a period, and the start and the end if they lie in it.
 */
export const eventsBetween = (
  league: League,
  stored: GameState,
  next: GameState,
  change: ScoreChange | undefined,
): GameEvent[] => {
  const make: Make = (type, keyParts, extra = {}) => gameEvent(league, next, type, keyParts, extra);
  const events = planEvents(stored, next, make);
  const wasRunning = stored.status === "in_progress" || stored.status === "final";
  const runs = next.status === "in_progress" || next.status === "final";
  if (!runs) return events;
  const age = next.observedAt.getTime() - next.kickoff.getTime();
  if (stored.status !== "in_progress" && stored.status !== "final" && age > FORGOTTEN_MS) return events;
  const history = stored.status !== "in_progress" && age > HISTORY_MS;
  const ended = next.status === "final" && stored.status !== "final";
  if (!wasRunning && !history) events.push(make("game.started", [], { coalesced: ended }));
  if (change !== undefined && (!history || change.correction)) events.push(scoreEvent(stored, next, change, make));
  events.push(...periodEvents(league, stored, next, make));
  if (ended) events.push(endEvent(league, next, stored.status !== "in_progress", make));
  return events;
};
