import type { Deps } from "../../platform/deps.ts";
import { type Freshness as Computed, combineFreshness, slateFreshness } from "./domain/freshness.ts";
import type { SeasonType, Slot } from "./domain/game.ts";
import type { League } from "./domain/league.ts";
import { slotsToFollow } from "./domain/plan.ts";
import type { PlannedSlate } from "./domain/refresh.ts";
import { seasonOf, slotKey } from "./domain/season.ts";
import type { GameRow } from "./games.repository.ts";
import type { Freshness } from "./scores.schemas.ts";
import { loadSlate, loadSlates } from "./slates.service.ts";

const optionsOf = ({ config }: Deps) => ({ liveIntervalMs: config.collector.liveIntervalMs });

const sourceOf = (rows: readonly Pick<GameRow, "source">[]): string | null =>
  rows.length === 0 ? null : [...new Set(rows.map(({ source }) => source))].sort().join("+");

const toWire = ({ asOf, stale, staleAt }: Computed, source: string | null): Freshness => ({
  asOf: asOf?.toISOString() ?? null,
  stale,
  staleAt: staleAt?.toISOString() ?? null,
  source,
});

/** Whether the collector keeps a season up to date. Of the others nothing new is expected: they do not grow stale. */
const isFollowed = (deps: Deps, league: League, season: number): boolean =>
  slotsToFollow(league, deps.clock.now()).some((slot) => slot.season === season);

/** The freshness of rows that are not followed any more: as of the last time a source confirmed one of them. */
function ofHistory(rows: readonly GameRow[]): Computed {
  const last = Math.max(...rows.map(({ observedAt }) => observedAt.getTime()));
  return { asOf: rows.length === 0 ? null : new Date(last), stale: false, staleAt: null };
}

const ofSlates = (deps: Deps, slates: readonly PlannedSlate[]): Computed =>
  combineFreshness(slates.map((slate) => slateFreshness(slate, deps.clock.now(), optionsOf(deps))));

/** The freshness of one week. */
export async function freshnessOfSlot(
  deps: Deps,
  league: League,
  slot: Slot,
  games?: readonly GameRow[],
): Promise<Freshness> {
  const slate = await loadSlate(deps.database.db, league, slot, games);
  const rows = slate.games as readonly GameRow[];
  const computed = isFollowed(deps, league, slot.season) ? ofSlates(deps, [slate]) : historyOf(slate, rows);
  return toWire(computed, sourceOf(rows));
}

/** A past week that was read from the feed is as of that reading, even when no game came of it. */
function historyOf(slate: PlannedSlate, rows: readonly GameRow[]): Computed {
  const { asOf } = ofHistory(rows);
  const read = slate.lastSuccessAt;
  return { asOf: asOf === null || (read !== null && read > asOf) ? read : asOf, stale: false, staleAt: null };
}

export const freshnessOfGame = (deps: Deps, league: League, game: GameRow): Promise<Freshness> =>
  freshnessOfSlot(deps, league, game);

/**
 * The freshness of a list of games: of the week asked for, else of the weeks that they are in. That there are none is
 * known as well as the season is: the one asked for, or this one.
 */
export async function freshnessOfGames(
  deps: Deps,
  league: League,
  asked: { slot: Slot | undefined; season: number | undefined; whole: boolean },
  rows: readonly GameRow[],
): Promise<Freshness> {
  if (asked.slot !== undefined) return freshnessOfSlot(deps, league, asked.slot, asked.whole ? rows : undefined);
  if (rows.length === 0) return freshnessOfSeason(deps, league, asked.season ?? seasonOf(league, deps.clock.now()));
  const followed = [...new Set(rows.map(({ season }) => season))].filter((season) => isFollowed(deps, league, season));
  const keys = new Set(rows.map(slotKey));
  const slates = (await Promise.all(followed.map((season) => loadSlates(deps.database.db, league, season)))).flat();
  const current = slates.filter((slate) => keys.has(slotKey(slate)));
  const computed = current.length > 0 ? ofSlates(deps, current) : ofHistory(rows);
  return toWire(computed, sourceOf(rows));
}

/** The freshness of an answer built on a season: of its weeks that have begun, in the parts that matter. */
export async function freshnessOfSeason(
  deps: Deps,
  league: League,
  season: number,
  part?: SeasonType,
): Promise<Freshness> {
  const slates = (await loadSlates(deps.database.db, league, season)).filter(
    ({ seasonType }) => part === undefined || seasonType === part,
  );
  const rows = slates.flatMap(({ games }) => games as readonly GameRow[]);
  if (!isFollowed(deps, league, season)) return toWire(ofHistory(rows), sourceOf(rows));
  const begun = slates.filter(({ start }) => start <= deps.clock.now());
  const computed = ofSlates(deps, begun.length > 0 ? begun : slates.slice(0, 1));
  // A schedule may be known of weeks to come before the first week is read.
  return toWire({ ...computed, asOf: computed.asOf ?? ofHistory(rows).asOf }, sourceOf(rows));
}
