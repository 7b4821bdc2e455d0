import type { Tx } from "../../platform/db/database.ts";
import type { Deps } from "../../platform/deps.ts";
import { recordEvents } from "../../platform/events/record.ts";
import { newId } from "../../platform/ids.ts";
import type { GameObservation } from "./domain/game.ts";
import { type GameState, swapSides } from "./domain/game-state.ts";
import type { League } from "./domain/league.ts";
import { type Match, matchObservation } from "./domain/match.ts";
import { absorbDouble, applyObservation, type ObservationResult, sourceRank } from "./domain/observe.ts";
import { mergeGames, touchGames, updateGame } from "./games.repository.ts";
import { createGameDrafts, type GameDrafts } from "./ingest-drafts.service.ts";

export interface IngestOptions {
  /** When the source said all this: the moment its answer speaks of. */
  observedAt: Date;
  /**
   * Whether what changed is told on the change feed. Not for history: a game of 1999 is no news. Of games that a better
   * source follows it is told in any case, as that source would find nothing left to tell.
   */
  announce: boolean;
}

/** What became of a set of observations. */
export interface IngestReport {
  created: number;
  changed: number;
  unchanged: number;
  /** How many observations were left aside, by reason: `older`, `conflict`, `final`, `superseded`, … */
  ignored: Record<string, number>;
  /** Events told on the change feed. */
  events: number;
}

/**
 * Stores what a source says of some games: rows, source ids, score changes and events, within the transaction given.
 * Whether and how an observation counts is decided by `domain/match` and `domain/observe`; the same observations stored
 * again change nothing.
 */
export async function ingestObservations(
  tx: Tx,
  deps: Pick<Deps, "clock" | "random">,
  league: League,
  observations: readonly GameObservation[],
  { observedAt, announce }: IngestOptions,
): Promise<IngestReport> {
  const report: IngestReport = { created: 0, changed: 0, unchanged: 0, ignored: {}, events: 0 };
  const drafts = createGameDrafts(tx, league, deps.clock.now());
  const confirmed: string[] = [];
  const ignore = (reason: string) => {
    report.ignored[reason] = (report.ignored[reason] ?? 0) + 1;
  };

  for (const observation of observations) {
    const match = await settleMatch(tx, drafts, observation, deps.clock.now());
    if (match.verdict === "superseded") {
      drafts.noteSourceId(match.gameId, observation, true);
      ignore("superseded");
      continue;
    }
    const stored = await drafts.find(match.verdict === "same" ? match.gameId : undefined);
    const result = applyObservation(stored, orient(observation, match), {
      league,
      gameId: newId("game", deps.clock.now(), deps.random),
      observedAt,
      now: deps.clock.now(),
      sourceRank,
    });
    if (result.outcome === "ignored") ignore(result.reason);
    else report[result.outcome]++;
    if (result.next === undefined) continue;
    if (result.outcome === "unchanged") confirmed.push(result.next.id);
    store(drafts, observation, match, result);
    if (announce || isFollowed(stored, observation)) drafts.addEvents(result.events);
  }

  const events = await drafts.save();
  report.events = (await recordEvents(tx, events, deps.clock.now())).length;
  if (announce) await confirm(tx, observations, confirmed, observedAt);
  return report;
}

type MergeVerdict = Extract<Match, { verdict: "merge" }>;
type SettledMatch = Exclude<Match, MergeVerdict>;

/** The verdict on an observation, after the rows that it shows to be one game have become one. */
async function settleMatch(tx: Tx, drafts: GameDrafts, observation: GameObservation, now: Date): Promise<SettledMatch> {
  for (;;) {
    const match = await findMatch(drafts, observation);
    if (match.verdict !== "merge") return match;
    await mergeDoubles(tx, drafts, match, now);
  }
}

/** What the rows as they are say of an observation; an id known from another part of the season is no new game. */
async function findMatch(drafts: GameDrafts, observation: GameObservation): Promise<Match> {
  const match = matchObservation(observation, await drafts.candidates(observation));
  if (match.verdict !== "new") return match;
  const gameId = await drafts.findBySourceId(observation);
  return gameId === undefined ? match : { verdict: "same", gameId, swapped: false, supersedes: [] };
}

const isFollowed = (stored: GameState | undefined, { source }: GameObservation): boolean =>
  stored !== undefined && sourceRank(stored.source) > sourceRank(source);

const orient = (observation: GameObservation, match: SettledMatch): GameObservation =>
  match.verdict === "same" && match.swapped ? swapSides(observation) : observation;

function store(drafts: GameDrafts, observation: GameObservation, match: SettledMatch, result: ObservationResult): void {
  if (result.next === undefined) return;
  if (result.outcome === "created") drafts.insert(result.next);
  if (result.outcome === "changed") drafts.update(result.next, result.scoreChange);
  if (match.verdict === "same")
    for (const sourceId of match.supersedes) drafts.supersede(result.next.id, observation.source, sourceId);
  drafts.noteSourceId(result.next.id, observation, false);
}

/** Two rows of one game become one; what was drafted so far must be in the database for that. */
async function mergeDoubles(tx: Tx, drafts: GameDrafts, { keep, drop }: MergeVerdict, now: Date): Promise<void> {
  const [slot, double] = [await drafts.find(keep), await drafts.find(drop)];
  await drafts.save({ keepEvents: true });
  await mergeGames(tx, drop, keep, now);
  if (slot !== undefined && double !== undefined) await updateGame(tx, absorbDouble(slot, double, now));
  drafts.forget(keep, drop);
}

/** An observation that changes nothing still makes older ones stale. */
async function confirm(
  tx: Tx,
  observations: readonly GameObservation[],
  ids: string[],
  observedAt: Date,
): Promise<void> {
  const source = observations[0]?.source;
  if (source !== undefined) await touchGames(tx, ids, source, observedAt);
}
