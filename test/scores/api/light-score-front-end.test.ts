import { describe, expect, it } from "vitest";
import { final, live, observe } from "../domain/game-factory.ts";
import { createFeedHarness } from "../service/feed-harness.ts";
import { KNOWN_CSV } from "./known-games.ts";
import { viewPage } from "./light-score.ts";
import { createScoresApi } from "./scores-api.ts";

const SUNDAY = new Date("2025-11-16T19:30:00Z");

describe("Light Score's front end, one view of its page", () => {
  it("without parameters shows this week: live games, others, standings and both links", async () => {
    const api = await createScoresApi({ now: SUNDAY });
    await api.tell([
      final([14, 27], { sourceId: "1", away: "nfl:nyj", home: "nfl:ne", kickoff: new Date("2025-11-14T01:15:00Z") }),
      live(2, "3:30", [7, 10], { sourceId: "2", away: "nfl:kc", home: "nfl:den" }),
      observe({ sourceId: "3", away: "nfl:det", home: "nfl:phi", kickoff: new Date("2025-11-17T01:20:00Z") }),
    ]);
    const shown = await viewPage(api);
    expect(shown).toMatchObject({
      offline: false,
      context: { year: 2025, week: 11, seasonType: 2 },
      previous: { year: 2025, week: 10, seasonType: 2 },
      next: { year: 2025, week: 12, seasonType: 2 },
      bracket: undefined,
    });
    expect(shown.games.map(({ status, game_time }) => [status, game_time])).toEqual([
      ["final", null],
      ["live", "Q2 3:30"],
      ["upcoming", null],
    ]);
    expect(shown.standings).toHaveLength(32);
    expect(shown.calls).toEqual([
      "/games/weekly",
      "/games/weekly/context",
      "/standings/live?year=2025",
      "/games/weekly/navigation?year=2025&week=11&seasonType=2&direction=prev",
      "/games/weekly/navigation?year=2025&week=11&seasonType=2&direction=next",
    ]);
  });

  it("with parameters shows the week they name and the standings of its season", async () => {
    const api = await createScoresApi({ now: SUNDAY });
    await api.importCsv(KNOWN_CSV);
    const shown = await viewPage(api, { year: "2023", week: "18", seasonType: "2" });
    expect(shown.offline).toBe(false);
    expect(shown.context).toEqual({ year: 2023, week: 18, seasonType: 2 });
    expect(shown.games).toMatchObject([{ team_a: "New York Jets", team_b: "New England Patriots", status: "final" }]);
    expect(shown.standings).toContainEqual(
      expect.objectContaining({ team: "New England Patriots", wins: 1, losses: 1 }),
    );
    expect(shown.next).toEqual({ year: 2023, week: 1, seasonType: 3 });
  });

  it("in the postseason shows the bracket, and walks to the Super Bowl and back", async () => {
    const api = await createScoresApi({ now: new Date("2024-01-14T12:00:00Z") });
    await api.importCsv(KNOWN_CSV);
    const visited: number[] = [];
    let shown = await viewPage(api, { year: "2023", week: "1", seasonType: "3" });
    for (;;) {
      visited.push(shown.context.week);
      expect(shown.games.length, `week ${shown.context.week}`).toBeGreaterThan(0);
      expect(shown.bracket?.games).toHaveLength(13);
      if (shown.next.seasonType !== 3) break;
      const { year, week, seasonType } = shown.next;
      shown = await viewPage(api, { year: `${year}`, week: `${week}`, seasonType: `${seasonType}` });
    }
    expect(visited).toEqual([1, 2, 3, 5]);
    expect(shown.next).toEqual({ year: 2024, week: 1, seasonType: 1 });
    expect(shown.previous).toEqual({ year: 2023, week: 3, seasonType: 3 });
  });

  it("in the months without games shows the Super Bowl that was", async () => {
    const api = await createScoresApi({ now: new Date("2024-06-15T12:00:00Z") });
    await api.importCsv(KNOWN_CSV);
    const shown = await viewPage(api);
    expect(shown.context).toEqual({ year: 2023, week: 5, seasonType: 3 });
    expect(shown.games).toMatchObject([{ team_a: "San Francisco 49ers", score_a: 22, score_b: 25, status: "final" }]);
    expect(shown.bracket?.games.at(-1)).toMatchObject({ round: "Super Bowl", winner: "Kansas City Chiefs" });
  });

  it.each([{}, { seasonType: "2", week: "3", year: "2025" }, { seasonType: "3" }])(
    "over an empty store is whole, with nothing in its panels: %j",
    async (params) => {
      const api = await createScoresApi({ now: SUNDAY });
      const shown = await viewPage(api, params);
      expect(shown.offline).toBe(false);
      expect(shown.games).toEqual([]);
      expect(shown.standings).toHaveLength(32);
      expect(shown.next).not.toEqual(shown.previous);
      expect(shown.bracket).toEqual(
        "seasonType" in params && params.seasonType === "3" ? expect.anything() : undefined,
      );
    },
  );

  it.each([
    { year: "invalid" },
    { week: "abc" },
    { seasonType: "invalid" },
    { year: "1800", week: "999", seasonType: "99" },
    { year: "1970", week: "25", seasonType: "1" },
    { year: "2030", week: "1", seasonType: "3" },
  ])("with parameters that make no sense is whole too: %j", async (params) => {
    const api = await createScoresApi({ now: SUNDAY });
    await api.importCsv(KNOWN_CSV);
    const shown = await viewPage(api, params);
    expect(shown.offline).toBe(false);
    expect(shown.standings.length === 32 || params.year === "1970" || params.year === "2030").toBe(true);
    for (const week of [shown.previous, shown.next]) {
      expect(week).toEqual({ year: expect.any(Number), week: expect.any(Number), seasonType: expect.any(Number) });
    }
  });

  it("over a collected season finds every week it walks through", { timeout: 60_000 }, async () => {
    const harness = await createFeedHarness({ startAt: new Date("2027-03-01T12:00:00Z") });
    await harness.collector.backfill(2026, AbortSignal.timeout(30_000));
    let place = { year: 2026, week: 1, seasonType: 1 };
    const visited: string[] = [];
    while (place.year === 2026) {
      const { year, week, seasonType } = place;
      const shown = await viewPage(harness, { year: `${year}`, week: `${week}`, seasonType: `${seasonType}` });
      expect(shown.context).toEqual(place);
      expect(shown.games.length, JSON.stringify(place)).toBeGreaterThan(0);
      expect(shown.games.some(({ team_a }) => String(team_a).includes("Pro Bowl"))).toBe(false);
      visited.push(`${seasonType}-${week}`);
      place = shown.next;
    }
    expect(visited).toHaveLength(4 + 18 + 4);
  });
});

