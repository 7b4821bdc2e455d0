/** Everything the words on a page depend on besides the data. Made by the server per request, and by islands in the browser. */
export interface Reader {
  /** IANA zone in which the reader wants times. */
  timeZone: string;
  /** IANA zone in which the league dates its games; shown on hover. */
  sourceZone: string;
  now: Date;
}

type Kind = "time" | "second" | "day" | "shortDay" | "isoDate" | "zoneName" | "stamp";

const OPTIONS: Record<Kind, [locale: string, options: Intl.DateTimeFormatOptions]> = {
  time: ["en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }],
  second: ["en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }],
  day: ["en-GB", { weekday: "long", day: "numeric", month: "long" }],
  shortDay: ["en-GB", { weekday: "short", day: "numeric", month: "short" }],
  isoDate: ["en-CA", { year: "numeric", month: "2-digit", day: "2-digit" }],
  zoneName: ["en-US", { timeZoneName: "short" }],
  stamp: [
    "en-GB",
    { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  ],
};

// Building a formatter costs far more than using it; a page formats the same few kinds in two zones.
const formatters = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATTERS = 256;

function formatter(kind: Kind, timeZone: string): Intl.DateTimeFormat {
  const key = `${kind} ${timeZone}`;
  const known = formatters.get(key);
  if (known) return known;
  if (formatters.size >= MAX_FORMATTERS) formatters.clear();
  const [locale, options] = OPTIONS[kind];
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone });
  formatters.set(key, made);
  return made;
}

/** "21:04" */
export const timeOf = (instant: Date, timeZone: string) => formatter("time", timeZone).format(instant);

/** "21:04:33" */
export const timeWithSecondsOf = (instant: Date, timeZone: string) => formatter("second", timeZone).format(instant);

/** "Sunday 16 November" */
export const dayOf = (instant: Date, timeZone: string) => formatter("day", timeZone).format(instant).replace(",", "");

/** "Sun 16 Nov" */
export const shortDayOf = (instant: Date, timeZone: string) =>
  formatter("shortDay", timeZone).format(instant).replace(",", "");

/** "2025-11-16": the calendar date at that instant in a zone, for grouping. */
export const isoDateOf = (instant: Date, timeZone: string) => formatter("isoDate", timeZone).format(instant);

/** "EST", "GMT+2" */
export function zoneNameOf(instant: Date, timeZone: string): string {
  const parts = formatter("zoneName", timeZone).formatToParts(instant);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? timeZone;
}

/** "Thu 20 Nov, 20:15 EST": an instant in full, for hovering over a shorter form. */
export const stampOf = (instant: Date, timeZone: string) =>
  `${formatter("stamp", timeZone).format(instant)} ${zoneNameOf(instant, timeZone)}`;

/** A plain date ("2025-11-16") as an instant that falls on that date in UTC, for the functions above with zone "UTC". */
export const dateOnly = (isoDate: string) => new Date(`${isoDate}T12:00:00Z`);

/** "just now", "12 min ago", "3 h ago", "5 days ago"; times ahead of us count as now. */
export function ageOf(instant: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - instant.getTime()) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.floor(hours / 24)} days ago`;
}

/** "in 12 min", "in 3 h", "in 5 days"; times past count as now. */
export function untilOf(instant: Date, now: Date): string {
  const minutes = Math.ceil((instant.getTime() - now.getTime()) / 60_000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `in ${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `in ${hours} h`;
  return `in ${Math.floor(hours / 24)} days`;
}

/** Whether the runtime knows the zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** "Helsinki" for "Europe/Helsinki". */
export const placeOf = (timeZone: string) => (timeZone.split("/").at(-1) ?? timeZone).replaceAll("_", " ");
