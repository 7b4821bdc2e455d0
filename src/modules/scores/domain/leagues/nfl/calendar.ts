import type { Round } from "../../game.ts";
import type { SeasonPart } from "../../league.ts";
import { addDays, weekdayOf, zonedInstant } from "../../time.ts";

const ZONE = "America/New_York";
/** Weeks turn in the small hours of Wednesday, when no game is on: 07:00Z or 08:00Z, as in ESPN's own calendars. */
const TURN_OF_WEEK = "03:00";

const ROUNDS: readonly { week: number; label: string; round: Round }[] = [
  { week: 1, label: "Wild Card", round: "wild-card" },
  { week: 2, label: "Divisional Round", round: "divisional" },
  { week: 3, label: "Conference Championships", round: "conference" },
  { week: 5, label: "Super Bowl", round: "super-bowl" },
];

/** Seasons whose Super Bowl followed the conference finals after one week, not two. */
const SHORT_BREAK = new Set([1999, 2001, 2002]);
/** In 2000 the season still opened on the weekend of Labor Day itself. */
const OPENED_ON_LABOR_DAY = new Set([2000]);
/** The games of the week after 11 September 2001 were moved to January: weeks 2 and later came a week later. */
const DELAYED_AFTER_WEEK_1 = new Set([2001]);

export const regularWeeks = (season: number): number => (season >= 2021 ? 18 : 17);
export const preseasonWeeks = (season: number): number => (season >= 2021 ? 4 : 5);

/** Labor Day: the first Monday of September. */
const laborDay = (season: number): string => {
  const first = `${season}-09-01`;
  return addDays(first, (8 - weekdayOf(first)) % 7);
};

/** The Wednesday on which week 1 of the regular season begins. */
const openingWednesday = (season: number): string =>
  addDays(laborDay(season), OPENED_ON_LABOR_DAY.has(season) ? -5 : 2);

const preseasonLabel = (week: number): string => (week === 1 ? "Hall of Fame Weekend" : `Preseason Week ${week - 1}`);

/**
 * The parts of a season with the instant each week begins, by rule: the regular season from the Wednesday after Labor Day,
 * the preseason in the five weeks before it (its first entry is Hall of Fame weekend; since 2021 the week right before
 * the opening is free), the postseason from the week after. Real kickoffs, once known, take precedence (`currentSlot`).
 */
export const nflSeasonParts = (season: number): SeasonPart[] => {
  const opening = openingWednesday(season);
  const weekStart = (weeksAfterOpening: number): Date =>
    zonedInstant(addDays(opening, 7 * weeksAfterOpening), TURN_OF_WEEK, ZONE);
  const delay = (week: number): number => (week > 1 && DELAYED_AFTER_WEEK_1.has(season) ? 1 : 0);
  const regular = regularWeeks(season);
  return [
    {
      seasonType: "pre",
      label: "Preseason",
      weeks: Array.from({ length: preseasonWeeks(season) }, (_, index) => ({
        week: index + 1,
        label: preseasonLabel(index + 1),
        round: null,
        start: weekStart(index - 5),
      })),
    },
    {
      seasonType: "regular",
      label: "Regular Season",
      weeks: Array.from({ length: regular }, (_, index) => ({
        week: index + 1,
        label: `Week ${index + 1}`,
        round: null,
        start: weekStart(index + delay(index + 1)),
      })),
    },
    {
      seasonType: "post",
      label: "Postseason",
      weeks: ROUNDS.map(({ week, label, round }) => ({
        week,
        label,
        round,
        start: weekStart(regular + delay(regular) + week - 1 - (week === 5 && SHORT_BREAK.has(season) ? 1 : 0)),
      })),
    },
  ];
};
