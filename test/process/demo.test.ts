import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { createPlace, firstAnswer, type Place, stop } from "../support/built.ts";
import { getCurrentGames, getPage } from "../support/pages.ts";
import { until } from "../support/until.ts";

const leftovers = (place: Place) => readdirSync(place.folder).filter((name) => name.startsWith("gameroom-demo-"));

const scores = async (place: Place) =>
  (await getCurrentGames(place.origin)).items.map(({ away, home }) => `${away.score}:${home.score}`).join(" ");

it("shows a Sunday in progress within 10 s, moves, and leaves nothing behind", async () => {
  const place = await createPlace();
  const before = performance.now();
  const demo = place.start("cli.js", "demo");
  await firstAnswer(`${place.origin}/healthz`, demo);
  const live = async () =>
    (await getCurrentGames(place.origin)).items.filter(({ status }) => status === "in_progress").length;
  await until(async () => (await live()) > 3, "games in progress", 20_000, 20);
  const tookMs = performance.now() - before;
  console.log(`games in progress after ${Math.round(tookMs)} ms`);
  expect(tookMs).toBeLessThan(10_000);
  expect(demo.stderr()).toContain(`http://localhost:${place.env.PORT}`);
  const page = await getPage(place.origin, "/");
  expect(await page.text()).toMatch(/data-state="live"/);
  const first = await scores(place);
  await until(async () => (await scores(place)) !== first, "a score", 60_000, 100);

  const feedUrl = /simulator at (http:\S+)\./.exec(demo.stderr())?.[1];
  expect((await fetch(`${feedUrl}/_simulator/state`)).status).toBe(200);
  expect(leftovers(place)).toHaveLength(1);
  const { code, tookMs: stopMs } = await stop(demo, "SIGINT");
  expect(code, demo.stderr()).toBe(0);
  expect(stopMs).toBeLessThan(10_000);
  expect(leftovers(place)).toEqual([]);
  await expect(fetch(`${feedUrl}/_simulator/state`)).rejects.toThrow();
});

it("a second one on the same port says so and ends, and the first goes on", async () => {
  const place = await createPlace();
  const demo = place.start("cli.js", "demo");
  await firstAnswer(`${place.origin}/healthz`, demo);
  const second = await place.run("cli.js", "demo");
  expect(second.code).toBe(1);
  expect(second.stderr).toContain(`Port ${place.env.PORT} is taken`);
  expect(second.stderr).not.toMatch(/^\s+at /m);
  await until(async () => (await getCurrentGames(place.origin)).items.length > 10, "the week", 20_000, 50);
  expect(demo.stderr()).not.toMatch(/"level":(50|60)/);
  expect((await stop(demo, "SIGINT")).code).toBe(0);
  expect(leftovers(place)).toEqual([]);
});
