import type { GameObservation, GamePhase, GameStatus, Round, SideObservation, Slot } from "./game.ts";

/** A stored game: the columns of the games table, one for one. */
export interface GameState extends Slot {
  id: string;
  league: string;
  round: Round | null;
  kickoff: Date;
  kickoffKnown: boolean;
  neutralSite: boolean;
  awayTeam: string | null;
  homeTeam: string | null;
  awayPlaceholder: string | null;
  homePlaceholder: string | null;
  status: GameStatus;
  phase: GamePhase | null;
  period: number | null;
  clock: string | null;
  overtime: boolean;
  awayScore: number | null;
  homeScore: number | null;
  awayLineScores: number[];
  homeLineScores: number[];
  scoreSequence: number;
  venueName: string | null;
  venueCity: string | null;
  venueRegion: string | null;
  venueCountry: string | null;
  venueIndoor: boolean | null;
  broadcast: string | null;
  note: string | null;
  source: string;
  observedAt: Date;
  finalAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

type ResultColumns = Pick<GameState, "status" | "homeTeam" | "awayTeam" | "homeScore" | "awayScore">;

/** The columns of a result that counts. */
export interface Result {
  status: "final";
  homeTeam: string;
  awayTeam: string;
  homeScore: number;
  awayScore: number;
}

/** Whether a game has a result that counts: final, with both clubs and both scores known. */
export const isFinalGame = <T extends ResultColumns>(game: T): game is T & Result =>
  game.status === "final" &&
  game.homeTeam !== null &&
  game.awayTeam !== null &&
  game.homeScore !== null &&
  game.awayScore !== null;

/** Statuses in which nothing more is to come from a game by itself. */
export const isTerminal = (status: GameStatus): boolean => status === "final" || status === "canceled";

/** A game that is not going to be played under this entry of its source. */
export const isDead = (status: GameStatus): boolean => status === "postponed" || status === "canceled";

/** The same observation with home and away exchanged, for sources that turn a neutral site round. */
export const swapSides = (observation: GameObservation): GameObservation => {
  const { home, away }: { home: SideObservation; away: SideObservation } = observation;
  return { ...observation, home: away, away: home };
};
