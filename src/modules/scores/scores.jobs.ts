import type { Deps } from "../../platform/deps.ts";
import { messageOf } from "../../platform/errors.ts";
import type { Job } from "../../platform/jobs/runner.ts";
import type { HttpSource, SourceOk } from "../../platform/jobs/source.ts";
import type { Slot } from "./domain/game.ts";
import type { League } from "./domain/league.ts";
import { LEAGUES } from "./domain/leagues/index.ts";
import { planFetches } from "./domain/plan.ts";
import { slotsOf } from "./domain/season.ts";
import { hasOpenGames, pruneFeedHistory, storeFetch, storeSlate } from "./feed.service.ts";
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
  /** Reads every week of a season once, whatever the plan says. Throws `not-found` for a season that is not covered. */
  backfill(season: number, signal: AbortSignal): Promise<{ read: number; failed: Slot[] }>;
}

/** What keeps the store up to date with ESPN: one job a league that reads what the plan calls for, and one that tidies up. */
export function createScoresCollector(deps: Deps, espn: HttpSource): ScoresCollector {
  const collectors = Object.values(LEAGUES).map((league): Job => createLeagueJob(deps, espn, league));
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

function createLeagueJob(deps: Deps, espn: HttpSource, league: League): Job {
  let fault: string | undefined;
  let clubsStored = false;
  return {
    name: `scores.${league.id}`,
    async run(signal) {
      if (!clubsStored) await storeTeamSeasons(deps, league);
      clubsStored = true;
      const round = await collectDue(deps, espn, league, signal);
      // A round without anything to read has learnt nothing: what the last reads came to still holds.
      if (round.reads > 0) fault = round.fault;
      return { nextInMs: round.nextInMs, failed: fault };
    },
  };
}

/** One round of a league: everything due, the most pressing first; looks again after each, as that may change the order. */
async function collectDue(deps: Deps, espn: HttpSource, league: League, signal: AbortSignal) {
  const options = { liveIntervalMs: deps.config.collector.liveIntervalMs };
  const round: { nextInMs: number; reads: number; fault: string | undefined } = {
    nextInMs: LONGEST_SLEEP_MS,
    reads: 0,
    fault: undefined,
  };
  while (!signal.aborted) {
    const now = deps.clock.now();
    const { due, wakeAt } = planFetches(await listFollowedSlates(deps, league), now, options);
    const [first] = due;
    if (first === undefined) {
      const sleepMs = wakeAt === null ? LONGEST_SLEEP_MS : wakeAt.getTime() - now.getTime();
      return { ...round, nextInMs: Math.min(LONGEST_SLEEP_MS, Math.max(SHORTEST_SLEEP_MS, sleepMs)) };
    }
    const { fault, leftAloneMs } = await collectSlate(deps, espn, league, first.slot, signal);
    round.reads++;
    round.fault ??= fault;
    if (leftAloneMs !== undefined) return { ...round, nextInMs: Math.min(LONGEST_SLEEP_MS, leftAloneMs) };
  }
  return round;
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
    const reading = await collectSlate(deps, espn, league, slot, signal);
    if (reading.known) read++;
    else failed.push(slot);
  }
  return { read, failed };
}

interface Reading {
  /** Whether the week is known as of now. */
  known: boolean;
  /** What is wrong with the feed, if it is to blame. */
  fault?: string;
  /** For how long the feed is not to be asked anything. */
  leftAloneMs?: number;
}

/** Asks for one week and stores what comes. Faults of the feed are stored and told, not thrown. */
async function collectSlate(
  deps: Deps,
  espn: HttpSource,
  league: League,
  slot: Slot,
  signal: AbortSignal,
): Promise<Reading> {
  const result = await espn.request(scoreboardUrl(deps.config.collector.espnBaseUrl, league, slot).href, { signal });
  if (result.outcome === "circuit-open") {
    return { known: false, fault: result.error, leftAloneMs: result.retryAfterMs ?? LONGEST_SLEEP_MS };
  }
  if (result.outcome !== "ok") {
    await storeFetch(deps, league, slot, result);
    return result.outcome === "not-modified" ? { known: true } : { known: false, fault: result.error };
  }
  const read = await readScoreboard(deps, league, slot, result);
  if ("refused" in read) {
    const { refused, isFault } = read;
    await storeFetch(deps, league, slot, result, refused);
    return isFault ? { known: false, fault: refused.error } : { known: false };
  }
  try {
    await storeSlate(deps, league, slot, result, read);
  } catch (error) {
    // Noted like any fault, so that one week that cannot be stored does not keep the others from being read.
    deps.log.error({ league: league.id, ...slot, err: error }, "a week could not be stored");
    const fault = "The week could not be stored";
    await storeFetch(deps, league, slot, result, { outcome: "not-stored", error: fault });
    return { known: false, fault };
  }
  result.acknowledge();
  return { known: true };
}

/** An answer that is whole but no slate of the week that was asked for. */
interface Refusal {
  refused: { outcome: "mismatch" | "bad-body"; error: string };
  isFault: boolean;
}

/** The slate in an answer, or why it is none. */
async function readScoreboard(
  deps: Deps,
  league: League,
  slot: Slot,
  { json }: SourceOk,
): Promise<ParsedScoreboard | Refusal> {
  let parsed: ParsedScoreboard;
  try {
    parsed = parseScoreboard(league, json);
  } catch (error) {
    return { refused: { outcome: "bad-body", error: messageOf(error) }, isFault: true };
  }
  const isRequested = matchesRequest(slot, parsed.slot);
  if (isRequested && parsed.observations.length > 0) return parsed;
  const isFault = await hasOpenGames(deps, league, slot);
  // ESPN answers with some other week when it has nothing to say of this one.
  if (!isRequested) return { refused: { outcome: "mismatch", error: "The answer is about another week" }, isFault };
  if (!isFault) return parsed;
  return { refused: { outcome: "bad-body", error: "The answer has no games where some are not over" }, isFault };
}
