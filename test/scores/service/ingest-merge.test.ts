import { asc } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { GameObservation } from "../../../src/modules/scores/domain/game.ts";
import { ingestObservations } from "../../../src/modules/scores/ingest.service.ts";
import { gameSourceIdsTable, gamesTable, scoreChangesTable } from "../../../src/modules/scores/scores.tables.ts";
import { eventsTable } from "../../../src/platform/events/events.tables.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { openTestDatabase } from "../../support/open-test-database.ts";
import { final, KICKOFF, live, nfl, observe } from "../domain/game-factory.ts";

const PLAYOFFS = { seasonType: "post", week: 1, round: "wild-card" } as const;
const SLOT = { ...PLAYOFFS, source: "espn", sourceId: "900" } as const;
const TABLE = { ...PLAYOFFS, source: "nflverse", sourceId: "2025_19_KC_NE" } as const;
const MINUTE_MS = 60_000;

/** A playoff slot whose clubs ESPN did not know yet, beside the same game made from the historical table. */
async function storeDoubles() {
  const clock = createFakeClock(new Date(KICKOFF.getTime() - 86_400_000));
  const database = await openTestDatabase();
  const deps = { clock, random: seededRandom(1) };
  const ingest = async (observation: GameObservation) => {
    await clock.advance(MINUTE_MS);
    const options = { observedAt: clock.now(), announce: observation.source === "espn" };
    return database.write((tx) => ingestObservations(tx, deps, nfl, [observation], options));
  };
  await ingest(observe({ ...SLOT, home: null, away: null }));
  await ingest(observe(TABLE));
  return {
    clock,
    ingest,
    games: () => database.db.select().from(gamesTable),
    sourceIds: async () => (await database.db.select().from(gameSourceIdsTable)).map(({ source }) => source).sort(),
    changes: () => database.db.select().from(scoreChangesTable).orderBy(asc(scoreChangesTable.sequence)),
    eventTypes: async () =>
      (await database.db.select().from(eventsTable).orderBy(asc(eventsTable.id))).map(({ type }) => type),
  };
}

describe("a playoff slot that gets its clubs and a game that another source had told of", () => {
  it("are one game, under all ids", async () => {
    const { ingest, games, sourceIds, eventTypes } = await storeDoubles();
    expect(await games()).toHaveLength(2);
    await ingest(observe(SLOT));
    expect(await games()).toMatchObject([{ homeTeam: "nfl:ne", awayTeam: "nfl:kc", status: "scheduled" }]);
    expect(await sourceIds()).toEqual(["espn", "gameroom", "nflverse"]);
    expect(await eventTypes()).toEqual(["game.scheduled"]);
  });

  it("keep a result that the other source was the first to have", async () => {
    const { ingest, games, changes } = await storeDoubles();
    await ingest(final([20, 27], TABLE));
    await ingest(observe(SLOT));
    expect(await games()).toMatchObject([{ status: "final", awayScore: 20, homeScore: 27, source: "nflverse" }]);
    expect(await changes()).toMatchObject([{ sequence: 1, awayScore: 20, homeScore: 27 }]);
  });

  it("go on counting the changes of the score where the other source had got to", async () => {
    const { ingest, games, changes } = await storeDoubles();
    await ingest(final([20, 27], TABLE));
    await ingest(final([21, 27], SLOT));
    expect(await games()).toMatchObject([{ status: "final", awayScore: 21, homeScore: 27, scoreSequence: 2 }]);
    expect(await changes()).toMatchObject([
      { sequence: 1, awayScore: 20, correction: false },
      { sequence: 2, awayScore: 21, correction: true },
    ]);
  });

  it("keep the sides as they were first told when the sources disagree about the host", async () => {
    const { ingest, games, changes } = await storeDoubles();
    await ingest(final([20, 27], TABLE));
    await ingest(final([27, 20], { ...SLOT, home: "nfl:kc", away: "nfl:ne" }));
    expect(await games()).toMatchObject([{ homeTeam: "nfl:ne", homeScore: 27, awayScore: 20, source: "espn" }]);
    expect(await changes()).toHaveLength(1);
  });

  it("tell a game that is on like any other", async () => {
    const { clock, ingest, games, eventTypes } = await storeDoubles();
    await clock.advance(86_400_000 + 5 * MINUTE_MS);
    await ingest(live(1, "10:00", [0, 7], SLOT));
    expect(await games()).toMatchObject([{ status: "in_progress", homeScore: 7, scoreSequence: 1 }]);
    expect(await eventTypes()).toEqual(["game.started", "score.changed"]);
  });
});
