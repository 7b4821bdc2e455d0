import type { Round, Slot } from "../league.ts";
import type { Club } from "./clubs.ts";
import type { Script } from "./script.ts";

export interface Venue {
  id: string;
  name: string;
  city: string;
  country: string;
  indoor: boolean;
}

/** What is published about the kickoff from one moment on. */
export interface Announcement {
  /** World time in milliseconds since the epoch; the first one holds since ever. */
  fromMs: number;
  kickoffMs: number;
  /** False while only the date is set. */
  known: boolean;
  broadcasts: string[];
}

/** How a game comes to its end in the feed. */
export type Fate =
  | { kind: "played" }
  /** Called off before kickoff; the feed keeps this event as an empty shell. */
  | { kind: "postponed"; fromMs: number }
  /** Broken off during play and never finished: the feed forgets the score. */
  | { kind: "canceled"; fromMs: number }
  | { kind: "forfeited"; fromMs: number };

/** One event of the simulated feed, through all its life. Times are world time in milliseconds since the epoch. */
export interface SimulatedGame {
  id: string;
  slot: Slot;
  round: Round | null;
  /** null until `teamsFromMs` in the postseason. */
  home: Club;
  away: Club;
  /** From when on the feed names the two clubs: a playoff slot is there for months without. */
  teamsFromMs: number;
  /** From when on the feed has the event at all. */
  listedFromMs: number;
  announcements: Announcement[];
  /** When it really kicks off. */
  kickoffMs: number;
  script: Script;
  fate: Fate;
  neutralSite: boolean;
  venue: Venue;
  headline: string | null;
}

/** When the last whistle goes. */
export const endOf = (game: SimulatedGame): number => game.kickoffMs + game.script.durationMs;

/** Whether the game ever has a result. */
export const hasResult = (game: SimulatedGame): boolean =>
  game.fate.kind === "played" || game.fate.kind === "forfeited";
