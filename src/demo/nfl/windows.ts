import { addDays, type League, localDate, partsOf, type Slot, startOfDay, weekdayOf, zonedInstant } from "../league.ts";
import type { Chance } from "./chance.ts";
import type { Matchup } from "./matchups.ts";

export type WindowName =
  | "holiday-noon"
  | "holiday-afternoon"
  | "thursday-night"
  | "friday"
  | "saturday-noon"
  | "saturday-afternoon"
  | "saturday-night"
  | "international"
  | "early"
  | "late"
  | "national-late"
  | "sunday-night"
  | "monday-night";

interface Window {
  /** Days after Sunday. */
  day: number;
  /** US Eastern. */
  time: string;
  broadcasts: string[];
}

const WINDOWS: Record<WindowName, Window> = {
  "holiday-noon": { day: -3, time: "12:30", broadcasts: ["CBS"] },
  "holiday-afternoon": { day: -3, time: "16:30", broadcasts: ["FOX"] },
  "thursday-night": { day: -3, time: "20:15", broadcasts: ["Prime Video"] },
  friday: { day: -2, time: "19:30", broadcasts: ["NFL Network"] },
  "saturday-noon": { day: -1, time: "13:00", broadcasts: ["NFL Network"] },
  "saturday-afternoon": { day: -1, time: "16:30", broadcasts: ["ESPN", "ABC"] },
  "saturday-night": { day: -1, time: "20:15", broadcasts: ["ESPN", "ABC"] },
  international: { day: 0, time: "09:30", broadcasts: ["NFL Network"] },
  early: { day: 0, time: "13:00", broadcasts: ["CBS"] },
  late: { day: 0, time: "16:05", broadcasts: ["FOX"] },
  "national-late": { day: 0, time: "16:25", broadcasts: ["CBS"] },
  "sunday-night": { day: 0, time: "20:20", broadcasts: ["NBC", "Peacock"] },
  "monday-night": { day: 1, time: "20:15", broadcasts: ["ESPN"] },
};

export const broadcastsOf = (window: WindowName): string[] => WINDOWS[window].broadcasts;

/** The Sunday of a week that begins on the Wednesday before. */
export function sundayOf(league: League, slot: Slot): string {
  const weeks = partsOf(league, slot.season).find((part) => part.seasonType === slot.seasonType)?.weeks ?? [];
  const exact = weeks.find((entry) => entry.week === slot.week);
  // The all-star week is in nobody's calendar but the feed's: it is the one before the Super Bowl.
  const start = exact?.start ?? weeks.find((entry) => entry.week === slot.week + 1)?.start;
  if (start === undefined) throw new RangeError("the season has no such week");
  const date = localDate(start, league.timeZone);
  return addDays(date, (exact === undefined ? -7 : 0) + ((7 - weekdayOf(date)) % 7));
}

/** The kickoff of a window in a week, in milliseconds since the epoch. */
export function kickoffIn(league: League, slot: Slot, window: WindowName): number {
  const { day, time } = WINDOWS[window];
  return zonedInstant(addDays(sundayOf(league, slot), day), time, league.timeZone).getTime();
}

/** Midnight of the day of a kickoff: what the feed gives when only the date is set. */
export function dayOf(league: League, kickoffMs: number): number {
  return startOfDay(localDate(new Date(kickoffMs), league.timeZone), league.timeZone).getTime();
}

export interface PlacedMatchup extends Matchup {
  window: WindowName;
}

/** Weeks with a game in Europe on Sunday morning. */
const INTERNATIONAL_WEEKS: ReadonlySet<number> = new Set([4, 5, 6, 7, 9, 10, 11]);

/**
 * Deals the windows of a regular week: one game on Thursday, Sunday night and Monday, four late (clubs of the West first), the
 * rest early. Clubs that played on Monday do not play on the Thursday after. Thanksgiving has three games; week 18 none on
 * weekdays, for its games decide places.
 */
export function dealWindows(
  league: League,
  slot: Slot,
  matchups: readonly Matchup[],
  playedMonday: ReadonlySet<string>,
  chance: Chance,
): PlacedMatchup[] {
  const names: WindowName[] =
    slot.week === 18
      ? ["saturday-afternoon", "saturday-night", "sunday-night"]
      : [
          "thursday-night",
          ...(isThanksgiving(league, slot) ? (["holiday-noon", "holiday-afternoon"] as const) : []),
          ...(INTERNATIONAL_WEEKS.has(slot.week) ? (["international"] as const) : []),
          "sunday-night",
          "monday-night",
        ];
  const left = chance.shuffled(matchups);
  const placed: PlacedMatchup[] = [];
  for (const window of names) {
    const rested = (matchup: Matchup) =>
      WINDOWS[window].day !== -3 || ![matchup.home, matchup.away].some((club) => playedMonday.has(club.team));
    const index = Math.max(0, left.findIndex(rested));
    const [matchup] = left.splice(index, 1);
    if (matchup !== undefined) placed.push({ ...matchup, window });
  }
  left.sort((a, b) => Number(isWestern(b)) - Number(isWestern(a)));
  const lateGames = slot.week === 18 ? 6 : 4;
  left.forEach((matchup, index) => {
    const window = index >= lateGames ? "early" : index % 2 === 0 && slot.week < 18 ? "late" : "national-late";
    placed.push({ ...matchup, window });
  });
  return placed;
}

const isWestern = (matchup: Matchup): boolean => matchup.home.division.endsWith("West");

function isThanksgiving(league: League, slot: Slot): boolean {
  const thursday = addDays(sundayOf(league, slot), -3);
  const day = Number(thursday.slice(8));
  return thursday.slice(5, 7) === "11" && day >= 22 && day <= 28;
}
