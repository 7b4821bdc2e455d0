import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { FeedStatus } from "../../../src/modules/scores/feed.schemas.ts";
import {
  Calendar,
  CurrentWeek,
  Freshness,
  GameDetail,
  GameList,
  HeadToHead,
  Standings,
  TeamDetail,
  TeamList,
} from "../../../src/modules/scores/scores.schemas.ts";
import { live } from "../domain/game-factory.ts";
import { createFeedHarness } from "../service/feed-harness.ts";
import { KNOWN_CSV } from "./known-games.ts";
import { API, createScoresApi } from "./scores-api.ts";

const EVERY_READ = {
  "weeks/current": CurrentWeek,
  "calendar/2026": Calendar,
  games: GameList,
  "games?season=2026": GameList,
  "games?season=2026&seasonType=regular&week=1": GameList,
  "games?status=in_progress": GameList,
  "games?team=ne&season=2026": GameList,
  teams: TeamList,
  "teams/ne": TeamDetail,
  standings: Standings,
  "head-to-head?teamA=ne&teamB=sea": HeadToHead,
  feed: FeedStatus,
};

describe("an answer of a store that was never filled", () => {
  it.each(Object.entries(EVERY_READ))("says that nothing is known: %s", async (path, schema) => {
    const api = await createScoresApi();
    const answer = await api.get(schema as v.GenericSchema<unknown, Freshness>, path);
    expect(answer).toMatchObject({ asOf: null, stale: true, staleAt: null, source: null });
  });
});

describe("an answer built on collected data", () => {
  it("is as of the last reading, of ESPN, and says when it turns stale", { timeout: 60_000 }, async () => {
    const harness = await createFeedHarness({ startAt: new Date("2026-10-18T18:30:00Z") });
    await harness.collect();
    const now = harness.clock.now().toISOString();
    const [game] = (await harness.get<GameList>(`${API}/games?status=in_progress`)).items;
    const paths = Object.keys(EVERY_READ).filter((path) => path !== "games");
    for (const path of [...paths, `games/${game?.id}`]) {
      const { asOf, stale, staleAt, source } = await harness.get<Freshness>(`${API}/${path}`);
      expect({ asOf, stale, source }, path).toEqual({ asOf: now, stale: false, source: "espn" });
      expect(staleAt === null || staleAt > now, `${path} ${staleAt}`).toBe(true);
    }
    const { staleAt } = await harness.get<Freshness>(`${API}/games/${game?.id}`);
    expect(Date.parse(staleAt ?? "") - harness.clock.now().getTime(), "a live game: two reads and a minute").toBe(
      120_000,
    );
  });

  it("is of both sources where both had a say", async () => {
    const api = await createScoresApi({ now: new Date("2026-09-10T02:00:00Z") });
    await api.importCsv(KNOWN_CSV);
    await api.tell([
      live(2, "7:00", [3, 7], {
        season: 2026,
        week: 1,
        away: "nfl:ne",
        home: "nfl:sea",
        kickoff: new Date("2026-09-10T00:20:00Z"),
      }),
    ]);
    expect((await api.get(GameList, "games?season=2026")).source).toBe("espn+nflverse");
    expect((await api.get(GameList, "games?season=2026&status=in_progress")).source).toBe("espn");
    expect((await api.get(GameList, "games?season=2023")).source).toBe("nflverse");
  });

  it("never grows stale when it is about a season that is over", async () => {
    const api = await createScoresApi();
    await api.importCsv(KNOWN_CSV);
    const imported = api.clock.now().toISOString();
    await api.clock.advance(100 * 86_400_000);
    for (const path of ["games?season=2023", "standings?season=2023", "teams/kc?season=2023", "calendar/2023"]) {
      const { asOf, stale, staleAt } = v.parse(Freshness, await (await api.request(path)).json());
      expect({ asOf, stale, staleAt }, path).toEqual({ asOf: imported, stale: false, staleAt: null });
    }
  });
});

describe("the state of the feed", () => {
  it("tells of every request, and of its failure until the next success", { timeout: 60_000 }, async () => {
    const harness = await createFeedHarness({ startAt: new Date("2026-10-18T18:30:00Z") });
    await harness.collect();
    const feed = () => harness.get<FeedStatus>(`${API}/feed`).then((body) => v.parse(FeedStatus, body));
    const before = await feed();
    expect(before).toMatchObject({ league: "nfl", lastError: null, consecutiveFailures: 0 });
    expect(before.games.stored).toBeGreaterThan(300);
    expect(before.games.seasons).toBe(1);
    expect(before.fetches[0]).toMatchObject({ outcome: "ok", httpStatus: 200, eventErrors: 0, error: null });
    expect(Date.parse(before.nextDueAt ?? "")).toBeGreaterThan(harness.clock.now().getTime());

    harness.simulator.addFault({ kind: "status", status: 503 });
    await harness.clock.advance(Date.parse(before.nextDueAt ?? "") - harness.clock.now().getTime());
    await harness.collect();
    const during = await feed();
    expect(during.consecutiveFailures).toBeGreaterThan(0);
    expect(during.lastError).toMatch(/503/);
    expect(during.fetches[0]).toMatchObject({ httpStatus: 503, events: 0 });
    expect(during.lastSuccessAt).toBe(before.lastSuccessAt);

    harness.simulator.clearFaults();
    await harness.clock.advance(60_000);
    await harness.collect();
    expect(await feed()).toMatchObject({ lastError: null, consecutiveFailures: 0, stale: false });
  });

  it("is due at once when nothing was ever read", async () => {
    const api = await createScoresApi();
    expect((await api.get(FeedStatus, "feed")).nextDueAt).toBe(api.clock.now().toISOString());
  });
});

describe("a game in detail", () => {
  it("has every change of its score in order, with who scored and how it stood", async () => {
    const api = await createScoresApi({ now: new Date("2025-11-16T18:30:00Z") });
    for (const [away, home] of [
      [0, 0],
      [7, 0],
      [7, 3],
      [7, 17],
      [7, 16],
    ] as const) {
      await api.clock.advance(60_000);
      await api.tell([live(1, "9:00", [away, home])]);
    }
    const [game] = (await api.get(GameList, "games?status=in_progress")).items;
    const detail = await api.get(GameDetail, `games/${game?.id}`);
    expect(
      detail.scoreChanges.map(({ sequence, scoringTeam, points, awayScore, homeScore }) => [
        sequence,
        scoringTeam,
        points,
        `${awayScore}-${homeScore}`,
      ]),
    ).toEqual([
      [1, "nfl:kc", 7, "7-0"],
      [2, "nfl:ne", 3, "7-3"],
      [3, "nfl:ne", 14, "7-17"],
      [4, null, -1, "7-16"],
    ]);
    const flags = detail.scoreChanges.map((change) => [change.leadChange, change.coalesced, change.correction]);
    expect(flags).toEqual([
      [true, false, false],
      [false, false, false],
      [true, true, false],
      [false, false, true],
    ]);
    expect(detail).toMatchObject({ ...game, away: { score: 7 }, home: { score: 16 } });
  });
});
