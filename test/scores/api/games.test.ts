import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Game, GameList } from "../../../src/modules/scores/scores.schemas.ts";
import { observe } from "../domain/game-factory.ts";
import { KNOWN_CSV } from "./known-games.ts";
import { createScoresApi, type ScoresApi } from "./scores-api.ts";

const pairing = ({ away, home }: Game) => `${away.team?.abbreviation} at ${home.team?.abbreviation}`;
const ids = (games: Game[]) => games.map(({ id }) => id);

async function createFilled(): Promise<ScoresApi> {
  const api = await createScoresApi();
  await api.importCsv(KNOWN_CSV);
  return api;
}

/** Every page from the first to the last. */
async function readPages(api: ScoresApi, path: string, limit: number): Promise<Game[][]> {
  const pages: Game[][] = [];
  let cursor = "";
  do {
    const page = await api.get(GameList, `${path}${path.includes("?") ? "&" : "?"}limit=${limit}${cursor}`);
    pages.push(page.items);
    cursor = page.nextCursor === null ? "" : `&cursor=${page.nextCursor}`;
  } while (cursor !== "");
  return pages;
}

describe("the list of games", () => {
  it("tells of each game when, who, where and how it ended", async () => {
    const api = await createFilled();
    const { items } = await api.get(GameList, "games?season=2023&seasonType=regular&week=1");
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      id: expect.stringMatching(/^game_[0-9a-z]{20}$/),
      league: "nfl",
      season: 2023,
      seasonType: "regular",
      week: 1,
      weekLabel: "Week 1",
      round: null,
      kickoff: "2023-09-08T00:20:00.000Z",
      kickoffKnown: true,
      date: "2023-09-07",
      neutralSite: false,
      away: { team: { id: "nfl:det", name: "Detroit Lions" }, score: 21, winner: true },
      home: { team: { id: "nfl:kc", name: "Kansas City Chiefs" }, score: 20, winner: false },
      status: "final",
      overtime: false,
    });
  });

  it("numbers a Super Bowl as week 5 of the postseason, and knows its overtime and neutral site", async () => {
    const api = await createFilled();
    const { items } = await api.get(GameList, "games?season=2023&seasonType=post&week=5");
    expect(items.map(pairing)).toEqual(["SF at KC"]);
    expect(items[0]).toMatchObject({ weekLabel: "Super Bowl", round: "super-bowl", overtime: true, neutralSite: true });
  });

  it("has no winner in a tie, and neither scores nor a winner before the game", async () => {
    const api = await createFilled();
    const [tie] = (await api.get(GameList, "games?season=2025")).items;
    expect([tie?.away, tie?.home]).toMatchObject([
      { score: 40, winner: false },
      { score: 40, winner: false },
    ]);
    const [opener] = (await api.get(GameList, "games?season=2026")).items;
    expect([opener?.away, opener?.home]).toMatchObject([
      { score: null, winner: null },
      { score: null, winner: null },
    ]);
    expect(opener?.status).toBe("scheduled");
  });

  it("is in order of kickoff", async () => {
    const { items } = await (await createFilled()).get(GameList, "games");
    expect(items).toHaveLength(25);
    const kickoffs = items.map(({ kickoff }) => kickoff);
    expect(kickoffs).toEqual([...kickoffs].sort());
  });

  it.each<[string, (game: Game) => boolean]>([
    ["season=2023", ({ season }) => season === 2023],
    ["season=2023&seasonType=post", ({ season, seasonType }) => season === 2023 && seasonType === "post"],
    ["week=1", ({ week }) => week === 1],
    ["seasonType=regular&week=3", ({ seasonType, week }) => seasonType === "regular" && week === 3],
    ["team=ne", ({ away, home }) => [away, home].some(({ team }) => team?.id === "nfl:ne")],
    ["team=STL", ({ away, home }) => [away, home].some(({ team }) => team?.id === "nfl:lar")],
    ["status=scheduled", ({ status }) => status === "scheduled"],
    ["status=final&team=Redskins", () => false],
    ["from=2026-01-01", ({ season }) => season === 2026],
    ["to=2023-01-01", ({ season }) => season === 2022],
    ["from=2024-01-13&to=2024-01-14", ({ date }) => date === "2024-01-13"],
    ["from=2024-01-28T20:00:00Z&to=2024-01-28T20:00:01Z", (game) => pairing(game) === "KC at BAL"],
    ["from=2024-01-28T21:00:00%2B01:00&to=2024-01-28T23:30:00Z", (game) => pairing(game) === "KC at BAL"],
    ["to=2020-01-01", () => false],
  ])("is narrowed by %s", async (query, belongs) => {
    const api = await createFilled();
    const all = (await api.get(GameList, "games")).items;
    const expected = all.filter(belongs);
    expect(expected.length).toBeLessThan(all.length);
    expect((await api.get(GameList, `games?${query}`)).items).toEqual(expected);
  });

  it("calls clubs as they were called then", async () => {
    const api = await createScoresApi();
    await api.tell([observe({ season: 2003, week: 1, home: "nfl:wsh", away: "nfl:lar" })]);
    const { items } = await api.get(GameList, "games?season=2003");
    expect(items.map(({ away, home }) => [away.team?.name, home.team?.name])).toEqual([
      ["St. Louis Rams", "Washington Redskins"],
    ]);
  });
});

describe("pages of games", () => {
  it.each([1, 2, 3, 7, 24, 25, 200])("of %d hold every game once, simultaneous kickoffs among them", async (limit) => {
    const api = await createFilled();
    const whole = (await api.get(GameList, "games?limit=200")).items;
    const pages = await readPages(api, "games", limit);
    expect(ids(pages.flat())).toEqual(ids(whole));
    expect(pages.every(({ length }) => length <= limit)).toBe(true);
    expect(pages).toHaveLength(Math.ceil(whole.length / limit));
  });

  it("keep to their filter", async () => {
    const api = await createFilled();
    const whole = (await api.get(GameList, "games?team=kc")).items;
    expect(ids((await readPages(api, "games?team=kc", 2)).flat())).toEqual(ids(whole));
    expect(whole).toHaveLength(5);
  });

  it("go on behind the last game seen when games come in before and after it", async () => {
    const api = await createFilled();
    const first = await api.get(GameList, "games?season=2023&limit=3");
    await api.tell([
      observe({ season: 2023, week: 2, sourceId: "1", kickoff: new Date("2023-09-17T17:00:00Z") }),
      observe({ season: 2023, week: 18, sourceId: "2", home: "nfl:lv", kickoff: new Date("2024-01-07T21:25:00Z") }),
    ]);
    const second = await api.get(GameList, `games?season=2023&cursor=${first.nextCursor}`);
    expect(second.items.slice(0, 2).map(pairing)).toEqual(["KC at LV", "CLE at HOU"]);
    expect(second.items).toHaveLength(14);
  });

  it("take no cursor but their own, and never fail over one", async () => {
    const api = await createFilled();
    const key = fc.oneof(fc.integer(), fc.double(), fc.string({ unit: "binary" }), fc.constant(null), fc.boolean());
    const made = fc
      .array(key, { maxLength: 3 })
      .map((parts) => Buffer.from(JSON.stringify(parts)).toString("base64url"));
    await fc.assert(
      fc.asyncProperty(fc.oneof(made, fc.string({ unit: "binary" })), async (cursor) => {
        const { status } = await api.request(`games?cursor=${encodeURIComponent(cursor)}`);
        expect([200, 422]).toContain(status);
      }),
    );
  });
});
