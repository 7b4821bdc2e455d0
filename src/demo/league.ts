/** What the demo uses of the scores module, in one place. */

export { currentSlot } from "../modules/scores/domain/current-slot.ts";
export type { Round, SeasonType, Slot, TeamId } from "../modules/scores/domain/game.ts";
export type { League } from "../modules/scores/domain/league.ts";
export { NFL } from "../modules/scores/domain/leagues/nfl.ts";
export {
  fromEspnSeasonType,
  isSameSlot,
  partsOf,
  seasonOf,
  slotsOf,
  toEspnSeasonType,
} from "../modules/scores/domain/season.ts";
export { type TeamSeason, teamsOf } from "../modules/scores/domain/teams.ts";
export { addDays, localDate, startOfDay, weekdayOf, zonedInstant } from "../modules/scores/domain/time.ts";
