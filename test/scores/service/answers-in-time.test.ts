import { describe, expect, it } from "vitest";
import { createFakeClock } from "../../support/fake-clock.ts";
import { createTestProduct } from "../../support/product.ts";

/** Asks a minute before and a minute after an instant; nothing is stored in between. */
async function askAround(path: string, instant: string) {
  const clock = createFakeClock(new Date(Date.parse(instant) - 60_000));
  const { app } = await createTestProduct({ clock });
  const ask = async () => (await (await app.request(path)).json()) as Record<string, unknown>;
  const before = await ask();
  await clock.advance(120_000);
  return [before, await ask()];
}

/** Wednesday of the first preseason week, and a hundred days before it. */
const SEASON_BEGINS = "2026-08-05T07:00:00Z";
const SEASON_IS_FOLLOWED = "2026-04-27T07:00:00Z";

describe("an answer that time alone changes is not kept beyond that, though nothing is stored", () => {
  it.each([
    ["standings", "/api/v1/scores/nfl/standings"],
    ["teams", "/api/v1/scores/nfl/teams"],
    ["a team", "/api/v1/scores/nfl/teams/ne"],
    ["the current week", "/api/v1/scores/nfl/weeks/current"],
  ])("%s without a season, when the season turns", async (_, path) => {
    expect(await askAround(path, SEASON_BEGINS)).toMatchObject([{ season: 2025 }, { season: 2026 }]);
  });

  it.each([
    ["the calendar", "/api/v1/scores/nfl/calendar/2026"],
    ["games", "/api/v1/scores/nfl/games?season=2026&seasonType=pre&week=1"],
    ["standings", "/api/v1/scores/nfl/standings?season=2026"],
  ])("%s of a season that comes to be followed", async (_, path) => {
    expect(await askAround(path, SEASON_IS_FOLLOWED)).toMatchObject([{ stale: false }, { stale: true }]);
  });

  it("the context of Light Score's front end", async () => {
    expect(await askAround("/games/weekly/context", SEASON_BEGINS)).toMatchObject([
      { year: 2025, seasonType: 3, week: 5 },
      { year: 2026, seasonType: 1, week: 1 },
    ]);
  });
});
