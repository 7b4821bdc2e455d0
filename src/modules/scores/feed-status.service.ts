import type { Deps } from "../../platform/deps.ts";
import { findCurrentSlot } from "./calendar.service.ts";
import type { League } from "./domain/league.ts";
import { planFetches, slotsToFollow } from "./domain/plan.ts";
import type { PlannedSlate } from "./domain/refresh.ts";
import { slotKey } from "./domain/season.ts";
import type { FeedStatus } from "./feed.schemas.ts";
import { type FetchRow, listFetchRows, listSlateRows } from "./feeds.repository.ts";
import { freshnessOfSlot } from "./freshness.service.ts";
import { countGames } from "./games.repository.ts";
import { getLeague } from "./league.service.ts";
import { toSlotRef } from "./scores.presenter.ts";
import { loadSlates } from "./slates.service.ts";

const SHOWN_FETCHES = 50;

/** The weeks that are kept up to date now, with their games. */
export async function listFollowedSlates(deps: Deps, league: League): Promise<PlannedSlate[]> {
  const followed = slotsToFollow(league, deps.clock.now());
  const keys = new Set(followed.map(slotKey));
  const seasons = [...new Set(followed.map(({ season }) => season))];
  const slates = await Promise.all(seasons.map((season) => loadSlates(deps.database.db, league, season)));
  return slates.flat().filter((slate) => keys.has(slotKey(slate)));
}

/** How the collection of a league is doing. */
export async function getFeedStatus(deps: Deps, input: { league: string }): Promise<FeedStatus> {
  const league = getLeague(input.league);
  const { db } = deps.database;
  const slates = await listFollowedSlates(deps, league);
  const now = deps.clock.now();
  const plan = planFetches(slates, now, { liveIntervalMs: deps.config.collector.liveIntervalMs });
  const fetches = await listFetchRows(db, league.id, SHOWN_FETCHES);
  const seasons = [...new Set(slates.map(({ season }) => season))];
  const rows = (await Promise.all(seasons.map((season) => listSlateRows(db, league.id, season)))).flat();
  const last = rows.reduce<(typeof rows)[number] | undefined>(
    (newest, row) => ((row.lastAttemptAt?.getTime() ?? 0) > (newest?.lastAttemptAt?.getTime() ?? 0) ? row : newest),
    undefined,
  );
  const successes = rows.flatMap(({ lastSuccessAt }) => (lastSuccessAt === null ? [] : [lastSuccessAt.getTime()]));
  const { slot } = await findCurrentSlot(deps, league);
  return {
    league: league.id,
    lastAttemptAt: last?.lastAttemptAt?.toISOString() ?? null,
    lastSuccessAt: successes.length === 0 ? null : new Date(Math.max(...successes)).toISOString(),
    lastError: last?.lastError ?? null,
    consecutiveFailures: last?.consecutiveFailures ?? 0,
    nextDueAt: (plan.due.length > 0 ? now : plan.wakeAt)?.toISOString() ?? null,
    games: await countGames(db, league.id),
    fetches: fetches.map((row) => toFetch(league, row)),
    ...(await freshnessOfSlot(deps, league, slot)),
  };
}

const toFetch = (league: League, row: FetchRow): FeedStatus["fetches"][number] => ({
  startedAt: row.startedAt.toISOString(),
  durationMs: row.durationMs,
  slot:
    row.season === null || row.seasonType === null || row.week === null
      ? null
      : toSlotRef(league, { season: row.season, seasonType: row.seasonType, week: row.week }),
  outcome: row.outcome,
  httpStatus: row.httpStatus,
  events: row.events,
  eventErrors: row.eventErrors,
  changed: row.changed,
  error: row.error,
});
