import { afterEach, describe, expect, it } from "vitest";
import { createSimulation, createSimulatorServer, type SimulatorServer } from "../../src/demo/index.ts";
import type { Slot } from "../../src/modules/scores/domain/game.ts";
import { NFL } from "../../src/modules/scores/domain/leagues/nfl.ts";
import {
  matchesRequest,
  parseScoreboard,
  parseTeams,
  scoreboardUrl,
  teamsUrl,
} from "../../src/modules/scores/sources/espn.ts";
import type { Clock } from "../../src/platform/clock.ts";

/** A Sunday afternoon with games on, by a clock that stands still and notes how long it was asked to sleep. */
const standing = (now: string) => {
  const slept: number[] = [];
  const clock: Clock = {
    now: () => new Date(now),
    monotonicMs: () => 0,
    sleep: async (ms) => {
      slept.push(ms);
      return { aborted: false };
    },
  };
  return { clock, slept };
};

const simulation = createSimulation({ seed: 5, season: 2026 });
const SUNDAY = "2026-11-15T19:05:00Z";
const week: Slot = { season: 2026, seasonType: "regular", week: 10 };

let server: SimulatorServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});
const start = async (now = SUNDAY) => {
  const { clock, slept } = standing(now);
  const started = await createSimulatorServer({ simulation, clock });
  server = started;
  const get = (search: string) => fetch(`${started.url}/apis/site/v2/sports/football/nfl/scoreboard${search}`);
  const slate = () => fetch(scoreboardUrl(started.url, NFL, week));
  const json = async (search: string) => (await (await get(search)).json()) as Record<string, unknown>;
  return { server: started, slept, get, slate, json };
};
const slotOf = (body: unknown) => parseScoreboard(NFL, body).slot;

describe("the simulator's feed", () => {
  it("answers the product's own request with the week it asked for", async () => {
    const { slate, server } = await start();
    const response = await slate();
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toBeNull();
    const parsed = parseScoreboard(NFL, await response.json());
    expect(matchesRequest(week, parsed.slot)).toBe(true);
    expect(parsed.errors).toEqual([]);
    const truth = server.state().games.filter((game) => game.week === 10 && game.seasonType === "regular");
    expect(parsed.observations).toHaveLength(truth.length);
    expect(truth.some(({ activity, plays }) => activity === "playing" && plays.length > 0)).toBe(true);
    for (const { id, homeScore, awayScore, activity } of truth) {
      const told = parsed.observations.find(({ sourceId }) => sourceId === id);
      const shown = activity === "scheduled" || activity === "about-to-start" ? [null, null] : [homeScore, awayScore];
      expect([told?.home.score, told?.away.score]).toEqual(shown);
    }
  });

  it("lists the league's clubs", async () => {
    const { server } = await start();
    const teams = parseTeams(NFL, await (await fetch(teamsUrl(server.url, NFL))).json());
    expect(teams).toHaveLength(32);
    expect(teams.every(({ team }) => team !== null)).toBe(true);
  });

  it("ignores year, and a part of the season without a week", async () => {
    const { json } = await start();
    const current = { season: 2026, seasonType: "regular", week: 10 };
    for (const search of [
      "",
      "?year=2024",
      "?year=2024&seasontype=2&week=10",
      "?seasontype=3",
      "?seasontype=2&week=25",
    ])
      expect(slotOf(await json(search))).toEqual(current);
  });

  it("stays on a week until the next one kicks off", async () => {
    const { json } = await start("2026-11-19T12:00:00Z");
    expect(slotOf(await json(""))).toEqual({ season: 2026, seasonType: "regular", week: 10 });
  });

  it("plays other seasons too, with its own season ahead in leagues", async () => {
    const { json } = await start();
    const body = await json("?dates=2024&seasontype=3&week=5");
    const { slot, observations } = parseScoreboard(NFL, body);
    expect(slot).toEqual({ season: 2024, seasonType: "post", week: 5 });
    expect(observations).toMatchObject([{ status: "final", round: "super-bowl" }]);
    expect(body.leagues).toMatchObject([{ season: { year: 2026 } }]);
    expect(parseScoreboard(NFL, await json("?dates=2010&seasontype=2&week=1"))).toMatchObject({
      slot: { season: 2010, seasonType: "regular", week: 1 },
      observations: [],
    });
  });

  it("answers whole seasons and single US days, refuses ranges, and minds the limit", async () => {
    const { json, get } = await start();
    const count = async (search: string) => ((await json(search)).events as unknown[]).length;
    expect(await count("?dates=2026&limit=1000")).toBeGreaterThan(300);
    expect(await count("?dates=2026")).toBe(100);
    expect(await count("?dates=2026&seasontype=2&week=10&limit=3")).toBe(3);
    // The Monday game kicks off on Tuesday in UTC and on Monday in New York.
    expect(await count("?dates=20261116")).toBe(1);
    expect(await count("?dates=20261117")).toBe(0);
    expect((await get("?dates=20261101-20261108")).status).toBe(400);
  });

  it("has the calendar's known fault: week 17 ends a year late", async () => {
    const { json } = await start();
    const [league] = (await json("")).leagues as {
      calendar: { value: string; entries: { value: string; startDate: string; endDate: string }[] }[];
    }[];
    const week17 = league?.calendar.find(({ value }) => value === "2")?.entries.find(({ value }) => value === "17");
    expect([week17?.startDate.slice(0, 4), week17?.endDate.slice(0, 4)]).toEqual(["2026", "2028"]);
  });

  it("knows no other address", async () => {
    const { server } = await start();
    expect((await fetch(`${server.url}/apis/elsewhere`)).status).toBe(404);
  });
});

