import type { GameObservation, TeamId } from "../../../src/modules/scores/domain/game.ts";
import type { GameState } from "../../../src/modules/scores/domain/game-state.ts";
import { LEAGUES } from "../../../src/modules/scores/domain/leagues/index.ts";
import { createGame } from "../../../src/modules/scores/domain/observe/merge.ts";
import { applyObservation, type ObservationResult, sourceRank } from "../../../src/modules/scores/domain/observe.ts";

export const nfl = LEAGUES.nfl;
export const KICKOFF = new Date("2025-11-16T18:00:00Z");
const MINUTE_MS = 60_000;
export const minutesAfterKickoff = (minutes: number): Date => new Date(KICKOFF.getTime() + minutes * MINUTE_MS);

type Overrides = Partial<Omit<GameObservation, "home" | "away">> & {
  home?: TeamId | null;
  away?: TeamId | null;
  /** Away and home points, as in "17-21"; null where the source gives none. */
  score?: [away: number, home: number] | null;
};

/** An observation of Kansas City at New England, week 11 of 2025, scheduled unless told otherwise. */
export const observe = ({
  home = "nfl:ne",
  away = "nfl:kc",
  score = null,
  ...rest
}: Overrides = {}): GameObservation => ({
  season: 2025,
  seasonType: "regular",
  week: 11,
  source: "espn",
  sourceId: "401772810",
  round: null,
  kickoff: KICKOFF,
  kickoffKnown: true,
  neutralSite: false,
  home: { team: home, placeholder: home === null ? "TBD" : null, score: score?.[1] ?? null, lineScores: [] },
  away: { team: away, placeholder: away === null ? "TBD" : null, score: score?.[0] ?? null, lineScores: [] },
  status: "scheduled",
  phase: null,
  period: null,
  clock: null,
  overtime: false,
  venue: null,
  broadcast: null,
  note: null,
  ...rest,
});

/** The same game in progress. */
export const live = (
  period: number,
  clock: string | null,
  score: [away: number, home: number],
  rest: Overrides = {},
): GameObservation => observe({ status: "in_progress", phase: "playing", period, clock, score, ...rest });

export const final = (score: [away: number, home: number], rest: Overrides = {}): GameObservation =>
  observe({ status: "final", period: 4, clock: "0:00", score, ...rest });

/** A stored game as the given observation made it. */
export const stored = (
  observation: GameObservation,
  observedAt = minutesAfterKickoff(-60),
  gameId = "game_1",
): GameState => createGame(nfl, observation, { gameId, observedAt, now: observedAt });

/** Applies one observation read so many minutes after the kickoff. */
export const apply = (
  game: GameState | undefined,
  observation: GameObservation,
  minutes: number,
): ObservationResult => {
  const observedAt = minutesAfterKickoff(minutes);
  return applyObservation(game, observation, {
    league: nfl,
    gameId: "game_1",
    observedAt,
    now: observedAt,
    sourceRank,
  });
};

/** Applies observations one after another and tells every result. */
export const play = (...reads: [observation: GameObservation, minutes: number][]): ObservationResult[] => {
  let game: GameState | undefined;
  return reads.map(([observation, minutes]) => {
    const result = apply(game, observation, minutes);
    game = result.next;
    return result;
  });
};

export const typesOf = (result: ObservationResult | undefined): string[] =>
  result?.events.map(({ type }) => type) ?? [];
