import type { GameObservation } from "../game.ts";
import { type GameState, isTerminal } from "../game-state.ts";

/** Why an observation changes nothing. */
export type IgnoreReason =
  /** Read before what is stored. */
  | "older"
  /** Gives a result other than the one a better source gave. */
  | "conflict"
  /** Takes back a final result. */
  | "final"
  /** Says that a game in progress has not begun. */
  | "backwards"
  /** Is final without a score. */
  | "incomplete"
  /** Makes no sense: a club against itself, a score below zero. */
  | "invalid";

export type Decision =
  | { use: "ignore"; reason: IgnoreReason }
  /** The source is at least as good as the stored one: everything it knows counts. */
  | { use: "all" }
  /** A lesser source has the result first, or an equal one puts it right: the result counts, the rest only fills gaps. */
  | { use: "result" }
  /** A lesser source: only what is not known yet is taken. */
  | { use: "gaps" };

const ignore = (reason: IgnoreReason): Decision => ({ use: "ignore", reason });

const isScore = (score: number | null): boolean => score === null || (Number.isInteger(score) && score >= 0);

const isSensible = ({ home, away, kickoff }: GameObservation): boolean =>
  (home.team === null || home.team !== away.team) &&
  isScore(home.score) &&
  isScore(away.score) &&
  !Number.isNaN(kickoff.getTime());

const hasOtherResult = (stored: GameState, { home, away }: GameObservation): boolean =>
  (home.score !== null && home.score !== stored.homeScore) || (away.score !== null && away.score !== stored.awayScore);

const ofLesserSource = (stored: GameState, observation: GameObservation): Decision => {
  if (observation.status !== "final") return { use: "gaps" };
  if (stored.status !== "final") return { use: "result" };
  return hasOtherResult(stored, observation) ? ignore("conflict") : { use: "gaps" };
};

/**
 * Whether, and how much of, an observation counts against the stored game. Ranks compare the two sources: higher is
 * more trusted. A final result is only ever put right by another final of a source of equal or higher rank.
 */
export const decide = (
  stored: GameState | undefined,
  observation: GameObservation,
  observedAt: Date,
  rank: { stored: number; observed: number },
): Decision => {
  if (!isSensible(observation)) return ignore("invalid");
  const { status, home, away } = observation;
  const lacksScore =
    (home.score ?? stored?.homeScore ?? null) === null || (away.score ?? stored?.awayScore ?? null) === null;
  if (status === "final" && lacksScore) return ignore("incomplete");
  if (stored === undefined) return { use: "all" };
  if (observedAt < stored.observedAt) return ignore("older");
  if (rank.observed < rank.stored) return ofLesserSource(stored, observation);
  if (stored.status === "final" && status !== "final") return ignore("final");
  // The circumstances of a finished game may come from a better source than its result did.
  if (stored.status === "final" && rank.observed === rank.stored) return { use: "result" };
  // A suspended game may be put off to a later day; short of that, a game that runs has begun.
  const begun = stored.status === "in_progress" && status === "scheduled" && observation.kickoff <= observedAt;
  return begun ? ignore("backwards") : { use: "all" };
};

/** Whether a stored row speaks of a game that is over, so that its circumstances are history. */
export const isOver = (stored: GameState | undefined): boolean => stored !== undefined && isTerminal(stored.status);
