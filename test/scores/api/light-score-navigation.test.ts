import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LightScoreWeek } from "../../../src/modules/scores/light-score.schemas.ts";
import { createScoresApi, type ScoresApi } from "./scores-api.ts";

type Place = [year: number, seasonType: number, week: number];
const [PRE, REGULAR, POST] = [1, 2, 3];

async function step(api: ScoresApi, [year, seasonType, week]: Place, direction: "next" | "prev"): Promise<Place> {
  const query = `year=${year}&week=${week}&seasonType=${seasonType}&direction=${direction}`;
  const to = await api.get(LightScoreWeek, `/games/weekly/navigation?${query}`);
  return [to.year, to.seasonType, to.week];
}

describe("/games/weekly/navigation", () => {
  it.each<[at: Place, next: Place, prev: Place]>([
    [
      [2025, REGULAR, 7],
      [2025, REGULAR, 8],
      [2025, REGULAR, 6],
    ],
    [
      [2025, PRE, 2],
      [2025, PRE, 3],
      [2025, PRE, 1],
    ],
    [
      [2025, PRE, 4],
      [2025, REGULAR, 1],
      [2025, PRE, 3],
    ],
    [
      [2025, PRE, 1],
      [2025, PRE, 2],
      [2024, POST, 5],
    ],
    [
      [2025, REGULAR, 1],
      [2025, REGULAR, 2],
      [2025, PRE, 4],
    ],
    [
      [2025, REGULAR, 18],
      [2025, POST, 1],
      [2025, REGULAR, 17],
    ],
    [
      [2025, POST, 1],
      [2025, POST, 2],
      [2025, REGULAR, 18],
    ],
    [
      [2025, POST, 2],
      [2025, POST, 3],
      [2025, POST, 1],
    ],
    [
      [2025, POST, 3],
      [2025, POST, 5],
      [2025, POST, 2],
    ],
    [
      [2025, POST, 5],
      [2026, PRE, 1],
      [2025, POST, 3],
    ],
    // Seasons before 2021 had 17 weeks, and five of preseason.
    [
      [2020, REGULAR, 17],
      [2020, POST, 1],
      [2020, REGULAR, 16],
    ],
    [
      [2020, POST, 1],
      [2020, POST, 2],
      [2020, REGULAR, 17],
    ],
    [
      [2020, PRE, 5],
      [2020, REGULAR, 1],
      [2020, PRE, 4],
    ],
    [
      [2020, POST, 5],
      [2021, PRE, 1],
      [2020, POST, 3],
    ],
    // The all-star week stands for the Super Bowl, weeks that do not exist for the nearest that does.
    [
      [2025, POST, 4],
      [2026, PRE, 1],
      [2025, POST, 3],
    ],
    [
      [2020, REGULAR, 18],
      [2020, POST, 1],
      [2020, REGULAR, 16],
    ],
    [
      [2025, REGULAR, 25],
      [2025, POST, 1],
      [2025, REGULAR, 17],
    ],
    [
      [2025, REGULAR, 0],
      [2025, REGULAR, 2],
      [2025, PRE, 4],
    ],
    // A season type that nobody knows has the weeks of the regular season.
    [
      [2025, 7, 5],
      [2025, 7, 6],
      [2025, 7, 4],
    ],
    [
      [2025, 7, 18],
      [2026, PRE, 1],
      [2025, 7, 17],
    ],
    [
      [2025, 7, 1],
      [2025, 7, 2],
      [2025, REGULAR, 18],
    ],
    [
      [2020, 0, 17],
      [2021, PRE, 1],
      [2020, 0, 16],
    ],
    [
      [2020, -1, 1],
      [2020, -1, 2],
      [2020, REGULAR, 17],
    ],
  ])("from %j goes on to %j and back to %j", async (at, next, prev) => {
    const api = await createScoresApi();
    expect([await step(api, at, "next"), await step(api, at, "prev")]).toEqual([next, prev]);
  });

  it("leads back to where it came from, wherever that was", async () => {
    const api = await createScoresApi();
    const place = fc
      .record({ year: fc.integer({ min: 2000, max: 2026 }), seasonType: fc.integer({ min: 1, max: 3 }) })
      .chain(({ year, seasonType }) => {
        const regular = year < 2021 ? 17 : 18;
        const weeks = [year < 2021 ? 5 : 4, regular][seasonType - 1];
        const week = weeks === undefined ? fc.constantFrom(1, 2, 3, 5) : fc.integer({ min: 1, max: weeks });
        return week.map((number): Place => [year, seasonType, number]);
      });
    await fc.assert(
      fc.asyncProperty(place, async (at) => {
        expect(await step(api, await step(api, at, "next"), "prev")).toEqual(at);
        expect(await step(api, await step(api, at, "prev"), "next")).toEqual(at);
      }),
    );
  });

  it("stays where it is at both ends of what is known", async () => {
    const api = await createScoresApi();
    expect(await step(api, [1999, PRE, 1], "prev")).toEqual([1999, PRE, 1]);
    const [last] = [[2027, POST, 5] satisfies Place];
    expect(await step(api, last, "next")).toEqual(last);
  });

  it.each([
    ["", 422],
    ["?year=2025&week=1&seasonType=2", 422],
    ["?year=2025&week=1&direction=next", 422],
    ["?year=x&week=1&seasonType=2&direction=next", 422],
    ["?year=2025&week=1&seasonType=2&direction=sideways", 400],
    ["?year=2025&week=1&seasonType=2&direction=", 400],
  ])("refuses %s with %d", async (query, status) => {
    const { app } = await createScoresApi();
    const answer = await app.request(`/games/weekly/navigation${query}`);
    expect(answer.status).toBe(status);
    const { detail } = (await answer.json()) as { detail: unknown };
    if (status === 400) expect(detail).toBe("Direction must be 'next' or 'prev'");
    else
      expect(detail).toContainEqual({
        type: "value_error",
        loc: ["query", expect.any(String)],
        msg: expect.any(String),
      });
  });
});
