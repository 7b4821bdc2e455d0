import type { Calendar, SlotRef } from "../../modules/scores/scores.schemas.ts";
import { SEASON_TYPE_LABELS, weekHref } from "../text/links.ts";
import { Arrow } from "./icons.tsx";
import { SeasonPicker } from "./season-picker.tsx";

type Slot = Pick<SlotRef, "season" | "seasonType" | "week">;

interface WeekNavProps {
  shown: SlotRef;
  previous: Slot;
  next: Slot;
  /** The week that is on now, if there is one. */
  current: Slot | undefined;
  calendar: Calendar;
}

const sameSlot = (a: Slot, b: Slot | undefined) =>
  b !== undefined && a.season === b.season && a.seasonType === b.seasonType && a.week === b.week;

/** The week shown, large; one step back and on; every week of the season; every season. */
export function WeekNav({ shown, previous, next, current, calendar }: WeekNavProps) {
  const isNumbered = /week \d/i.test(shown.label);
  return (
    <div class="week-nav">
      <div class="week-title">
        <h1>{shown.label}</h1>
        <p class="season-line">
          {SEASON_TYPE_LABELS[shown.seasonType]} • {shown.season}
          {!isNumbered && ` • Week ${shown.week}`}
        </p>
      </div>
      <nav class="week-steps" aria-label="Week navigation">
        <a class="button" rel="prev" href={weekHref(previous)}>
          <Arrow to="left" />
          Prev
        </a>
        {current && !sameSlot(shown, current) && (
          <a class="button" href={weekHref(current)}>
            This week
          </a>
        )}
        <a class="button" rel="next" href={weekHref(next)}>
          Next
          <Arrow to="right" />
        </a>
      </nav>
      <SeasonPicker action="/" name="year" season={shown.season} seasons={calendar.seasons}>
        <input type="hidden" name="seasonType" value={seasonTypeValue(shown)} />
        <input type="hidden" name="week" value={String(shown.week)} />
      </SeasonPicker>
      <nav class="week-strip" aria-label="Weeks of the season">
        {calendar.parts.map((part) => (
          <div class="week-part" key={part.seasonType}>
            <span class="week-part-name">{part.label}</span>
            <ol>
              {part.weeks.map((week) => {
                const slot = { season: calendar.season, seasonType: part.seasonType, week: week.week };
                return (
                  <li key={week.week}>
                    <a
                      href={weekHref(slot)}
                      aria-label={week.label}
                      aria-current={sameSlot(slot, shown) ? "page" : undefined}
                      data-now={sameSlot(slot, current) ? "" : undefined}
                      title={`${week.label}: ${week.final} of ${week.games} games final`}
                    >
                      {shortWeek(week)}
                    </a>
                  </li>
                );
              })}
            </ol>
          </div>
        ))}
      </nav>
    </div>
  );
}

const seasonTypeValue = (slot: Slot) => ({ pre: "1", regular: "2", post: "3" })[slot.seasonType];

const ROUND_CODES = { "wild-card": "WC", divisional: "DIV", conference: "CON", "super-bowl": "SB" } as const;

type Week = Calendar["parts"][number]["weeks"][number];

/** "11", "WC"; for a week with a name of its own its initials, "HoF". */
function shortWeek({ label, round }: Week): string {
  if (round !== null) return ROUND_CODES[round];
  const number = /\d+$/.exec(label)?.[0];
  return (
    number ??
    label
      .split(" ")
      .slice(0, 3)
      .map((word) => word[0])
      .join("")
  );
}
