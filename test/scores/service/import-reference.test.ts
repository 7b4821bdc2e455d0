import { readFileSync } from "node:fs";
import { asc } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config.ts";
import { resolveTeam } from "../../../src/modules/scores/domain/teams.ts";
import { getCalendar, getHeadToHead, getStandings, listGames } from "../../../src/modules/scores/index.ts";
import { gameSourceIdsTable, gamesTable, scoreChangesTable } from "../../../src/modules/scores/scores.tables.ts";
import type { Deps } from "../../../src/platform/deps.ts";
import { eventsTable } from "../../../src/platform/events/events.tables.ts";
import { createLogger } from "../../../src/platform/log.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { importCsv } from "../api/scores-api.ts";
import { nfl } from "../domain/game-factory.ts";
import { hasSharedData, readSharedCsv } from "../domain/shared-data.ts";
import { referencePath } from "../sources/reference-data.ts";

const hasTables = hasSharedData("nfl/games.csv") && hasSharedData("nfl/standings.csv");

/** Regular-season and postseason games of a season: section 5 of the league's history in two numbers. */
const gamesOf = (season: number): [regular: number, post: number] => {
  const regular = season < 2002 ? 248 : season < 2021 ? 256 : season === 2022 ? 271 : 272;
  return [regular, season === 2026 ? 0 : season < 2020 ? 11 : 13];
};
const SEASONS = Array.from({ length: 28 }, (_, index) => 1999 + index);

describe.skipIf(!hasTables)("the nflverse table, imported whole", () => {
  const clock = createFakeClock(new Date("2026-09-01T12:00:00Z"));
  let store: TestDatabase;
  let deps: Deps;
  let text = "";

  const readRows = async () => ({
    games: await deps.database.db.select().from(gamesTable).orderBy(asc(gamesTable.id)),
    scoreChanges: await deps.database.db.select().from(scoreChangesTable),
    events: await deps.database.db.select().from(eventsTable),
    sourceIds: (await deps.database.db.select().from(gameSourceIdsTable).orderBy(asc(gameSourceIdsTable.sourceId))).map(
      ({ lastSeenAt, ...row }) => row,
    ),
  });

  beforeAll(async () => {
    store = await createTestDatabase({ clock });
    deps = {
      config: parseConfig({ LOG_LEVEL: "silent" }),
      database: store.database,
      clock,
      log: createLogger("silent"),
      random: seededRandom(5),
      fetch: () => Promise.reject(new Error("This test has no network.")),
    };
    text = readFileSync(referencePath("nfl/games.csv"), "utf8");
    // The first run is broken off in the middle, the second goes on.
    const stop = new AbortController();
    const broken = await importCsv(deps, text, {
      signal: stop.signal,
      onProgress: (done) => done > 3_000 && stop.abort(),
    });
    expect(broken.finished).toBe(false);
    const resumed = await importCsv(deps, text);
    expect(resumed).toMatchObject({ resumedAt: broken.created, finished: true });
    expect(broken.created + resumed.created).toBe(7_548);
  });
  afterAll(() => store?.remove());

  it("is 7,548 games, 7,276 of them with a result", async () => {
    const { games, events, scoreChanges } = await readRows();
    expect(games).toHaveLength(7_548);
    expect(games.filter(({ status }) => status === "final")).toHaveLength(7_276);
    expect({ events, scoreChanges }).toEqual({ events: [], scoreChanges: [] });
  });

  it("has of every season as many games as were played", async () => {
    for (const season of SEASONS) {
      const { parts } = await getCalendar(deps, { league: "nfl", season });
      const count = (part: string) =>
        parts.find(({ seasonType }) => seasonType === part)?.weeks.reduce((sum, { games }) => sum + games, 0);
      expect([count("pre"), count("regular"), count("post")], String(season)).toEqual([0, ...gamesOf(season)]);
    }
  });

  it("is not changed by a second run, row for row", { timeout: 60_000 }, async () => {
    const before = await readRows();
    await clock.advance(3_600_000);
    expect(await importCsv(deps, text)).toMatchObject({ rows: 7_548, created: 0, changed: 0, ignored: {} });
    expect(await readRows()).toEqual(before);
  });

  it.each(Array.from({ length: 12 }, (_, index) => 2002 + index))(
    "gives the records and points of all clubs in %d",
    async (season) => {
      const { conferences } = await getStandings(deps, { league: "nfl", season });
      const ours = conferences.flatMap(({ name, divisions }) =>
        divisions.flatMap((division) =>
          division.rows.map(({ team, wins, losses, ties, percentage, pointsFor, pointsAgainst, netPoints }) =>
            [
              ...[team.id, name, division.name, wins, losses, ties, percentage.toFixed(3)],
              ...[pointsFor, pointsAgainst, netPoints],
            ].join(" "),
          ),
        ),
      );
      const theirs = readSharedCsv("nfl/standings.csv")
        .filter((row) => row.season === String(season))
        .map((row) => {
          const team = resolveTeam(nfl, row.team ?? "");
          return [
            ...[team.found && team.team.id, row.conf, row.division, row.wins, row.losses, row.ties],
            ...[Number(row.pct).toFixed(3), row.scored, row.allowed, row.net],
          ].join(" ");
        });
      expect(theirs).toHaveLength(32);
      expect(ours.sort()).toEqual(theirs.sort());
    },
  );

  it("knows the meetings of two clubs over all seasons", async () => {
    const { regular, post } = await getHeadToHead(deps, { league: "nfl", teamA: "GB", teamB: "DAL" });
    expect(regular.ties).toBe(1);
    const played = regular.games.filter(({ status }) => status === "final");
    expect(regular.teamAWins + regular.teamBWins + regular.ties).toBe(played.length);
    expect(post.games.map(({ season, weekLabel }) => [season, weekLabel])).toEqual([
      [2014, "Divisional Round"],
      [2016, "Divisional Round"],
      [2023, "Wild Card"],
    ]);
  });

  it("can be paged through from the first game to the last", async () => {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listGames>> = await listGames(deps, {
        league: "nfl",
        limit: 200,
        cursor: cursor ?? undefined,
      });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(ids).toHaveLength(7_548);
    expect(new Set(ids).size).toBe(7_548);
  });
});
