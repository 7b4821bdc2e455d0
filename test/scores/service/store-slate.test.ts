import { describe, expect, it } from "vitest";
import { storeSlate } from "../../../src/modules/scores/feed.service.ts";
import { gamesTable, slatesTable } from "../../../src/modules/scores/scores.tables.ts";
import type { SourceOk } from "../../../src/platform/jobs/source.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { createTestDeps } from "../../support/product.ts";
import { KICKOFF, live, minutesAfterKickoff, nfl } from "../domain/game-factory.ts";

const SLOT = { season: 2025, seasonType: "regular", week: 11 } as const;

const answer = (startedAt: Date, observedAt: Date): SourceOk => ({
  outcome: "ok",
  url: "http://127.0.0.1/scoreboard",
  startedAt,
  observedAt,
  durationMs: 20,
  attempts: 1,
  httpStatus: 200,
  json: {},
  text: "{}",
  bytes: 2,
  acknowledge: () => undefined,
});

describe("storing a week", () => {
  it("takes nothing back for an answer out of an older cache, neither scores nor freshness", async () => {
    const clock = createFakeClock(KICKOFF);
    const { deps } = await createTestDeps({ clock });
    const store = (observation: ReturnType<typeof live>, startedAt: Date, observedAt: Date) =>
      storeSlate(deps, nfl, SLOT, answer(startedAt, observedAt), {
        slot: SLOT,
        observations: [observation],
        errors: [],
        skipped: 0,
        byes: [],
      });

    const [newer, older] = [minutesAfterKickoff(20), minutesAfterKickoff(10)];
    await store(live(1, "5:00", [7, 0]), newer, newer);
    const report = await store(live(1, "9:00", [0, 0]), minutesAfterKickoff(21), older);

    expect(report).toMatchObject({ changed: 0, events: 0, ignored: { older: 1 } });
    const { db } = deps.database;
    expect(await db.select().from(gamesTable)).toMatchObject([{ awayScore: 7, observedAt: newer }]);
    expect(await db.select().from(slatesTable)).toMatchObject([
      { lastSuccessAt: newer, lastAttemptAt: minutesAfterKickoff(21), consecutiveFailures: 0 },
    ]);
  });
});
