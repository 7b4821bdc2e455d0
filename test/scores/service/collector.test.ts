import { asc, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { GameEventData } from "../../../src/modules/scores/domain/observe/event-data.ts";
import type { FeedStatus } from "../../../src/modules/scores/feed.schemas.ts";
import type { Game, GameList } from "../../../src/modules/scores/scores.schemas.ts";
import { gameSourceIdsTable, gamesTable, scoreChangesTable } from "../../../src/modules/scores/scores.tables.ts";
import { eventsTable } from "../../../src/platform/events/events.tables.ts";
import { createFeedHarness, type FeedHarness } from "./feed-harness.ts";

const SUNDAY = { season: 2026, seasonType: "regular", week: 6 } as const;
const HOUR_MS = 3_600_000;

const weekPath = `/api/v1/scores/nfl/games?season=${SUNDAY.season}&seasonType=${SUNDAY.seasonType}&week=${SUNDAY.week}`;

/** When most Sunday games of the week kick off in the simulated season. */
const sundayKickoff = (harness: Pick<FeedHarness, "simulation">) => {
  const kickoffs = harness.simulation.games
    .filter(
      ({ slot }) => slot.season === SUNDAY.season && slot.seasonType === SUNDAY.seasonType && slot.week === SUNDAY.week,
    )
    .map(({ kickoffMs }) => kickoffMs)
    .filter((kickoffMs) => new Date(kickoffMs).getUTCDay() === 0);
  const sharing = (kickoffMs: number) => kickoffs.filter((other) => other === kickoffMs).length;
  return new Date(kickoffs.sort((a, b) => sharing(b) - sharing(a))[0] ?? 0);
};

/** The stored games of the week beside what the simulated world says of them. */
async function compareWithTruth(harness: FeedHarness) {
  const { items } = await harness.get<GameList>(weekPath);
  const truth = harness.simulator
    .state()
    .games.filter(({ week, seasonType }) => week === SUNDAY.week && seasonType === "regular");
  const byPair = new Map(truth.map((game) => [`${game.away} ${game.home}`, game]));
  return items.map((game) => ({ game, truth: byPair.get(`${game.away.team?.id} ${game.home.team?.id}`) }));
}

const scoreOf = (game: Game) => [game.away.score, game.home.score];

describe("a collector on a Sunday", () => {
  it("stores every game as it is played, and tells each start, score and end once", { timeout: 120_000 }, async () => {
    const probe = await createFeedHarness({ startAt: new Date("2026-10-18T00:00:00Z") });
    const kickoff = sundayKickoff(probe);
    const harness = await createFeedHarness({
      startAt: new Date(kickoff.getTime() - HOUR_MS / 6),
      liveIntervalSeconds: 60,
    });
    await harness.collectUntil(new Date(kickoff.getTime() + 1.5 * HOUR_MS));

    const during = await compareWithTruth(harness);
    expect(during.filter(({ game }) => game.status === "in_progress").length).toBeGreaterThan(3);
    for (const { game, truth } of during) {
      if (game.status !== "in_progress") continue;
      expect([truth?.awayScore, truth?.homeScore], game.id).toEqual(scoreOf(game));
    }

    await harness.collectUntil(new Date(kickoff.getTime() + 4 * HOUR_MS));
    const { db } = harness.deps.database;
    const games = await db.select().from(gamesTable).where(eq(gamesTable.week, SUNDAY.week));
    const over = games.filter(
      ({ seasonType, status, finalAt }) => seasonType === "regular" && status === "final" && finalAt! > kickoff,
    );
    expect(over.length).toBeGreaterThan(5);
    for (const game of over) {
      const events = await db
        .select()
        .from(eventsTable)
        .where(eq(eventsTable.subject, game.id))
        .orderBy(asc(eventsTable.id));
      const ofType = (type: string) => events.filter((event) => event.type === type);
      expect(ofType("game.started"), game.id).toHaveLength(1);
      expect(ofType("game.ended"), game.id).toHaveLength(1);
      const scores = events
        .filter(({ type }) => type.startsWith("score."))
        .map(({ payload }) => payload as unknown as GameEventData);
      expect(scores.map(({ sequence }) => sequence)).toEqual(scores.map((_, index) => index + 1));
      expect(scores.at(-1)?.score ?? { home: 0, away: 0 }).toEqual({ home: game.homeScore, away: game.awayScore });
      const changes = await db.select().from(scoreChangesTable).where(eq(scoreChangesTable.gameId, game.id));
      expect(changes).toHaveLength(scores.length);
      expect(changes.reduce((sum, change) => sum + change.homeDelta, 0)).toBe(game.homeScore);
      expect(changes.reduce((sum, change) => sum + change.awayDelta, 0)).toBe(game.awayScore);
    }
  });

  it("says how fresh its answers are, and turns stale by itself when the feed falls silent", {
    timeout: 60_000,
  }, async () => {
    const probe = await createFeedHarness({ startAt: new Date("2026-10-18T00:00:00Z") });
    const harness = await createFeedHarness({ startAt: new Date(sundayKickoff(probe).getTime() + HOUR_MS) });
    const empty = await harness.get<GameList>(weekPath);
    expect(empty).toMatchObject({ items: [], asOf: null, stale: true, source: null });

    await harness.collect();
    const fresh = await harness.get<GameList>(weekPath);
    expect(fresh).toMatchObject({ asOf: harness.clock.now().toISOString(), stale: false, source: "espn" });

    harness.simulator.addFault({ kind: "reset" });
    await harness.clock.advance(Date.parse(fresh.staleAt!) - harness.clock.now().getTime());
    const stale = await harness.get<GameList>(weekPath);
    expect(stale).toMatchObject({ asOf: fresh.asOf, stale: true, staleAt: null });
    expect(stale.items).toEqual(fresh.items);
  });
});

describe("a week that cannot be stored", () => {
  it("keeps no other week from being read, and is tried again later", { timeout: 60_000 }, async () => {
    const harness = await createFeedHarness({ startAt: new Date("2026-10-14T12:00:00Z") });
    const { client, db } = harness.deps.database;
    await client.execute(
      `CREATE TRIGGER refuse_week BEFORE INSERT ON games WHEN NEW.week = ${SUNDAY.week} AND NEW.season_type = 'regular'
       BEGIN SELECT RAISE(ABORT, 'refused'); END`,
    );
    await harness.collect();
    const stored = await db.select().from(gamesTable);
    expect(new Set(stored.map(({ week }) => week)).size).toBeGreaterThan(10);
    const { lastError, fetches } = await harness.get<FeedStatus>("/api/v1/scores/nfl/feed");
    const refused = fetches.filter(({ outcome }) => outcome === "not-stored");
    expect(refused).toMatchObject([{ slot: SUNDAY, error: "The week could not be stored" }]);
    expect(`${lastError}`).not.toContain("insert");

    await client.execute("DROP TRIGGER refuse_week");
    await harness.clock.advance(HOUR_MS);
    await harness.collect();
    expect((await harness.get<GameList>(weekPath)).items.length).toBeGreaterThan(10);
  });
});

describe("an answer without games", () => {
  const dueRound = async (harness: FeedHarness) => {
    await harness.clock.advance(30_000);
    return harness.job.run(new AbortController().signal);
  };

  it("is a fault while games of the week are not over: nothing changes, and the week turns stale", {
    timeout: 60_000,
  }, async () => {
    const probe = await createFeedHarness({ startAt: new Date("2026-10-18T00:00:00Z") });
    const harness = await createFeedHarness({ startAt: new Date(sundayKickoff(probe).getTime() + HOUR_MS) });
    await harness.collect();
    const fresh = await harness.get<GameList>(weekPath);
    harness.simulator.addFault({ kind: "empty" });
    expect(await dueRound(harness)).toMatchObject({ failed: expect.stringContaining("no games") });
    await harness.clock.advance(90_000);
    const stale = await harness.get<GameList>(weekPath);
    expect(stale).toMatchObject({ items: fresh.items, asOf: fresh.asOf, stale: true });

    harness.simulator.clearFaults();
    await dueRound(harness);
    expect(await harness.get<GameList>(weekPath)).toMatchObject({ stale: false });
  });

  it("is all there is to know of a week without games", async () => {
    const harness = await createFeedHarness({ startAt: new Date("2026-10-18T12:00:00Z") });
    harness.simulator.addFault({ kind: "empty" });
    expect(await dueRound(harness)).toMatchObject({ failed: undefined });
    expect(await harness.get<GameList>(weekPath)).toMatchObject({ items: [], stale: false });
  });
});

describe("a feed that is down", () => {
  it("is left alone after a few tries, and read in full once it is back", { timeout: 60_000 }, async () => {
    const harness = await createFeedHarness({ startAt: new Date("2026-10-18T12:00:00Z") });
    const round = () => harness.job.run(new AbortController().signal);
    harness.simulator.addFault({ kind: "status", status: 500 });
    expect(await round()).toMatchObject({ failed: expect.stringContaining("500"), nextInMs: 60_000 });
    expect(harness.simulator.requestCount()).toBe(5);
    const { fetches } = await harness.get<FeedStatus>("/api/v1/scores/nfl/feed");
    expect(fetches.map(({ outcome }) => outcome)).toEqual(Array(5).fill("http-error"));

    harness.simulator.clearFaults();
    await harness.clock.advance(60_000);
    expect(await round()).toMatchObject({ failed: undefined });
    const { items } = await harness.get<GameList>(weekPath);
    expect(items.length).toBeGreaterThan(10);
  });
});

describe("a feed that answers about another week", () => {
  it("has nothing to say of this one yet, unless the week is known", { timeout: 60_000 }, async () => {
    const harness = await createFeedHarness({ startAt: new Date("2026-10-18T19:30:00Z") });
    harness.simulator.addFault({ kind: "wrong-week" });
    expect(await harness.job.run(new AbortController().signal)).toMatchObject({ failed: undefined });
    harness.simulator.clearFaults();
    await harness.clock.advance(HOUR_MS);
    await harness.collect();
    harness.simulator.addFault({ kind: "wrong-week" });
    await harness.clock.advance(60_000);
    expect(await harness.job.run(new AbortController().signal)).toMatchObject({
      failed: expect.stringContaining("another week"),
    });
  });
});

describe("a whole season, read in the middle and after its end", () => {
  it("has one row a game through moves, replays, undecided teams and cancelled games", {
    timeout: 120_000,
  }, async () => {
    const harness = await createFeedHarness({ startAt: new Date("2026-09-05T12:00:00Z") });
    const signal = new AbortController().signal;
    for (const at of [
      "2026-09-05T12:00:00Z",
      "2026-11-10T12:00:00Z",
      "2026-12-20T12:00:00Z",
      "2027-01-20T12:00:00Z",
      "2027-03-01T12:00:00Z",
    ]) {
      await harness.clock.advance(Date.parse(at) - harness.clock.now().getTime());
      expect((await harness.collector.backfill(2026, signal)).failed).toEqual([]);
    }
    const { db } = harness.deps.database;
    const games = await db.select().from(gamesTable);
    const regular = games.filter(({ seasonType, status }) => seasonType === "regular" && status !== "canceled");
    const canceled = games.filter(({ status }) => status === "canceled");
    expect(regular.length + canceled.length).toBe(272);
    expect(canceled.length).toBeGreaterThan(0);
    expect(new Set(games.map(({ status }) => status))).toEqual(new Set(["final", "canceled"]));
    const perTeam = new Map<string, number>();
    for (const { homeTeam, awayTeam } of games.filter(({ seasonType }) => seasonType === "regular")) {
      for (const team of [homeTeam!, awayTeam!]) perTeam.set(team, (perTeam.get(team) ?? 0) + 1);
    }
    expect(new Set(perTeam.values())).toEqual(new Set([17]));
    expect(
      games
        .filter(({ seasonType }) => seasonType === "post")
        .map(({ week }) => week)
        .sort(),
    ).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 5]);
    const ids = await db.select().from(gameSourceIdsTable);
    const replayed = ids.filter(({ supersededAt }) => supersededAt !== null);
    expect(replayed.length).toBeGreaterThan(0);
    for (const shell of replayed) expect(games.find(({ id }) => id === shell.gameId)?.status).toBe("final");

    const truth = new Map(harness.simulator.state().games.map((game) => [game.id, game]));
    for (const { sourceId, gameId, supersededAt } of ids) {
      const game = games.find(({ id }) => id === gameId)!;
      const real = truth.get(sourceId);
      if (supersededAt !== null || real === undefined || game.status !== "final") continue;
      expect([game.awayScore, game.homeScore], sourceId).toEqual([real.awayScore, real.homeScore]);
    }
  });

  it("is refused when it is none of the league's", async () => {
    const { collector } = await createFeedHarness({ startAt: new Date("2026-09-05T12:00:00Z") });
    await expect(collector.backfill(1950, new AbortController().signal)).rejects.toMatchObject({ code: "not-found" });
  });

  it("changes nothing when it is read again", { timeout: 60_000 }, async () => {
    const harness = await createFeedHarness({ startAt: new Date("2027-03-01T12:00:00Z") });
    const signal = new AbortController().signal;
    await harness.collector.backfill(2026, signal);
    const { db } = harness.deps.database;
    const before = await db.select().from(gamesTable).orderBy(asc(gamesTable.id));
    await harness.clock.advance(60_000);
    await harness.collector.backfill(2026, signal);
    const after = await db.select().from(gamesTable).orderBy(asc(gamesTable.id));
    const known = (rows: typeof before) => rows.map(({ observedAt, ...row }) => row);
    expect(known(after)).toEqual(known(before));
    expect(await db.select().from(eventsTable)).toEqual([]);
  });
});
