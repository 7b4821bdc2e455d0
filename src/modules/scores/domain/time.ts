/** Dates as "YYYY-MM-DD" without a zone, times of day as "HH:MM", instants as `Date`. */

const DAY_MS = 86_400_000;
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

const pad = (value: number): string => String(value).padStart(2, "0");

/** Making a formatter costs far more than using one. Zones come from callers, so the cache is bounded. */
const FORMATTER_LIMIT = 64;
const formatters = new Map<string, Intl.DateTimeFormat>();
const formatterOf = (timeZone: string): Intl.DateTimeFormat => {
  const cached = formatters.get(timeZone);
  if (cached !== undefined) return cached;
  const formatter = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  if (formatters.size >= FORMATTER_LIMIT) formatters.clear();
  formatters.set(timeZone, formatter);
  return formatter;
};

/** Whether the runtime knows the IANA zone, such as "Europe/Helsinki". */
export const isTimeZone = (timeZone: string): boolean => {
  try {
    formatterOf(timeZone);
    return true;
  } catch {
    return false;
  }
};

/** What a clock on the wall shows in a zone, as milliseconds of a UTC date with the same figures. */
const wallClockMs = (instant: Date, timeZone: string): number => {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
};

/**
 * How far a zone is ahead of UTC at an instant, in milliseconds. Throws RangeError for an unknown zone or an invalid date.
 */
export const zoneOffsetMs = (instant: Date, timeZone: string): number =>
  wallClockMs(instant, timeZone) - Math.floor(instant.getTime() / 1000) * 1000;

/** The date of an instant in a zone, "YYYY-MM-DD". */
export const localDate = (instant: Date, timeZone: string): string =>
  new Date(wallClockMs(instant, timeZone)).toISOString().slice(0, 10);

/** The time of day of an instant in a zone, "HH:MM". */
export const localTime = (instant: Date, timeZone: string): string =>
  new Date(wallClockMs(instant, timeZone)).toISOString().slice(11, 16);

/**
 * The instant at which clocks in a zone show a date ("YYYY-MM-DD") and time ("HH:MM"). A time that occurs twice is the
 * first of the two; a time skipped when clocks go forward is read as if they had not been moved yet, so it comes out
 * later by the gap (the "compatible" rule of RFC 5545 and Temporal). Throws RangeError for text that is no date or time.
 */
export const zonedInstant = (date: string, time: string, timeZone: string): Date => {
  const wallMs = new Date(`${date}T${time.padStart(5, "0")}:00Z`).getTime();
  if (Number.isNaN(wallMs)) throw new RangeError("not a date and time of day");
  const before = zoneOffsetMs(new Date(wallMs - DAY_MS), timeZone);
  const after = zoneOffsetMs(new Date(wallMs + DAY_MS), timeZone);
  const shows = (offsetMs: number): boolean => zoneOffsetMs(new Date(wallMs - offsetMs), timeZone) === offsetMs;
  // In a gap neither offset holds; the one from before the change puts the instant after the gap.
  return new Date(wallMs - (shows(before) || !shows(after) ? before : after));
};

/** The first instant of a date in a zone: midnight, or where the day begins when clocks skip midnight. */
export const startOfDay = (date: string, timeZone: string): Date => zonedInstant(date, "00:00", timeZone);

/** The date some days later (earlier when negative). */
export const addDays = (date: string, days: number): string =>
  new Date(new Date(`${date}T00:00:00Z`).getTime() + days * DAY_MS).toISOString().slice(0, 10);

/** Day of the week of a date, 0 for Sunday to 6 for Saturday. */
export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

const dateParts = (date: string): { weekday: string; day: number; month: number; year: number } => {
  const parsed = new Date(`${date}T00:00:00Z`);
  return {
    weekday: WEEKDAYS[parsed.getUTCDay()] ?? "",
    day: parsed.getUTCDate(),
    month: parsed.getUTCMonth(),
    year: parsed.getUTCFullYear(),
  };
};

/** "Sunday 26 October", the heading over a day's games; with the year when asked. */
export const dayHeading = (date: string, { year = false }: { year?: boolean } = {}): string => {
  const parts = dateParts(date);
  return `${parts.weekday} ${parts.day} ${MONTHS[parts.month] ?? ""}${year ? ` ${parts.year}` : ""}`;
};

/** "Tue 19.08. 22:30": weekday, day and month with leading zeros, time of day in the zone. */
export const shortDateTime = (instant: Date, timeZone: string): string => {
  const parts = dateParts(localDate(instant, timeZone));
  return `${parts.weekday.slice(0, 3)} ${pad(parts.day)}.${pad(parts.month + 1)}. ${localTime(instant, timeZone)}`;
};
