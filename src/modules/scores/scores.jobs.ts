import type { Deps } from "../../platform/deps.ts";
import { messageOf } from "../../platform/errors.ts";
import type { Job } from "../../platform/jobs/runner.ts";
import type { HttpSource, SourceOk } from "../../platform/jobs/source.ts";
import type { Slot } from "./domain/game.ts";
import type { League } from "./domain/league.ts";
import { LEAGUES } from "./domain/leagues/index.ts";
import { planFetches } from "./domain/plan.ts";
import { slotsOf } from "./domain/season.ts";
import { pruneFeedHistory, storeFetch, storeSlate } from "./feed.service.ts";
import { listFollowedSlates } from "./feed-status.service.ts";
import { storeTeamSeasons } from "./import.service.ts";
import { getLeague, requireSeason } from "./league.service.ts";
import { matchesRequest, type ParsedScoreboard, parseScoreboard, scoreboardUrl } from "./sources/espn.ts";

/** Never asleep longer than this: a clock that was set, or rows another process stored, change what is due. */
const LONGEST_SLEEP_MS = 60_000;
const SHORTEST_SLEEP_MS = 250;
const HOUR_MS = 3_600_000;

export interface ScoresCollector {
  jobs: Job[];
  /** Reads every week of a season once, whatever the plan says. */
  backfill(season: number, signal: AbortSignal): Promise<{ read: number; failed: Slot[] }>;
}

/** What keeps the store up to date with ESPN: one job a league that reads what the plan calls for, and one that tidies up. */
export function createScoresCollector(deps: Deps, espn: HttpSource): ScoresCollector {
  const collectors = Object.values(LEAGUES).map(
    (league): Job => ({
      name: `scores.${league.id}`,
      run: (signal) => collectDue(deps, espn, league, signal),
    }),
  );
  const retention: Job = {
    name: "scores.retention",
    everyMs: HOUR_MS,
    run: async (signal) => {
      await pruneFeedHistory(deps, signal);
    },
  };
  return {
    jobs: [...collectors, retention],
    backfill: (season, signal) => backfill(deps, espn, getLeague("nfl"), season, signal),
  };
}

/** One round of a league: everything due, the most pressing first; looks again after each, as that may change the order. */
async function collectDue(
  deps: Deps,
  espn: HttpSource,
  league: League,
  signal: AbortSignal,
): Promise<{ nextInMs: number }> {
  await storeTeamSeasons(deps, league);
  const options = { liveIntervalMs: deps.config.collector.liveIntervalMs };
  while (!signal.aborted) {
    const now = deps.clock.now();
    const { due, wakeAt } = planFetches(await listFollowedSlates(deps, league), now, options);
    const [first] = due;
    if (first === undefined) {
      const sleepMs = wakeAt === null ? LONGEST_SLEEP_MS : wakeAt.getTime() - now.getTime();
      return { nextInMs: Math.min(LONGEST_SLEEP_MS, Math.max(SHORTEST_SLEEP_MS, sleepMs)) };
    }
    await collectSlate(deps, espn, league, first.slot, signal);
  }
  return { nextInMs: LONGEST_SLEEP_MS };
}

/** Throws `not-found` for a season that is not covered: of that there would be nothing to read, which looks like success. */
async function backfill(deps: Deps, espn: HttpSource, league: League, season: number, signal: AbortSignal) {
  requireSeason(league, season);
  await storeTeamSeasons(deps, league);
  const failed: Slot[] = [];
  let read = 0;
  for (const { seasonType, week } of slotsOf(league, season)) {
    if (signal.aborted) break;
    const slot = { season, seasonType, week };
    if (await collectSlate(deps, espn, league, slot, signal)) read++;
    else failed.push(slot);
  }
  return { read, failed };
}

/** Asks for one week and stores what comes. Answers whether the week is known now; faults are stored, not thrown. */
async function collectSlate(
  deps: Deps,
  espn: HttpSource,
  league: League,
  slot: Slot,
  signal: AbortSignal,
): Promise<boolean> {
  const result = await espn.request(scoreboardUrl(deps.config.collector.espnBaseUrl, league, slot).href, { signal });
  if (result.outcome !== "ok") {
    await storeFetch(deps, league, slot, result);
    return result.outcome === "not-modified";
  }
  const read = readScoreboard(league, slot, result);
  if ("outcome" in read) {
    await storeFetch(deps, league, slot, result, read);
    return false;
  }
  try {
    await storeSlate(deps, league, slot, result, read);
  } catch (error) {
    // Noted like any fault, so that one week that cannot be stored does not keep the others from being read.
    deps.log.error({ league: league.id, ...slot, err: error }, "a week could not be stored");
    await storeFetch(deps, league, slot, result, { outcome: "not-stored", error: "The week could not be stored" });
    return false;
  }
  result.acknowledge();
  return true;
}

/** The slate in an answer, or why it is none. ESPN answers with some other week when it has nothing to say of this one. */
function readScoreboard(
  league: League,
  slot: Slot,
  result: SourceOk,
): ParsedScoreboard | { outcome: "mismatch" | "bad-body"; error: string } {
  try {
    const parsed = parseScoreboard(league, result.json);
    return matchesRequest(slot, parsed.slot)
      ? parsed
      : { outcome: "mismatch", error: "The answer is about another week" };
  } catch (error) {
    return { outcome: "bad-body", error: messageOf(error) };
  }
}
