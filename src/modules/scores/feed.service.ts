import { gzipSync } from "node:zlib";
import type { Tx } from "../../platform/db/database.ts";
import type { Deps } from "../../platform/deps.ts";
import type { SourceOk, SourceResult } from "../../platform/jobs/source.ts";
import type { Slot } from "./domain/game.ts";
import { isTerminal } from "./domain/game-state.ts";
import type { League } from "./domain/league.ts";
import { marksAfterRead } from "./domain/refresh.ts";
import {
  findSlateRow,
  insertFetch,
  insertRawPayload,
  pruneFetches,
  pruneRawPayloads,
  saveSlate,
} from "./feeds.repository.ts";
import { listGameRows } from "./games.repository.ts";
import { type IngestReport, ingestObservations } from "./ingest.service.ts";
import { loadSlate } from "./slates.service.ts";
import type { ParsedScoreboard } from "./sources/espn.ts";

const FEED = "espn";
const MOST_GAMES = 200;
const MOST_ERROR_TEXT = 1_000;
const DAY_MS = 86_400_000;
const RAW_PAYLOAD_DAYS = 14;
const FETCH_LOG_DAYS = 30;
const PRUNE_BATCH = 200;

/**
 * Stores one week as a feed answered it: games, score changes, events, the fetch itself and, where something happened or
 * could not be read, the body. One transaction: a crash leaves the week as it was.
 */
export async function storeSlate(
  deps: Deps,
  league: League,
  slot: Slot,
  result: SourceOk,
  parsed: ParsedScoreboard,
): Promise<IngestReport> {
  const faults = parsed.errors.map(({ eventId, reason }) => `${eventId ?? "event"}: ${reason}`).join("; ");
  const { observedAt } = result;
  const report = await deps.database.write(async (tx) => {
    const ingested = await ingestObservations(tx, deps, league, parsed.observations, { observedAt, announce: true });
    const fetchId = await insertFetch(tx, {
      ...fetchColumns(league, slot, result),
      events: parsed.observations.length,
      eventErrors: parsed.errors.length,
      changed: ingested.created + ingested.changed,
      error: faults === "" ? null : faults.slice(0, MOST_ERROR_TEXT),
    });
    if (ingested.events > 0 || parsed.errors.length > 0) {
      await insertRawPayload(tx, { fetchId, body: gzipSync(result.text), createdAt: deps.clock.now() });
    }
    await noteSuccess(tx, league, slot, result.startedAt, observedAt);
    return ingested;
  });
  if (faults !== "") deps.log.warn({ league: league.id, ...slot, faults }, "some events of the feed could not be read");
  return report;
}

/** Notes a request that brought no new slate: nothing new, or a fault. `fault` is for answers that are whole but no use. */
export async function storeFetch(
  deps: Deps,
  league: League,
  slot: Slot,
  result: SourceResult,
  fault?: { outcome: "mismatch" | "bad-body" | "not-stored"; error: string },
): Promise<void> {
  const error = fault?.error ?? ("error" in result ? result.error : null);
  await deps.database.write(async (tx) => {
    await insertFetch(tx, { ...fetchColumns(league, slot, result), ...fault, error });
    if (result.outcome === "not-modified") return noteSuccess(tx, league, slot, result.startedAt, result.observedAt);
    const failures = (await findSlateRow(tx, league.id, slot))?.consecutiveFailures ?? 0;
    const lastAttemptAt = result.startedAt;
    await saveSlate(tx, league.id, slot, { lastAttemptAt, consecutiveFailures: failures + 1, lastError: error });
  });
}

/** Whether the feed has told of games of this week that are not over: an answer without games would contradict itself. */
export async function hasOpenGames(deps: Deps, league: League, { season, seasonType, week }: Slot): Promise<boolean> {
  const games = await listGameRows(deps.database.db, { league: league.id, season, seasonType, week }, MOST_GAMES);
  return games.some(({ source, status }) => source === FEED && !isTerminal(status));
}

async function noteSuccess(tx: Tx, league: League, slot: Slot, startedAt: Date, observedAt: Date): Promise<void> {
  const slate = await loadSlate(tx, league, slot);
  // An answer out of an older cache takes nothing back.
  const known = slate.lastSuccessAt;
  const successAt = known !== null && known > observedAt ? known : observedAt;
  await saveSlate(tx, league.id, slot, {
    lastAttemptAt: startedAt,
    lastSuccessAt: successAt,
    consecutiveFailures: 0,
    lastError: null,
    ...marksAfterRead(slate, successAt),
  });
}

const fetchColumns = (league: League, slot: Slot, result: SourceResult) => ({
  league: league.id,
  source: FEED,
  season: slot.season,
  seasonType: slot.seasonType,
  week: slot.week,
  startedAt: result.startedAt,
  durationMs: result.durationMs,
  outcome: result.outcome,
  httpStatus: result.httpStatus ?? null,
  bytes: "bytes" in result ? (result.bytes ?? null) : null,
});

/** Deletes bodies older than 14 days and log lines older than 30, a batch per transaction. Says how many rows went. */
export async function pruneFeedHistory(deps: Deps, signal: AbortSignal): Promise<number> {
  const now = deps.clock.now().getTime();
  let total = 0;
  for (const [prune, days] of [
    [pruneRawPayloads, RAW_PAYLOAD_DAYS],
    [pruneFetches, FETCH_LOG_DAYS],
  ] as const) {
    const before = new Date(now - days * DAY_MS);
    for (let gone = PRUNE_BATCH; gone === PRUNE_BATCH && !signal.aborted; total += gone) {
      gone = await deps.database.write((tx) => prune(tx, before, PRUNE_BATCH));
    }
  }
  return total;
}