describe("what Light Score's own checks ask of the API", () => {
  it("holds over an empty store and over a full one", async () => {
    for (const csv of ["", KNOWN_CSV]) {
      const api = await createScoresApi({ now: SUNDAY });
      if (csv !== "") await api.importCsv(csv);
      const read = async (path: string) => {
        const answer = await api.app.request(path);
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
      };
      expect((await read("/games/weekly")).body).toBeInstanceOf(Array);
      const { body: context } = await read("/games/weekly/context");
      expect(context.year).toBeGreaterThan(2020);
      expect(context.year).toBeLessThan(2030);
      expect((await read("/standings")).status).toBeLessThan(600);
      expect((await read("/teams")).body).toHaveLength(32);
      const { status, body: bracket } = await read("/playoffs/bracket");
      expect(status).toBe(200);
      for (const list of ["afc_seeds", "nfc_seeds", "games"]) expect(bracket[list]).toBeInstanceOf(Array);
      for (const query of ["year=1900", "week=999", "year=1800&week=999&seasonType=99"]) {
        for (const path of ["/games/weekly", "/games/weekly/context", "/games/weekly/navigation", "/standings/live"])
          expect((await read(`${path}?${query}`)).status, `${path}?${query}`).toBeLessThan(500);
      }
    }
  });

  it("is told at the root, to those who ask for JSON by name; everybody else gets the page", async () => {
    const { app } = await createScoresApi();
    const answer = await app.request("/", { headers: { accept: "application/json" } });
    expect(await answer.json()).toEqual({
      service: "light-score-backend",
      status: "ok",
      endpoints: expect.arrayContaining(["/games/weekly", "/playoffs/bracket"]),
    });
    for (const accept of ["text/html,application/xhtml+xml,*/*;q=0.8", "*/*", "text/html, application/json"]) {
      const page = await app.request("/", { headers: { accept } });
      expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
      expect(page.headers.get("vary")?.toLowerCase()).toContain("accept,");
    }
  });
});
