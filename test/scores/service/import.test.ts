import { asc } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { TeamId } from "../../../src/modules/scores/domain/game.ts";
import { importGames } from "../../../src/modules/scores/index.ts";
import { GameList } from "../../../src/modules/scores/scores.schemas.ts";
import {
  gameSourceIdsTable,
  gamesTable,
  importRunsTable,
  scoreChangesTable,
  teamSeasonsTable,
} from "../../../src/modules/scores/scores.tables.ts";
import type { Deps } from "../../../src/platform/deps.ts";
import { eventsTable } from "../../../src/platform/events/events.tables.ts";
import { KNOWN_CSV } from "../api/known-games.ts";
import { createScoresApi } from "../api/scores-api.ts";
import { final, live, nfl, observe } from "../domain/game-factory.ts";
import { createFeedHarness } from "./feed-harness.ts";

/** Everything that an import writes. When an id was last seen is no fact about a game. */
async function readStore({ database: { db } }: Deps) {
  const sourceIds = await db.select().from(gameSourceIdsTable).orderBy(asc(gameSourceIdsTable.sourceId));
  return {
    games: await db.select().from(gamesTable).orderBy(asc(gamesTable.id)),
    sourceIds: sourceIds.map(({ lastSeenAt, ...row }) => row),
    scoreChanges: await db.select().from(scoreChangesTable),
    teamSeasons: await db.select().from(teamSeasonsTable),
    events: await db.select().from(eventsTable),
  };
}

const HOUR_MS = 3_600_000;

describe("importing a table of games", () => {
  it("stores every row once and announces none: history is no news", async () => {
    const api = await createScoresApi();
    expect(await api.importCsv(KNOWN_CSV)).toMatchObject({ rows: 25, created: 25, changed: 0, finished: true });
    const { games, sourceIds, events, scoreChanges } = await readStore(api.deps);
    expect(games).toHaveLength(25);
    expect(sourceIds.every(({ source }) => source === "nflverse")).toBe(true);
    expect({ events, scoreChanges }).toEqual({ events: [], scoreChanges: [] });
  });

  it("changes nothing when it is done again, from the same file or another with the same games", async () => {
    const api = await createScoresApi();
    await api.importCsv(KNOWN_CSV);
    const before = await readStore(api.deps);
    for (const text of [KNOWN_CSV, `${KNOWN_CSV}\n`]) {
      await api.clock.advance(2 * HOUR_MS);
      expect(await api.importCsv(text)).toMatchObject({ created: 0, changed: 0, ignored: {}, finished: true });
      expect(await readStore(api.deps)).toEqual(before);
    }
  });

  it("goes on behind the last season stored when it was broken off", async () => {
    const api = await createScoresApi();
    const stop = new AbortController();
    const broken = await api.importCsv(KNOWN_CSV, {
      signal: stop.signal,
      onProgress: (done) => done > 1 && stop.abort(),
    });
    expect(broken).toMatchObject({ created: 17, finished: false });
    expect(await api.importCsv(KNOWN_CSV)).toMatchObject({ resumedAt: 17, created: 8, changed: 0, finished: true });
    const resumed = await readStore(api.deps);
    const [run] = await api.deps.database.db.select().from(importRunsTable);
    expect(run).toMatchObject({ rowsTotal: 25, rowsDone: 25, created: 25 });

    const whole = await createScoresApi();
    await whole.importCsv(KNOWN_CSV);
    const facts = ({ games }: Awaited<ReturnType<typeof readStore>>) =>
      games.map(({ id, createdAt, updatedAt, observedAt, finalAt, ...game }) => game);
    expect(facts(resumed)).toEqual(facts(await readStore(whole.deps)));
  });

  it("tells how far it is after every season", async () => {
    const api = await createScoresApi();
    const progress: [number, number][] = [];
    await api.importCsv(KNOWN_CSV, { onProgress: (done, total) => progress.push([done, total]) });
    expect(progress).toEqual([
      [1, 25],
      [17, 25],
      [18, 25],
      [25, 25],
    ]);
  });

  it("fills in results that came since, and keeps the ids", async () => {
    const api = await createScoresApi();
    await api.importCsv(KNOWN_CSV);
    const before = (await api.get(GameList, "games?season=2026")).items;
    await api.clock.advance(20 * 24 * HOUR_MS);
    const later = KNOWN_CSV.replace(/(2026_01_NE_SEA,.*),NE,,SEA,,Home,,/, "$1,NE,20,SEA,17,Home,0,");
    expect(await api.importCsv(later)).toMatchObject({ created: 0, changed: 1 });
    const after = (await api.get(GameList, "games?season=2026")).items;
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after[0]).toMatchObject({ status: "final", away: { score: 20 }, home: { score: 17 } });
  });
});

