import { asc } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { GameObservation } from "../../../src/modules/scores/domain/game.ts";
import { importGames } from "../../../src/modules/scores/import.service.ts";
import { ingestObservations } from "../../../src/modules/scores/ingest.service.ts";
import { eventsTable } from "../../../src/platform/events/events.tables.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { createTestDeps } from "../../support/product.ts";
import { final, KICKOFF, live, nfl, observe } from "../domain/game-factory.ts";

const TABLE = { source: "nflverse", sourceId: "2025_11_KC_NE" } as const;
const HOUR_MS = 3_600_000;

/** A feed that is read and a table that is imported, an hour apart each. */
async function createHouse() {
  const clock = createFakeClock(new Date(KICKOFF.getTime() - HOUR_MS));
  const { deps } = await createTestDeps({ clock });
  const step = async <T>(work: () => Promise<T>) => {
    await clock.advance(HOUR_MS);
    return work();
  };
  return {
    read: (observation: GameObservation) =>
      step(() => {
        const options = { observedAt: clock.now(), announce: true };
        return deps.database.write((tx) => ingestObservations(tx, deps, nfl, [observation], options));
      }),
    load: (observation: GameObservation) =>
      step(() =>
        importGames(deps, { league: nfl, format: "nflverse", sha256: `${clock.now()}`, observations: [observation] }),
      ),
    told: async () =>
      (await deps.database.db.select().from(eventsTable).orderBy(asc(eventsTable.id))).map(({ type }) => type),
  };
}

describe("a table imported beside a feed", () => {
  it("tells the end of a game that the feed was following, once", async () => {
    const { read, load, told } = await createHouse();
    await read(live(1, "14:00", [0, 0]));
    await load(final([20, 27], TABLE));
    await read(final([20, 27]));
    expect(await told()).toEqual(["game.started", "score.changed", "period.ended", "game.ended"]);
  });

  it("tells nothing of games that only the table knows", async () => {
    const { load, told } = await createHouse();
    await load(observe(TABLE));
    await load(final([20, 27], TABLE));
    expect(await told()).toEqual([]);
  });
});
