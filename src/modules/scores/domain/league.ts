import type { Round, SeasonType, Slot, TeamId } from "./game.ts";

/** A stretch of seasons, both ends included; an open end means "until now". */
export interface Seasons {
  from: number;
  to?: number;
}

export interface FranchiseName extends Seasons {
  abbreviation: string;
  location: string;
  nickname: string;
  /** "New England Patriots"; for one club and two years just "Washington". */
  displayName: string;
}

export interface Alignment extends Seasons {
  conference: string;
  /** With the conference in it: "AFC East". */
  division: string;
}

/** One club through all its names and towns. */
export interface Franchise {
  id: TeamId;
  /** Team ids in outside sources, by source name. */
  sourceIds: Record<string, string>;
  names: FranchiseName[];
  alignments: Alignment[];
  /** Further spellings accepted on input, lower case. Names and abbreviations of all years count without being listed. */
  aliases: string[];
}

/** One part of a season: which weeks it has and what they are called. */
export interface SeasonPart {
  seasonType: SeasonType;
  label: string;
  weeks: { week: number; label: string; round: Round | null; start: Date }[];
}

/** Everything the product knows about a league before any feed is read. */
export interface League {
  id: string;
  name: string;
  sport: string;
  /** Zone in which the league dates its games. */
  timeZone: string;
  firstSeason: number;
  lastSeason: number;
  regulationPeriods: number;
  /** Playing time of a period in seconds; periods past regulation are overtime. */
  periodSeconds(slot: Slot, period: number): number;
  /** Points that one score can bring to one side between two reads, a try or conversion included. */
  singleScores: readonly number[];
  franchises: readonly Franchise[];
  /** Divisions of a season in the order in which tables show them. */
  divisions(season: number): readonly string[];
  /** The parts of a season in playing order, each week with the instant its week begins. */
  seasonParts(season: number): SeasonPart[];
}
