import type { Slot } from "./game.ts";
import type { League } from "./league.ts";
import { type SlotInfo, seasonOf, slotKey, slotsOf } from "./season.ts";
import { addDays, localDate, startOfDay, weekdayOf } from "./time.ts";

const WEDNESDAY = 3;
const SHORTEST_WEEK_MS = 3 * 86_400_000;

/**
 * When a week begins whose kickoffs are known: Wednesday, in the league's zone, on or before its first kickoff. Games
 * that were postponed or canceled are left out by the caller. Undefined without kickoffs.
 */
export const weekStart = (kickoffs: readonly Date[], timeZone: string): Date | undefined => {
  if (kickoffs.length === 0) return undefined;
  const first = localDate(new Date(Math.min(...kickoffs.map((kickoff) => kickoff.getTime()))), timeZone);
  return startOfDay(addDays(first, -((weekdayOf(first) - WEDNESDAY + 7) % 7)), timeZone);
};

/**
 * When the weeks of some seasons begin, by `slotKey`: by their stored kickoffs (`knownStarts`, see `weekStart`), else by the
 * league's calendar. Weeks follow one another: kickoffs that would put a week beside the one before it are not believed.
 */
export const weekStarts = (slots: readonly SlotInfo[], knownStarts: ReadonlyMap<string, Date>): Map<string, Date> => {
  const starts = new Map<string, Date>();
  let previousMs = Number.NEGATIVE_INFINITY;
  for (const slot of slots) {
    const known = knownStarts.get(slotKey(slot));
    const start = known !== undefined && known.getTime() - previousMs >= SHORTEST_WEEK_MS ? known : slot.start;
    starts.set(slotKey(slot), start);
    previousMs = start.getTime();
  }
  return starts;
};

/**
 * The week to show at `now`: the last slot, in playing order, whose start is not in the future. Ends are never asked:
 * published calendars overlap and leave gaps. Before everything known it is the first slot.
 */
export const currentSlot = (league: League, knownStarts: ReadonlyMap<string, Date>, now: Date): Slot => {
  const season = seasonOf(league, now);
  // A first week that begins earlier than the rule says belongs to the season after.
  const slots = [...slotsOf(league, season), ...slotsOf(league, season + 1)];
  const starts = weekStarts(slots, knownStarts);
  const started = slots.filter((slot) => (starts.get(slotKey(slot)) ?? slot.start) <= now);
  const last = started.at(-1) ?? slotsOf(league, league.firstSeason)[0];
  if (last === undefined) throw new Error("a league without weeks");
  return { season: last.season, seasonType: last.seasonType, week: last.week };
};
