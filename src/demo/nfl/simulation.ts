import { currentSlot, isSameSlot, type League, NFL, type Slot, seasonOf, slotsOf } from "../league.ts";
import { type Club, clubsOf } from "./clubs.ts";
import { endOf, type SimulatedGame } from "./game.ts";
import { canSimulate, makeSeason } from "./season.ts";
import { type Snapshot, snapshotOf } from "./snapshot.ts";
import { type ClubRecord, recordsOf } from "./standings.ts";
import { createDemoTimeline, naturalTimeline, type Timeline } from "./timeline.ts";

/** A football world: what every game is doing depends on the seed and the moment alone. */
export interface Simulation {
  league: League;
  seed: number;
  /** The season that is being played. */
  season: number;
  timeline: Timeline;
  clubs: readonly Club[];
  games: readonly SimulatedGame[];
  /** The events of a week that the feed has at `now`, in its order. */
  slate(slot: Slot, now: Date): Snapshot[];
  /** Every event that the feed has at `now`. */
  all(now: Date): Snapshot[];
  /** Records at `now` over the finished games of the preseason or the regular season, by team id. */
  records(seasonType: "pre" | "regular", now: Date): Map<string, ClubRecord>;
  /** The week the feed calls current: it lags, staying on a week until the first game of the next kicks off. */
  currentSlot(now: Date): Slot;
}

export interface SimulationOptions {
  league?: League;
  seed: number;
  season: number;
  /** The wall clock's time by default. */
  timeline?: Timeline;
}

/** A season that runs by the wall clock, unless another timeline is given. Throws RangeError for seasons before 2021. */
export function createSimulation(options: SimulationOptions): Simulation {
  const { league = NFL, seed, season, timeline = naturalTimeline } = options;
  const games = makeSeason(seed, season, league);
  return simulationOf(league, seed, season, games, timeline);
}

export interface DemoSimulationOptions {
  league?: League;
  seed: number;
  /** When the demo begins. */
  startAt: Date;
  /** How many times faster than the wall clock the world runs. */
  speed: number;
}

/** A game this long after kickoff is in its first or second quarter, with half an hour to half-time. */
const INTO_THE_GAME_MS = 48 * 60_000;
/** The week shown where the calendar's own has too few games to be worth looking at. */
const FALLBACK_WEEK = 11;
const FEWEST_GAMES = 4;

/**
 * A world in full swing at `startAt`: the week is the calendar's current one, most of its games are in their first half,
 * some are over and some to come, and all of them are dated around the start. In the Super Bowl's week, Hall of
 * Fame weekend and the months without games it is week 11 of the season before, dated around the start all the same.
 */
export function createDemoSimulation(options: DemoSimulationOptions): Simulation {
  const { league = NFL, seed, startAt, speed } = options;
  const current = currentSlot(league, new Map(), startAt);
  const season = canSimulate(league, current.season) ? current.season : seasonOf(league, startAt);
  const games = makeSeason(seed, season, league);
  const enough = games.filter((game) => isSameSlot(game.slot, current)).length >= FEWEST_GAMES;
  const slot: Slot = enough ? current : { season, seasonType: "regular", week: FALLBACK_WEEK };
  const weekStartMs = slotsOf(league, season)
    .find((candidate) => isSameSlot(candidate, slot))
    ?.start.getTime();
  if (weekStartMs === undefined) throw new RangeError("the season has no such week");
  const timeline = createDemoTimeline({
    games,
    startMs: startAt.getTime(),
    worldStartMs: busiestKickoff(games, slot) + INTO_THE_GAME_MS,
    weekStartMs,
    speed,
  });
  return simulationOf(league, seed, season, games, timeline);
}

/** The kickoff that most games of a week share, the first of several. */
function busiestKickoff(games: readonly SimulatedGame[], slot: Slot): number {
  const kickoffs = games.filter((game) => isSameSlot(game.slot, slot)).map((game) => game.kickoffMs);
  const sharing = (kickoffMs: number) => kickoffs.filter((other) => other === kickoffMs).length;
  const [busiest] = [...kickoffs].sort((a, b) => sharing(b) - sharing(a) || a - b);
  if (busiest === undefined) throw new RangeError("the week has no games");
  return busiest;
}

function simulationOf(
  league: League,
  seed: number,
  season: number,
  games: readonly SimulatedGame[],
  timeline: Timeline,
): Simulation {
  const worldAt = (now: Date) => timeline.toWorld(now.getTime());
  const snapshots = (chosen: readonly SimulatedGame[], now: Date) => {
    const worldMs = worldAt(now);
    return chosen
      .flatMap((game) => snapshotOf(game, worldMs) ?? [])
      .sort((a, b) => a.announcement.kickoffMs - b.announcement.kickoffMs || a.game.id.localeCompare(b.game.id));
  };
  return {
    league,
    seed,
    season,
    timeline,
    clubs: clubsOf(league, season),
    games,
    slate: (slot, now) =>
      snapshots(
        games.filter((game) => isSameSlot(game.slot, slot)),
        now,
      ),
    all: (now) => snapshots(games, now),
    records: (seasonType, now) => {
      const worldMs = worldAt(now);
      return recordsOf(games.filter((game) => game.slot.seasonType === seasonType && endOf(game) <= worldMs));
    },
    currentSlot: (now) => {
      const worldMs = worldAt(now);
      const started = games.filter((game) => game.kickoffMs <= worldMs);
      const [first] = games;
      if (first === undefined) throw new Error("a season without games");
      return started.reduce((last, game) => (game.kickoffMs > last.kickoffMs ? game : last), first).slot;
    },
  };
}
