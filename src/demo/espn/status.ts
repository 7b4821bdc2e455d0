import type { League } from "../league.ts";
import type { Activity, Snapshot } from "../nfl/snapshot.ts";

interface StatusType {
  id: string;
  name: string;
  state: "pre" | "in" | "post";
  completed: boolean;
  description: string;
}

const SCHEDULED: StatusType = {
  id: "1",
  name: "STATUS_SCHEDULED",
  state: "pre",
  completed: false,
  description: "Scheduled",
};
const during = (id: string, name: string, description: string): StatusType => ({
  id,
  name,
  state: "in",
  completed: false,
  description,
});
const after = (id: string, name: string, completed: boolean, description: string): StatusType => ({
  id,
  name,
  state: "post",
  completed,
  description,
});

const TYPES: Record<Activity, StatusType> = {
  scheduled: SCHEDULED,
  "about-to-start": SCHEDULED,
  playing: during("2", "STATUS_IN_PROGRESS", "In Progress"),
  "end-of-period": during("22", "STATUS_END_PERIOD", "End of Period"),
  halftime: during("23", "STATUS_HALFTIME", "Halftime"),
  delay: during("7", "STATUS_DELAYED", "Delayed"),
  "rain-delay": during("17", "STATUS_RAIN_DELAY", "Rain Delay"),
  // A name that no list has: consumers must go by the state.
  review: during("99", "STATUS_OFFICIAL_REVIEW", "Official Review"),
  suspended: during("14", "STATUS_SUSPENDED", "Suspended"),
  final: after("3", "STATUS_FINAL", true, "Final"),
  // "post" but not completed: the zeros of these two are no result.
  canceled: after("5", "STATUS_CANCELED", false, "Canceled"),
  postponed: after("6", "STATUS_POSTPONED", false, "Postponed"),
  forfeited: after("9", "STATUS_FORFEIT", true, "Forfeit"),
};

/** The status object of an event, in ESPN's shape. `kickoff` is the published one; its text is US Eastern, as theirs is. */
export function statusJson(league: League, snapshot: Snapshot, kickoff: Date) {
  const { activity, progress } = snapshot;
  const type = TYPES[activity];
  const early = activity === "about-to-start";
  const seconds = early ? 900 : progress.clockSeconds;
  const period = early ? 1 : progress.period;
  const [detail, shortDetail] =
    type.state === "pre"
      ? kickoffText(league, kickoff, snapshot.announcement.known)
      : progressText(snapshot, clockText(seconds));
  return {
    clock: seconds,
    displayClock: clockText(seconds),
    period,
    type: { ...type, detail, shortDetail },
  };
}

const clockText = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const ORDINALS = ["", "1st", "2nd", "3rd", "4th"];
const periodText = (period: number, quarter: string): string =>
  period <= 4 ? `${ORDINALS[period] ?? ""}${quarter}` : period === 5 ? "OT" : `${period - 4}OT`;

function progressText({ activity, progress, game }: Snapshot, clock: string): [string, string] {
  const { description } = TYPES[activity];
  if (activity === "playing")
    return [`${clock} - ${periodText(progress.period, " Quarter")}`, `${clock} - ${periodText(progress.period, "")}`];
  if (activity === "end-of-period")
    return [`End of ${periodText(progress.period, " Quarter")}`, `End of ${periodText(progress.period, "")}`];
  if (activity === "final" && game.script.overtime) return ["Final/OT", "Final/OT"];
  return [description, description];
}

/** "Thu, November 20th at 8:15 PM EST" and "11/20 - 8:15 PM EST". */
function kickoffText(league: League, kickoff: Date, known: boolean): [string, string] {
  const { date, number, time } = formattersOf(league.timeZone);
  const parts = Object.fromEntries(date.formatToParts(kickoff).map(({ type, value }) => [type, value]));
  const day = Number(parts.day);
  const at = known ? time.format(kickoff) : "TBD";
  return [`${parts.weekday}, ${parts.month} ${day}${ordinalEnding(day)} at ${at}`, `${number.format(kickoff)} - ${at}`];
}

/** Making formatters costs far more than using them. */
const formatters = new Map<string, Record<"date" | "number" | "time", Intl.DateTimeFormat>>();

function formattersOf(timeZone: string): Record<"date" | "number" | "time", Intl.DateTimeFormat> {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const make = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-US", { timeZone, ...options });
  const made = {
    date: make({ weekday: "short", month: "long", day: "numeric" }),
    number: make({ month: "numeric", day: "numeric" }),
    time: make({ hour: "numeric", minute: "2-digit", timeZoneName: "short" }),
  };
  formatters.set(timeZone, made);
  return made;
}

function ordinalEnding(day: number): string {
  if (day >= 11 && day <= 13) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}
