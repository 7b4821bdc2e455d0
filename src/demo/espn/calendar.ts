import { addDays, type League, localDate, partsOf, seasonOf, toEspnSeasonType, zonedInstant } from "../league.ts";
import { minuteText } from "./event.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const MINUTE_MS = 60_000;

interface Entry {
  label: string;
  value: string;
  start: Date;
}

/**
 * `leagues` of a scoreboard: the league's current season and calendar by the clock on the wall, whatever week was asked for. With
 * the feed's own faults: the current part of the season changes a day late, and week 17 ends a year late.
 */
export function leaguesJson(league: League, now: Date) {
  const season = seasonOf(league, now);
  const sections = sectionsOf(league, season);
  const lagging = new Date(now.getTime() - DAY_MS);
  const current = sections.filter(({ entries }) => (entries[0]?.start ?? now) <= lagging).at(-1) ?? sections[0];
  const starts = sections.flatMap(({ entries }) => entries.map(({ start }) => start));
  const endAfter = (start: Date): Date => {
    const next = starts[starts.indexOf(start) + 1] ?? new Date(start.getTime() + 24 * WEEK_MS);
    return new Date(next.getTime() - MINUTE_MS);
  };
  const seasonSpan = {
    startDate: minuteText(starts[0] ?? now),
    endDate: minuteText(endAfter(starts.at(-1) ?? now)),
  };
  return [
    {
      id: "28",
      uid: "s:20~l:28",
      name: "National Football League",
      abbreviation: league.name,
      slug: league.id,
      season: {
        year: season,
        ...seasonSpan,
        displayName: String(season),
        type: { id: current?.value, type: Number(current?.value), name: current?.label },
      },
      calendarType: "list",
      calendarIsWhitelist: true,
      calendar: sections.map(({ label, value, entries }) => ({
        label,
        value,
        startDate: minuteText(entries[0]?.start ?? now),
        endDate: minuteText(endAfter(entries.at(-1)?.start ?? now)),
        entries: entries.map((entry) => ({
          label: entry.label,
          alternateLabel: entry.label,
          value: entry.value,
          startDate: minuteText(entry.start),
          endDate: minuteText(yearLate(endAfter(entry.start), value === "2" && entry.value === "17")),
        })),
      })),
    },
  ];
}

const yearLate = (date: Date, late: boolean): Date =>
  late ? new Date(Date.UTC(date.getUTCFullYear() + 1, date.getUTCMonth(), date.getUTCDate(), 7, 59)) : date;

function sectionsOf(league: League, season: number): { label: string; value: string; entries: Entry[] }[] {
  const sections = partsOf(league, season).map(({ seasonType, label, weeks }) => ({
    label,
    value: String(toEspnSeasonType(seasonType)),
    entries: weeks.map((entry): Entry => ({ label: entry.label, value: String(entry.week), start: entry.start })),
  }));
  const post = sections.at(-1)?.entries ?? [];
  const superBowl = post.at(-1);
  if (superBowl === undefined) return sections;
  const days = (count: number) =>
    zonedInstant(addDays(localDate(superBowl.start, league.timeZone), count), "03:00", league.timeZone);
  post.splice(-1, 0, { label: "Pro Bowl", value: "4", start: days(-7) });
  return [...sections, { label: "Off Season", value: "4", entries: [{ label: "Week 1", value: "1", start: days(7) }] }];
}
