import type { League, SeasonType, Slot } from "../league.ts";
import type { Club } from "./clubs.ts";
import type { SimulatedGame } from "./game.ts";
import type { ScriptOptions } from "./script.ts";
import type { WindowName } from "./windows.ts";

/** What the parts of a season are made from. */
export interface SeasonPlan {
  league: League;
  season: number;
  seed: number;
  clubs: readonly Club[];
  slot(seasonType: SeasonType, week: number): Slot;
  /** A game as it is unless something befalls it. */
  game(setting: GameSetting): SimulatedGame;
}

export interface GameSetting {
  slot: Slot;
  home: Club;
  away: Club;
  window: WindowName;
  /** What else happens in it; everything is decided before the first whistle. */
  script?: Omit<ScriptOptions, "strength" | "overtime">;
}
