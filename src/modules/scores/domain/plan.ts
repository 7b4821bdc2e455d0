import type { Slot } from "./game.ts";
import type { League } from "./league.ts";
import {
  type NextRead,
  nextReadAfter,
  type PlannedSlate,
  REFRESH_REASONS,
  type RefreshOptions,
  type RefreshReason,
} from "./refresh.ts";
import { isSeason, type SlotInfo, seasonOf, slotsOf } from "./season.ts";

const DAY_MS = 86_400_000;
/** From the start of a week to the middle of its games, for telling which week is nearest. */
const MID_WEEK_MS = 3.5 * DAY_MS;
const RETRY_MS = 15_000;
const LIVE_RETRY_LIMIT_MS = 5 * 60_000;
const RETRY_LIMIT_MS = 60 * 60_000;
/** Schedules come out in May; the preseason begins around the first of August. */
const NEXT_SEASON_AHEAD_MS = 100 * DAY_MS;

export interface DueFetch {
  slot: Slot;
  reason: RefreshReason;
  dueAt: Date;
}

export interface FetchPlan {
  /** What to fetch now, the most pressing first. */
  due: DueFetch[];
  /** When the next slate that is not due yet becomes due; null when none ever does. */
  wakeAt: Date | null;
}

/** The slots a collector keeps up to date: the season it is, and the one to come once its schedule can be out. */
export const slotsToFollow = (league: League, now: Date): readonly SlotInfo[] => {
  const season = seasonOf(league, now);
  const coming = isSeason(league, season + 1) ? slotsOf(league, season + 1) : [];
  const first = coming[0];
  const isNear = first !== undefined && first.start.getTime() - now.getTime() <= NEXT_SEASON_AHEAD_MS;
  return [...slotsOf(league, season), ...(isNear ? coming : [])];
};

/**
 * The first instant after `now` at which the calendar alone changes something: a week begins, or another season comes to
 * be followed. Undefined after the last season covered.
 */
export const nextCalendarTurn = (league: League, now: Date): Date | undefined => {
  const season = seasonOf(league, now);
  const coming = slotsOf(league, season + 1);
  const starts = [...slotsOf(league, season), ...coming].map(({ start }) => start.getTime());
  const followed = coming[0] === undefined ? [] : [coming[0].start.getTime() - NEXT_SEASON_AHEAD_MS];
  const ahead = [...starts, ...followed].filter((turnMs) => turnMs > now.getTime());
  return ahead.length === 0 ? undefined : new Date(Math.min(...ahead));
};

/** How long to wait after the n-th failure in a row: doubling from 15 s to 5 min around live games, to 1 h otherwise. */
export const retryDelayMs = (consecutiveFailures: number, reason: RefreshReason): number => {
  const limit = reason === "live" || reason === "kickoff" ? LIVE_RETRY_LIMIT_MS : RETRY_LIMIT_MS;
  return Math.min(limit, RETRY_MS * 2 ** Math.min(consecutiveFailures - 1, 20));
};

/**
 * When a slate was last asked for with success. What came may have been older than that, out of a cache: asking sooner for it
 * would bring the same again.
 */
const lastAskedMs = ({ lastAttemptAt, consecutiveFailures }: PlannedSlate, successAt: Date): number =>
  Math.max(successAt.getTime(), consecutiveFailures === 0 ? (lastAttemptAt?.getTime() ?? 0) : 0);

const nextRead = (slate: PlannedSlate, options: RefreshOptions): NextRead | undefined => {
  if (slate.lastSuccessAt !== null) return nextReadAfter(slate, lastAskedMs(slate, slate.lastSuccessAt), options);
  return slate.confirmedAt === null ? { atMs: 0, reason: "unread" } : undefined;
};

const nextFetch = (slate: PlannedSlate, options: RefreshOptions): DueFetch | undefined => {
  const read = nextRead(slate, options);
  if (read === undefined) return undefined;
  const { season, seasonType, week, consecutiveFailures, lastAttemptAt } = slate;
  const retryMs =
    consecutiveFailures > 0 && lastAttemptAt !== null
      ? lastAttemptAt.getTime() + retryDelayMs(consecutiveFailures, read.reason)
      : 0;
  return { slot: { season, seasonType, week }, reason: read.reason, dueAt: new Date(Math.max(read.atMs, retryMs)) };
};

/**
 * What to fetch at `now`, in order, and when to plan again if nothing is due. Among equals the longest overdue comes first;
 * slates never read come by how near their week is. Fetch the first and plan again: a game may have begun meanwhile.
 */
export const planFetches = (slates: readonly PlannedSlate[], now: Date, options: RefreshOptions): FetchPlan => {
  const nowMs = now.getTime();
  const fetches = slates.flatMap((slate) => {
    const fetch = nextFetch(slate, options);
    return fetch === undefined ? [] : [{ fetch, distanceMs: Math.abs(slate.start.getTime() + MID_WEEK_MS - nowMs) }];
  });
  const due = fetches
    .filter(({ fetch }) => fetch.dueAt.getTime() <= nowMs)
    .sort(
      (a, b) =>
        REFRESH_REASONS.indexOf(a.fetch.reason) - REFRESH_REASONS.indexOf(b.fetch.reason) ||
        (a.fetch.reason === "unread" ? a.distanceMs - b.distanceMs : a.fetch.dueAt.getTime() - b.fetch.dueAt.getTime()),
    );
  const later = fetches.map(({ fetch }) => fetch.dueAt.getTime()).filter((dueMs) => dueMs > nowMs);
  return {
    due: due.map(({ fetch }) => fetch),
    wakeAt: later.length === 0 ? null : new Date(Math.min(...later)),
  };
};
