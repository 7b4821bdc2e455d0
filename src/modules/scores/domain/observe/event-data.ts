import type { GameState } from "../game-state.ts";
import { FEED_STATUS } from "../game-time.ts";
import type { League } from "../league.ts";
import { teamIn } from "../teams.ts";
import type { Score } from "./score-change.ts";

export const GAME_EVENT_TYPES = [
  "game.scheduled",
  "game.rescheduled",
  "game.postponed",
  "game.canceled",
  "game.started",
  "score.changed",
  "score.corrected",
  "period.ended",
  "game.overtime",
  "game.ended",
] as const;
export type GameEventType = (typeof GAME_EVENT_TYPES)[number];

/** What the change feed carries of a game, in the form that goes out: the state after the event, and what the event adds. */
export interface GameEventData {
  /** The type in the older spelling: `score_changed`. */
  event: string;
  game_id: string;
  league: string;
  season: number;
  season_type: GameState["seasonType"];
  week: number;
  round: GameState["round"];
  status: (typeof FEED_STATUS)[GameState["status"]];
  /** Abbreviations of that season; null while a club is not known. */
  home_team: string | null;
  away_team: string | null;
  home_team_id: string | null;
  away_team_id: string | null;
  /** ISO 8601; midnight in the league's zone while `start_time_known` is false. */
  start_time: string;
  start_time_known: boolean;
  score: Score;
  /** Number of score changes so far. */
  sequence: number;
  period: number | null;
  clock: string | null;
  /** Several happenings between two reads are told as one, or one is told late. */
  coalesced: boolean;
  detected_at: string;
  source: string;
  /** Score events. */
  previous_score?: Score;
  home_diff?: number;
  away_diff?: number;
  /** Points of the side that scored; null when both did, and for corrections. */
  points?: number | null;
  scoring_team?: string | null;
  lead_change?: boolean;
  tied?: boolean;
  /** `period.ended`, `game.overtime`: the period meant, which `period` may have passed. */
  ended_period?: number;
  overtime_period?: number;
  /** `game.ended`. */
  result?: "home_win" | "away_win" | "tie";
  winner?: string | null;
  decided_in?: "regulation" | "overtime";
  /** `game.rescheduled`. */
  previous_start_time?: string;
  previous_start_time_known?: boolean;
}

/** One entry for the change feed. Storing the same `dedupeKey` twice must store it once. */
export interface GameEvent {
  type: GameEventType;
  /** Our id of the game. */
  subject: string;
  dedupeKey: string;
  occurredAt: Date;
  payload: GameEventData;
}

const abbreviationOf = (league: League, team: string | null, season: number): string | null =>
  team === null ? null : (teamIn(league, team, season)?.abbreviation ?? null);

/** An event about a game in its new state. The parts of the key, after type and game, say which of several it is. */
export const gameEvent = (
  league: League,
  game: GameState,
  type: GameEventType,
  keyParts: readonly (string | number)[],
  extra: Partial<GameEventData>,
): GameEvent => ({
  type,
  subject: game.id,
  dedupeKey: [type, game.id, ...keyParts].join(":"),
  occurredAt: game.observedAt,
  payload: {
    event: type.replace(".", "_"),
    game_id: game.id,
    league: league.name,
    season: game.season,
    season_type: game.seasonType,
    week: game.week,
    round: game.round,
    status: FEED_STATUS[game.status],
    home_team: abbreviationOf(league, game.homeTeam, game.season),
    away_team: abbreviationOf(league, game.awayTeam, game.season),
    home_team_id: game.homeTeam,
    away_team_id: game.awayTeam,
    start_time: game.kickoff.toISOString(),
    start_time_known: game.kickoffKnown,
    score: { home: game.homeScore ?? 0, away: game.awayScore ?? 0 },
    sequence: game.scoreSequence,
    period: game.period,
    clock: game.clock,
    coalesced: false,
    detected_at: game.observedAt.toISOString(),
    source: game.source,
    ...extra,
  },
});
