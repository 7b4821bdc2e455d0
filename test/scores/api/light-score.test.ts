import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { LightScoreGame, LightScoreWeek } from "../../../src/modules/scores/light-score.schemas.ts";
import { final, live, observe } from "../domain/game-factory.ts";
import { KNOWN_CSV } from "./known-games.ts";
import { createScoresApi, type ScoresApi } from "./scores-api.ts";

const SUNDAY = new Date("2025-11-16T19:30:00Z");
const Games = v.array(LightScoreGame);
const gamesOf = (api: ScoresApi, query = "") => api.get(Games, `/games/weekly${query}`);

/** A game as the surface has it after one observation. */
async function shownAs(observation: ReturnType<typeof observe>, query = "") {
  const api = await createScoresApi({ now: SUNDAY });
  await api.tell([observation]);
  const [game] = await gamesOf(api, query);
  return game;
}

describe("a game of /games/weekly", () => {
  it("before its kickoff has its time in Helsinki, no clock, and nil-nil", async () => {
    const kickoff = new Date("2025-11-21T01:15:00Z");
    const game = observe({ week: 12, kickoff, away: "nfl:buf", home: "nfl:hou" });
    expect(await shownAs(game, "?week=12")).toEqual({
      team_a: "Buffalo Bills",
      team_b: "Houston Texans",
      status: "upcoming",
      start_time: "2025-11-21T01:15Z",
      start_time_finnish: "03:15",
      start_date_time_finnish: "Fri 21.11. 03:15",
      game_time: null,
      score_a: 0,
      score_b: 0,
    });
  });

  it("that is on has period and clock and no time of kickoff", async () => {
    expect(await shownAs(live(3, "4:12", [17, 20]))).toMatchObject({
      status: "live",
      start_time_finnish: null,
      start_date_time_finnish: null,
      game_time: "Q3 4:12",
      score_a: 17,
      score_b: 20,
    });
  });

  it.each([
    [live(4, null, [0, 0]), "Q4"],
    [live(5, "9:58", [20, 20]), "OT 9:58"],
    [live(6, "15:00", [20, 20], { seasonType: "post", week: 1 }), "OT2 15:00"],
    [live(7, null, [20, 20], { seasonType: "post", week: 1 }), "OT3"],
    [live(2, "0:00", [3, 7], { phase: "halftime" }), "Halftime"],
    [live(1, "0:00", [3, 7], { phase: "end_of_period" }), "End Q1"],
    [live(1, "8:00", [3, 7], { phase: "delayed" }), "Delayed"],
  ])("says how far it is: case %#", async (observation, text) => {
    const query = observation.seasonType === "post" ? "?year=2025&seasonType=3&week=1" : "";
    expect(await shownAs(observation, query)).toMatchObject({ status: "live", game_time: text });
  });

  it("that is over has its score and no times", async () => {
    expect(await shownAs(final([14, 27]))).toMatchObject({
      status: "final",
      start_time_finnish: null,
      start_date_time_finnish: null,
      game_time: null,
      score_a: 14,
      score_b: 27,
    });
  });

  it.each([
    ["canceled", "Canceled"],
    ["postponed", "Postponed"],
  ] as const)(
    "that is %s is upcoming and never final, and says so where the kickoff would be",
    async (status, text) => {
      expect(await shownAs(observe({ status, score: [0, 0] }))).toMatchObject({
        status: "upcoming",
        start_time_finnish: null,
        start_date_time_finnish: text,
        game_time: null,
      });
    },
  );

  it("whose time is not set shows the date in the league's zone and TBD, not the middle of a night", async () => {
    const kickoff = new Date("2025-11-16T05:00:00Z");
    expect(await shownAs(observe({ kickoff, kickoffKnown: false }))).toMatchObject({
      start_time_finnish: null,
      start_date_time_finnish: "Sun 16.11. TBD",
    });
  });

  it("names what stands in for clubs that are not known", async () => {
    const slot = observe({ seasonType: "post", week: 1, round: "wild-card", away: null, home: null });
    expect(await shownAs(slot, "?year=2025&seasonType=3&week=1")).toMatchObject({ team_a: "TBD", team_b: "TBD" });
  });

  it.each([
    ["2025-08-19T19:30Z", "Tue 19.08. 22:30"],
    ["2025-12-15T17:00Z", "Mon 15.12. 19:00"],
    ["2025-08-19T22:00Z", "Wed 20.08. 01:00"],
    ["2025-03-15T12:00Z", "Sat 15.03. 14:00"],
    ["2025-04-15T12:00Z", "Tue 15.04. 15:00"],
    ["2025-07-15T12:00Z", "Tue 15.07. 15:00"],
    ["2025-10-15T12:00Z", "Wed 15.10. 15:00"],
    ["2025-11-15T12:00Z", "Sat 15.11. 14:00"],
    ["2025-10-26T17:00Z", "Sun 26.10. 19:00"],
    ["2025-11-02T18:00Z", "Sun 02.11. 20:00"],
  ])("at %s begins %s, in summer and winter time", async (instant, text) => {
    const api = await createScoresApi({ now: new Date("2025-01-01T00:00:00Z") });
    await api.tell([observe({ week: 3, kickoff: new Date(instant) })]);
    const [game] = await gamesOf(api, "?year=2025&seasonType=2&week=3");
    expect(game).toMatchObject({
      start_date_time_finnish: text,
      start_time_finnish: text.slice(-5),
      start_time: instant,
    });
  });

  it("is told in another zone when one is named", async () => {
    const kickoff = new Date("2025-11-21T01:15:00Z");
    expect(await shownAs(observe({ week: 12, kickoff }), "?week=12&tz=America/New_York")).toMatchObject({
      start_time_finnish: "20:15",
      start_date_time_finnish: "Thu 20.11. 20:15",
    });
  });
});

