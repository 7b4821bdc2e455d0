import type { Deps } from "../../platform/deps.ts";
import { currentSlot, weekStart, weekStarts } from "./domain/current-slot.ts";
import type { SeasonType, Slot } from "./domain/game.ts";
import type { League } from "./domain/league.ts";
import { nextCalendarTurn } from "./domain/plan.ts";
import {
  compareSlots,
  fromEspnSeasonType,
  isSeason,
  isSlot,
  nextSlot,
  normalizeSlot,
  partsOf,
  previousSlot,
  seasonOf,
  slotKey,
  slotsOf,
} from "./domain/season.ts";
import { freshnessOfSeason, freshnessOfSlot } from "./freshness.service.ts";
import { listStoredSeasons, listWeekSummaries, type WeekSummary } from "./games.repository.ts";
import { getLeague, requireSeason } from "./league.service.ts";
import { toSlotRef } from "./scores.presenter.ts";
import type { Calendar, CurrentWeek } from "./scores.schemas.ts";

/** When the stored weeks of a season begin, by `slotKey`. */
function startsOf(league: League, summaries: readonly WeekSummary[]): Map<string, Date> {
  const starts = new Map<string, Date>();
  for (const summary of summaries) {
    const start = weekStart([summary.firstKickoff], league.timeZone);
    if (start !== undefined) starts.set(slotKey(summary), start);
  }
  return starts;
}

/** A game still marked as in progress so long after its week began is one whose end was never read. */
const LONGEST_WEEK_MS = 8 * 86_400_000;

/** The week that is on: the one with a game in progress, else by when weeks begin. */
export async function findCurrentSlot(
  deps: Deps,
  league: League,
): Promise<{ slot: Slot; endsAt: Date | undefined; summary: WeekSummary | undefined }> {
  const now = deps.clock.now();
  const season = seasonOf(league, now);
  const { db } = deps.database;
  const summaries = [
    ...(await listWeekSummaries(db, league.id, season)),
    ...(await listWeekSummaries(db, league.id, season + 1)),
  ];
  const starts = startsOf(league, summaries);
  const live = summaries.filter(
    ({ inProgress, firstKickoff }) => inProgress > 0 && now.getTime() - firstKickoff.getTime() < LONGEST_WEEK_MS,
  );
  const slot = live.sort(compareSlots).at(-1) ?? currentSlot(league, starts, now);
  const next = nextSlot(league, slot);
  const slots = [...slotsOf(league, season), ...slotsOf(league, season + 1)];
  return {
    slot: { season: slot.season, seasonType: slot.seasonType, week: slot.week },
    endsAt: next === undefined ? undefined : weekStarts(slots, starts).get(slotKey(next)),
    summary: summaries.find((candidate) => slotKey(candidate) === slotKey(slot)),
  };
}

/**
 * Until when answers of a league are right if nothing is stored meanwhile: until the calendar turns and, for those that
 * follow the current week, until that ends.
 */
export async function findNextTurn(
  deps: Deps,
  input: { league: string; followsWeek: boolean },
): Promise<Date | undefined> {
  const league = getLeague(input.league);
  const turn = nextCalendarTurn(league, deps.clock.now());
  const { endsAt } = input.followsWeek ? await findCurrentSlot(deps, league) : { endsAt: undefined };
  return turn === undefined || (endsAt !== undefined && endsAt < turn) ? endsAt : turn;
}

/** The week that is on, or the last one that was. */
export async function getCurrentWeek(deps: Deps, input: { league: string }): Promise<CurrentWeek> {
  const league = getLeague(input.league);
  const { slot, endsAt, summary } = await findCurrentSlot(deps, league);
  const previous = previousSlot(league, slot);
  const next = nextSlot(league, slot);
  return {
    ...toSlotRef(league, slot),
    games: { total: summary?.games ?? 0, inProgress: summary?.inProgress ?? 0, final: summary?.final ?? 0 },
    endsAt: endsAt?.toISOString() ?? null,
    previous: previous === undefined ? null : toSlotRef(league, previous),
    next: next === undefined ? null : toSlotRef(league, next),
    ...(await freshnessOfSlot(deps, league, slot)),
  };
}

/** The weeks of a season. Throws `not-found` for a season that is not covered. */
export async function getCalendar(deps: Deps, input: { league: string; season: number }): Promise<Calendar> {
  const league = getLeague(input.league);
  requireSeason(league, input.season);
  const { db } = deps.database;
  const summaries = await listWeekSummaries(db, league.id, input.season);
  const starts = weekStarts(slotsOf(league, input.season), startsOf(league, summaries));
  const stored = new Map(summaries.map((summary) => [slotKey(summary), summary]));
  const parts = partsOf(league, input.season).map(({ seasonType, label, weeks }) => ({
    seasonType,
    label,
    weeks: weeks.map((week) => {
      const key = slotKey({ season: input.season, seasonType, week: week.week });
      const start = starts.get(key) ?? week.start;
      return {
        week: week.week,
        label: week.label,
        round: week.round,
        start: start.toISOString(),
        games: stored.get(key)?.games ?? 0,
        final: stored.get(key)?.final ?? 0,
      };
    }),
  }));
  return {
    season: input.season,
    seasons: await listStoredSeasons(db, league.id),
    parts,
    ...(await freshnessOfSeason(deps, league, input.season)),
  };
}

/** What stands in a link or a form: text or numbers, right or wrong. Season types by ESPN's number or by name. */
export interface SlotText {
  league: string;
  year?: string | number | undefined;
  seasonType?: string | number | undefined;
  week?: string | number | undefined;
}

const wholeNumber = (text: string | number | undefined): number | undefined =>
  text !== undefined && /^\d{1,4}$/.test(String(text)) ? Number(text) : undefined;

function seasonTypeOf(text: string | number | undefined): SeasonType | undefined {
  const number = wholeNumber(text);
  if (number !== undefined) return fromEspnSeasonType(number);
  return text === "pre" || text === "regular" || text === "post" ? text : undefined;
}

/**
 * The week that lenient input means, for pages that always show something: parts that are missing or make no sense come
 * from the current week; a week that does not exist is moved to the nearest one that does.
 */
export async function resolveSlot(deps: Deps, input: SlotText): Promise<Slot> {
  const league = getLeague(input.league);
  const { slot: current } = await findCurrentSlot(deps, league);
  const year = wholeNumber(input.year);
  const season = year !== undefined && isSeason(league, year) ? year : current.season;
  const seasonType = seasonTypeOf(input.seasonType) ?? (season === current.season ? current.seasonType : "regular");
  const sameSeasonPart = season === current.season && seasonType === current.seasonType;
  const week = wholeNumber(input.week) ?? (sameSeasonPart ? current.week : undefined);
  const wanted = { season, seasonType, week: week ?? 0 };
  return isSlot(league, wanted) ? wanted : normalizeSlot(league, { season, seasonType, week });
}
