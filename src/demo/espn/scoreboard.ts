import { fromEspnSeasonType, isSameSlot, localDate, type Slot, toEspnSeasonType } from "../league.ts";
import { canSimulate } from "../nfl/season.ts";
import { createSimulation, type Simulation } from "../nfl/simulation.ts";
import type { Snapshot } from "../nfl/snapshot.ts";
import { leaguesJson } from "./calendar.ts";
import { eventJson, publishedKickoff, teamJson } from "./event.ts";

/** The feed over a simulation: its own season, and every other one played by the calendar under the same seed. */
export interface EspnFeed {
  simulation: Simulation;
  /** Undefined for seasons the simulator does not play; the feed answers those with an empty slate. */
  season(year: number): Simulation | undefined;
}

export function createEspnFeed(simulation: Simulation): EspnFeed {
  const others = new Map<number, Simulation>();
  return {
    simulation,
    season: (year) => {
      if (year === simulation.season) return simulation;
      if (!canSimulate(simulation.league, year)) return undefined;
      const known = others.get(year);
      if (known !== undefined) return known;
      const { league, seed } = simulation;
      const other = createSimulation({ league, seed, season: year });
      others.set(year, other);
      return other;
    },
  };
}

export interface FeedAnswer {
  status: number;
  body: unknown;
}

/**
 * Answers a scoreboard request as ESPN does. `dates=YYYY&seasontype=T&week=W` is one week; `dates=YYYY` alone the whole season;
 * `dates=YYYYMMDD` one US Eastern day; a range of dates is refused; `year` is ignored, and so is `seasontype` without `week`;
 * a week that does not exist, like no week at all, gives the current one.
 */
export function scoreboard(feed: EspnFeed, query: URLSearchParams, now: Date): FeedAnswer {
  const { simulation } = feed;
  const dates = query.get("dates") ?? "";
  if (/^\d{8}-\d{8}$/.test(dates)) return { status: 400, body: { code: 400, message: "Invalid date range" } };
  const limit = Math.max(0, Number(query.get("limit") ?? 100) || 100);

  if (/^\d{8}$/.test(dates)) {
    const day = `${dates.slice(0, 4)}-${dates.slice(4, 6)}-${dates.slice(6)}`;
    const events = simulation
      .all(now)
      .filter((snapshot) => localDate(publishedKickoff(simulation, snapshot), simulation.league.timeZone) === day);
    return slate(simulation, events[0]?.game.slot ?? simulation.currentSlot(now), events, limit, now);
  }

  const year = /^\d{4}$/.test(dates) ? Number(dates) : simulation.season;
  const season = feed.season(year);
  const week = Number(query.get("week") ?? Number.NaN);
  const seasonType = fromEspnSeasonType(Number(query.get("seasontype")));
  if (seasonType !== undefined && Number.isInteger(week)) {
    const slot: Slot = { season: year, seasonType, week };
    if (season === undefined) return slate(simulation, slot, [], limit, now);
    if (season.games.some((game) => isSameSlot(game.slot, slot)))
      return slate(season, slot, season.slate(slot, now), limit, now);
  } else if (dates !== "" && season !== undefined)
    return slate(season, season.currentSlot(now), season.all(now), limit, now);

  const current = simulation.currentSlot(now);
  return slate(simulation, current, simulation.slate(current, now), limit, now);
}

/** The answer to a request for one week as it is given for another: what the feed does when it has nothing. */
export function wrongWeek(feed: EspnFeed, query: URLSearchParams, now: Date): FeedAnswer {
  const { simulation } = feed;
  const asked = Number(query.get("week"));
  const current = simulation.currentSlot(now);
  const week = current.week === asked ? (asked > 1 ? asked - 1 : asked + 1) : current.week;
  const slot = { ...current, week };
  return slate(simulation, slot, simulation.slate(slot, now), 100, now);
}

function slate(simulation: Simulation, slot: Slot, events: Snapshot[], limit: number, now: Date): FeedAnswer {
  const { league, clubs } = simulation;
  const records = simulation.records(slot.seasonType === "pre" ? "pre" : "regular", now);
  const playing = new Set(
    simulation.games.filter((game) => isSameSlot(game.slot, slot)).flatMap((game) => [game.home.team, game.away.team]),
  );
  const onBye = slot.seasonType === "regular" ? clubs.filter((club) => !playing.has(club.team)) : [];
  return {
    status: 200,
    body: {
      leagues: leaguesJson(league, now),
      season: { type: toEspnSeasonType(slot.seasonType), year: slot.season },
      week: {
        number: slot.week,
        ...(playing.size > 0 &&
          onBye.length > 0 && {
            teamsOnBye: onBye.map(({ espnId, abbreviation, displayName }) => ({
              id: espnId,
              abbreviation,
              displayName,
            })),
          }),
      },
      events: events.slice(0, limit).map((snapshot) => eventJson(simulation, snapshot, records)),
    },
  };
}

/** The list of clubs, in ESPN's shape. */
export function teams({ simulation }: EspnFeed): FeedAnswer {
  const { league, clubs } = simulation;
  const entries = clubs.map((club) => ({
    team: {
      ...teamJson(club),
      slug: club.displayName.toLowerCase().replace(/\s+/g, "-"),
      nickname: club.nickname,
      isAllStar: false,
    },
  }));
  const nfl = {
    id: "28",
    uid: "s:20~l:28",
    name: "National Football League",
    abbreviation: league.name,
    shortName: league.name,
    slug: league.id,
    teams: entries,
  };
  return {
    status: 200,
    body: { sports: [{ id: "20", uid: "s:20", name: "Football", slug: "football", leagues: [nfl] }] },
  };
}
