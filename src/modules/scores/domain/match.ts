import type { GameObservation, GameStatus, SeasonType } from "./game.ts";
import { type GameState, isDead } from "./game-state.ts";

/** An id under which a source knows a stored game. */
export interface KnownSourceId {
  source: string;
  sourceId: string;
  /** What the source last said of this id. */
  status: GameStatus;
  /** Another id of the same source speaks for the game now. */
  superseded: boolean;
}

/** A stored game with its source ids, of the same league, season and part of the season as the observation. */
export interface MatchCandidate {
  game: Pick<GameState, "id" | "season" | "kickoff" | "homeTeam" | "awayTeam"> & { seasonType: SeasonType };
  sourceIds: readonly KnownSourceId[];
}

export type Match =
  /** A game not stored yet. */
  | { verdict: "new" }
  /** An observation of this game. `supersedes` lists ids of the same source that no longer speak for it. */
  | { verdict: "same"; gameId: string; swapped: boolean; supersedes: string[] }
  /** An id whose place another one has taken: note the id, change nothing else. */
  | { verdict: "superseded"; gameId: string }
  /** The slot `keep` has got its teams, and `drop` is the same game from another source: move its ids over, delete it. */
  | { verdict: "merge"; keep: string; drop: string };

/** A game turned round at a neutral site is the same one within this time; further apart it is the return game. */
const SAME_OCCASION_MS = 36 * 3_600_000;

type Pairing = { home: string | null; away: string | null };
const pairingOf = ({ home, away }: GameObservation): Pairing => ({ home: home.team, away: away.team });

const isOrdered = ({ game }: MatchCandidate, { home, away }: Pairing): boolean =>
  game.homeTeam === home && game.awayTeam === away;

const isReversed = ({ game }: MatchCandidate, { home, away }: Pairing): boolean =>
  game.homeTeam === away && game.awayTeam === home;

const findByPairing = (
  observation: GameObservation,
  candidates: readonly MatchCandidate[],
): { candidate: MatchCandidate; swapped: boolean } | undefined => {
  const pairing = pairingOf(observation);
  if (pairing.home === null || pairing.away === null) return undefined;
  const ordered = candidates.find((candidate) => isOrdered(candidate, pairing));
  if (ordered !== undefined) return { candidate: ordered, swapped: false };
  const reversed = candidates.find(
    (candidate) =>
      isReversed(candidate, pairing) &&
      Math.abs(candidate.game.kickoff.getTime() - observation.kickoff.getTime()) <= SAME_OCCASION_MS,
  );
  return reversed && { candidate: reversed, swapped: true };
};

const liveliness = (status: GameStatus): number => {
  if (status === "final" || status === "in_progress") return 2;
  return isDead(status) ? 0 : 1;
};

/**
 * Whether a new id of a source takes the place of the one it gave before for the same pairing. The one that is played
 * wins over the one that is planned, that over the one that is put off; between equals the later kickoff. The same
 * whichever of the two is seen first.
 */
const takesOver = (observation: GameObservation, known: KnownSourceId, candidate: MatchCandidate): boolean => {
  const difference = liveliness(observation.status) - liveliness(known.status);
  return difference === 0 ? observation.kickoff > candidate.game.kickoff : difference > 0;
};

const matchKnownId = (
  observation: GameObservation,
  owner: MatchCandidate,
  known: KnownSourceId,
  candidates: readonly MatchCandidate[],
): Match => {
  const { id, homeTeam, awayTeam } = owner.game;
  if (known.superseded) return { verdict: "superseded", gameId: id };
  const others = candidates.filter(
    (candidate) =>
      candidate.game.id !== id && !candidate.sourceIds.some((other) => other.source === observation.source),
  );
  const double = homeTeam === null || awayTeam === null ? findByPairing(observation, others) : undefined;
  if (double !== undefined) return { verdict: "merge", keep: id, drop: double.candidate.game.id };
  const swapped = homeTeam !== null && awayTeam !== null && isReversed(owner, pairingOf(observation));
  return { verdict: "same", gameId: id, swapped, supersedes: [] };
};

/**
 * Which stored game an observation speaks of. `candidates` are the games of its league, season and part of the season.
 *
 * A known id decides by itself. Otherwise the same home and away club are the same game (a pairing is played once at
 * each place), and the same two clubs the other way round are when their kickoffs lie close together: sources disagree
 * about the host at neutral sites. A slot without teams is only ever known by its id.
 */
export const matchObservation = (observation: GameObservation, candidates: readonly MatchCandidate[]): Match => {
  for (const candidate of candidates) {
    const known = candidate.sourceIds.find(
      ({ source, sourceId }) => source === observation.source && sourceId === observation.sourceId,
    );
    if (known !== undefined) return matchKnownId(observation, candidate, known, candidates);
  }
  const sameSeason = candidates.filter(
    ({ game }) => game.season === observation.season && game.seasonType === observation.seasonType,
  );
  const found = findByPairing(observation, sameSeason);
  if (found === undefined) return { verdict: "new" };
  const { candidate, swapped } = found;
  const gameId = candidate.game.id;
  const active = candidate.sourceIds.filter(({ source, superseded }) => source === observation.source && !superseded);
  if (active.some((known) => !takesOver(observation, known, candidate))) return { verdict: "superseded", gameId };
  return { verdict: "same", gameId, swapped, supersedes: active.map(({ sourceId }) => sourceId) };
};