describe("/games/weekly", () => {
  it("is this week without parameters, and the named week with them, in order of kickoff", async () => {
    const api = await createScoresApi({ now: SUNDAY });
    await api.importCsv(KNOWN_CSV);
    expect(await gamesOf(api)).toEqual([]);
    const wildCard = await gamesOf(api, "?year=2023&seasonType=3&week=1");
    expect(wildCard.map(({ team_a, team_b, status }) => `${team_a} at ${team_b}: ${status}`)).toEqual([
      "Cleveland Browns at Houston Texans: final",
      "Miami Dolphins at Kansas City Chiefs: final",
      "Green Bay Packers at Dallas Cowboys: final",
      "Los Angeles Rams at Detroit Lions: final",
      "Pittsburgh Steelers at Buffalo Bills: final",
      "Philadelphia Eagles at Tampa Bay Buccaneers: final",
    ]);
    const superBowl = await gamesOf(api, "?year=2023&seasonType=3&week=5");
    expect(superBowl).toMatchObject([{ team_b: "Kansas City Chiefs", score_a: 22, score_b: 25 }]);
  });

  it.each([
    "?year=1900",
    "?year=2023&seasonType=3&week=4",
    "?year=2015&seasonType=2&week=18",
    "?seasonType=4",
    "?year=0&week=25&seasonType=-1",
  ])("is an empty list for a week that does not exist: %s", async (query) => {
    const api = await createScoresApi({ now: SUNDAY });
    await api.importCsv(KNOWN_CSV);
    expect(await gamesOf(api, query)).toEqual([]);
  });

  it.each(["week=0", "week=26", "week=999", "week=x", "year=x", "seasonType=2.5", "tz=Nowhere"])(
    "answers 422 in Light Score's form to %s",
    async (query) => {
      const { app } = await createScoresApi();
      const answer = await app.request(`/games/weekly?${query}`);
      expect(answer.status).toBe(422);
      expect(answer.headers.get("content-type")).toBe("application/json");
      expect(await answer.json()).toEqual({
        detail: [{ type: "value_error", loc: ["query", query.split("=")[0]], msg: expect.any(String) }],
      });
    },
  );

  it("lets parameters through that it does not know, as it always did", async () => {
    const { app } = await createScoresApi();
    expect((await app.request("/games/weekly?fixture=regular_season")).status).toBe(200);
  });
});

describe("/games/weekly/context", () => {
  it.each([
    ["2025-11-16T19:30:00Z", { year: 2025, week: 11, seasonType: 2 }],
    ["2026-01-17T19:30:00Z", { year: 2025, week: 2, seasonType: 3 }],
    ["2026-02-08T23:30:00Z", { year: 2025, week: 5, seasonType: 3 }],
    ["2026-06-15T12:00:00Z", { year: 2025, week: 5, seasonType: 3 }],
    ["2026-08-20T12:00:00Z", { year: 2026, week: 3, seasonType: 1 }],
  ])("at %s is the week that is on, or the last one", async (now, week) => {
    const api = await createScoresApi({ now: new Date(now) });
    expect(await api.get(LightScoreWeek, "/games/weekly/context")).toEqual(week);
  });

  it.each([
    ["?year=2023&week=3&seasonType=2", { year: 2023, week: 3, seasonType: 2 }],
    ["?week=3", { year: 2025, week: 3, seasonType: 2 }],
    ["?year=2020", { year: 2020, week: 1, seasonType: 2 }],
    ["?seasonType=3", { year: 2025, week: 1, seasonType: 3 }],
    ["?year=2015&week=18&seasonType=2", { year: 2015, week: 17, seasonType: 2 }],
    ["?year=2023&week=4&seasonType=3", { year: 2023, week: 5, seasonType: 3 }],
    ["?year=1900&week=99&seasonType=7", { year: 1999, week: 17, seasonType: 2 }],
  ])("with %s is what was named, moved to a week that exists", async (query, week) => {
    const api = await createScoresApi({ now: SUNDAY });
    expect(await api.get(LightScoreWeek, `/games/weekly/context${query}`)).toEqual(week);
  });
});