describe("a game of which the live feed speaks too", () => {
  const NE_AT_SEA = {
    season: 2026,
    week: 1,
    away: "nfl:ne",
    home: "nfl:sea",
    kickoff: new Date("2026-09-10T00:20:00Z"),
  } as const;

  it("is one row and keeps the id it was imported under", async () => {
    const api = await createScoresApi({ now: new Date("2026-09-09T12:00:00Z") });
    await api.importCsv(KNOWN_CSV);
    const [imported] = (await api.get(GameList, "games?season=2026")).items;
    await api.clock.advance(13 * HOUR_MS);
    expect(await api.tell([live(1, "3:00", [0, 7], NE_AT_SEA)])).toMatchObject({ created: 0, changed: 1 });
    const { items } = await api.get(GameList, "games?season=2026&team=sea");
    expect(items).toMatchObject([{ id: imported?.id, status: "in_progress", home: { score: 7 } }]);
  });

  it("is not overwritten by a table that is imported later", async () => {
    const api = await createScoresApi({ now: new Date("2026-09-10T04:00:00Z") });
    await api.tell([
      final([20, 17], {
        ...NE_AT_SEA,
        broadcast: "NBC",
        venue: { name: "Lumen Field", city: "Seattle", region: "WA", country: "USA", indoor: false },
      }),
    ]);
    const [before] = (await api.get(GameList, "games?season=2026")).items;
    await api.clock.advance(HOUR_MS);
    const wrong = KNOWN_CSV.replace(/(2026_01_NE_SEA,.*),NE,,SEA,,Home,,/, "$1,NE,3,SEA,6,Neutral,1,");
    expect((await api.importCsv(wrong)).ignored).toEqual({ conflict: 1 });
    expect((await api.importCsv(KNOWN_CSV)).changed).toBe(0);
    expect((await api.get(GameList, "games?season=2026&team=sea")).items).toEqual([before]);
  });

  it("is played to its end by the feed while the table still has it as planned", async () => {
    const api = await createScoresApi({ now: new Date("2026-09-10T02:00:00Z") });
    await api.tell([live(3, "3:00", [10, 7], NE_AT_SEA)]);
    await api.importCsv(KNOWN_CSV);
    expect((await api.get(GameList, "games?team=sea&season=2026")).items).toMatchObject([{ status: "in_progress" }]);
  });

  it("stays one row for every game of a season when the feed is read over an imported schedule", {
    timeout: 60_000,
  }, async () => {
    const harness = await createFeedHarness({ startAt: new Date("2026-08-01T12:00:00Z") });
    const observations = harness.simulator
      .state()
      .games.filter(({ seasonType, week }) => seasonType === "regular" && week === 3)
      .map(({ id, home, away, kickoff }) =>
        observe({
          ...{ source: "nflverse", sourceId: `table ${id}`, season: 2026, week: 3 },
          ...{ home: home as TeamId, away: away as TeamId, kickoff: new Date(kickoff) },
        }),
      );
    await importGames(harness.deps, { league: nfl, format: "nflverse", sha256: "schedule", observations });
    const path = "/api/v1/scores/nfl/games?season=2026&seasonType=regular&week=3";
    const before = (await harness.get<GameList>(path)).items;
    await harness.collector.backfill(2026, AbortSignal.timeout(30_000));
    const after = (await harness.get<GameList>(path)).items;
    expect(before.length).toBeGreaterThan(12);
    expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
  });
});
