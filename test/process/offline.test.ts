import { expect, it } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { createDemoSimulation, createSimulatorServer } from "../../src/demo/index.ts";
import { type Clock, systemClock } from "../../src/platform/clock.ts";
import { createLogger } from "../../src/platform/log.ts";
import { serve } from "../../src/serve.ts";
import { createPlace, deadUrl, type Place, stop } from "../support/built.ts";
import { getCurrentGames, getFeed, getPage, listPagePaths, untilCaughtUp } from "../support/pages.ts";
import { readStored } from "../support/stored.ts";
import { until } from "../support/until.ts";

const AGO_MS = 10 * 60_000;
const tenMinutesAgo: Clock = { ...systemClock, now: () => new Date(Date.now() - AGO_MS) };

/** Collects from a simulated Sunday that is ten minutes back, then stops everything. */
async function fillAndStop(place: Place): Promise<string[]> {
  const simulation = createDemoSimulation({ seed: 1, startAt: tenMinutesAgo.now(), speed: 20 });
  const simulator = await createSimulatorServer({ simulation, clock: tenMinutesAgo });
  const config = parseConfig({ ...place.env, ESPN_BASE_URL: simulator.url, LIVE_INTERVAL_SECONDS: "1", PORT: "0" });
  const { listening, shutdown } = await serve(config, { clock: tenMinutesAgo, log: createLogger("silent") });
  await untilCaughtUp(listening.url, tenMinutesAgo.now);
  const pages = await listPagePaths(listening.url);
  expect(await shutdown.run("test")).toBe(true);
  await simulator.close();
  return pages;
}

it("stopped, cut off and started again, shows every page with its games and says how old they are", async () => {
  const place = await createPlace();
  const pages = await fillAndStop(place);
  const before = readStored(place.databasePath);
  place.env.ESPN_BASE_URL = await deadUrl();
  place.env.LIVE_INTERVAL_SECONDS = "1";
  const server = await place.serve();

  const { items, stale, asOf } = await getCurrentGames(place.origin);
  expect(items.filter(({ status }) => status === "in_progress").length).toBeGreaterThan(3);
  expect(stale).toBe(true);
  const age = Date.now() - Date.parse(asOf ?? "");
  expect(age).toBeGreaterThan(AGO_MS - 60_000);
  for (const path of pages) {
    const answer = await getPage(place.origin, path);
    const text = await answer.text();
    expect(answer.status, path).toBe(200);
    expect(text, path).toMatch(/\bas of\b/i);
  }
  const scoreboard = await (await getPage(place.origin, "/")).text();
  for (const { home, away } of items) {
    expect(scoreboard).toContain(home.team?.nickname);
    expect(scoreboard).toContain(away.team?.nickname);
  }
  await until(async () => (await getFeed(place.origin)).consecutiveFailures > 0, "a failed read", 30_000, 50);
  expect((await fetch(`${place.origin}/readyz`)).status).toBe(200);
  expect((await stop(server)).code).toBe(0);

  const after = readStored(place.databasePath);
  expect(after.games).toEqual(before.games);
  expect(after.events).toEqual(before.events);
});

it("started for the first time without a network, says on every page that nothing has been collected", async () => {
  const place = await createPlace();
  await place.serve();
  for (const path of ["/", "/standings", "/teams", "/teams/nfl:ne", "/status", "/wall"]) {
    const answer = await getPage(place.origin, path);
    expect(answer.status, path).toBe(200);
    expect(await answer.text(), path).toMatch(/nothing has been collected/i);
  }
  expect(await getCurrentGames(place.origin)).toMatchObject({ items: [], asOf: null, stale: true, source: null });
});