describe("a feed that fails", () => {
  it("delays by its clock and then answers", async () => {
    const { server, slept, slate } = await start();
    server.addFault({ kind: "delay", delayMs: 7_000, times: 1 });
    expect((await slate()).status).toBe(200);
    expect(slept).toEqual([7_000]);
  });

  it("answers 429 with Retry-After and 5xx as often as told, then recovers", async () => {
    const { server, slate } = await start();
    server.addFault({ kind: "status", status: 429, retryAfterSeconds: 30, times: 1 });
    server.addFault({ kind: "status", status: 504, times: 2 });
    const limited = await slate();
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "30"]);
    expect([(await slate()).status, (await slate()).status, (await slate()).status]).toEqual([504, 504, 200]);
    expect(server.requestCount()).toBe(4);
  });

  it("serves a page or half an answer with status 200", async () => {
    const { server, slate } = await start();
    server.addFault({ kind: "html", times: 1 });
    server.addFault({ kind: "truncated", times: 1 });
    const page = await slate();
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html"]);
    await expect((await slate()).json()).rejects.toThrow(SyntaxError);
  });

  it("answers with another week", async () => {
    const { server, slate } = await start();
    server.addFault({ kind: "wrong-week", times: 1 });
    const { slot, observations } = parseScoreboard(NFL, await (await slate()).json());
    expect(matchesRequest(week, slot)).toBe(false);
    expect(observations.length).toBeGreaterThan(0);
  });

  it("answers with the right week and no events", async () => {
    const { server, slate } = await start();
    server.addFault({ kind: "empty", times: 1 });
    const { slot, observations } = parseScoreboard(NFL, await (await slate()).json());
    expect([slot, observations]).toEqual([week, []]);
  });

  it("resets the connection", async () => {
    const { server, slate } = await start();
    server.addFault({ kind: "reset", times: 1 });
    await expect(slate()).rejects.toThrow();
    expect((await slate()).status).toBe(200);
  });

  it("goes on failing until it is told to stop", async () => {
    const { server, slate } = await start();
    server.addFault({ kind: "status", status: 503 });
    for (let i = 0; i < 5; i++) expect((await slate()).status).toBe(503);
    server.clearFaults();
    expect((await slate()).status).toBe(200);
  });

  it("is controlled over HTTP as well, and refuses what is no fault", async () => {
    const { server, slate } = await start();
    const faults = `${server.url}/_simulator/faults`;
    const post = (body: string) => fetch(faults, { method: "POST", body });
    expect(await (await post('{"kind":"status","status":500,"times":2}')).json()).toEqual({
      faults: [{ kind: "status", status: 500, times: 2 }],
    });
    expect((await slate()).status).toBe(500);
    expect((await post('{"kind":"earthquake"}')).status).toBe(422);
    expect((await post("{")).status).toBe(422);
    expect((await post('{"kind":"status","status":200}')).status).toBe(422);
    expect(await (await fetch(faults)).json()).toEqual({ faults: [{ kind: "status", status: 500, times: 1 }] });
    expect(await (await fetch(faults, { method: "DELETE" })).json()).toEqual({ faults: [] });
    expect((await fetch(faults, { method: "PUT" })).status).toBe(405);
    expect((await slate()).status).toBe(200);
  });

  it("tells the truth all the while", async () => {
    const { server } = await start();
    server.addFault({ kind: "status", status: 500 });
    const state = await (await fetch(`${server.url}/_simulator/state`)).json();
    expect(state).toEqual(JSON.parse(JSON.stringify(server.state())));
    expect(state).toMatchObject({ now: "2026-11-15T19:05:00.000Z", seed: 5, season: 2026 });
  });
});
