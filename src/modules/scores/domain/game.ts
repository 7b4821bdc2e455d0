/** Parts of a season, in playing order. */
export const SEASON_TYPES = ["pre", "regular", "post"] as const;
export type SeasonType = (typeof SEASON_TYPES)[number];

/** One week of one part of one season. Weeks are numbered as ESPN numbers them: postseason 1, 2, 3, 5 (4 is the all-star game). */
export interface Slot {
  season: number;
  seasonType: SeasonType;
  week: number;
}

export const GAME_STATUSES = ["scheduled", "in_progress", "final", "postponed", "canceled", "unknown"] as const;
export type GameStatus = (typeof GAME_STATUSES)[number];

/** What is going on within a status; null where the status says it all. */
export const GAME_PHASES = ["playing", "end_of_period", "halftime", "delayed", "suspended"] as const;
export type GamePhase = (typeof GAME_PHASES)[number];

export const ROUNDS = ["wild-card", "divisional", "conference", "super-bowl"] as const;
export type Round = (typeof ROUNDS)[number];

/** A canonical team id: league, colon, franchise key, such as `nfl:ne`. The same through moves and renames. */
export type TeamId = `${string}:${string}`;

/** One side of a game as a source told it. */
export interface SideObservation {
  /** null while the team is not known yet (a playoff slot). */
  team: TeamId | null;
  /** What the source calls an unknown team, such as "TBD"; null when the team is known. */
  placeholder: string | null;
  /** Points, or null before the game has begun or when the source gives none. */
  score: number | null;
  /** Points by period, overtime last; empty when unknown. */
  lineScores: number[];
}

/** One game as one source told it at one moment: the only thing sources hand to the service. */
export interface GameObservation extends Slot {
  source: string;
  /** The source's own id of the game. */
  sourceId: string;
  round: Round | null;
  /** UTC. When `kickoffKnown` is false only the date counts: it is midnight in the league's zone (US Eastern). */
  kickoff: Date;
  kickoffKnown: boolean;
  neutralSite: boolean;
  home: SideObservation;
  away: SideObservation;
  status: GameStatus;
  phase: GamePhase | null;
  /** 1 to 4, 5 and up in overtime; null before kickoff. */
  period: number | null;
  /** Time left in the period as "M:SS"; null when not running or unknown. */
  clock: string | null;
  overtime: boolean;
  venue: {
    name: string;
    city: string | null;
    region: string | null;
    country: string | null;
    indoor: boolean | null;
  } | null;
  broadcast: string | null;
  /** The source's headline, such as "AFC Wild Card Playoffs" or "International Series". */
  note: string | null;
}
