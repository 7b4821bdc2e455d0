import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { createDemoSimulation, createSimulatorServer, type Fault, type SimulatorServer } from "../../src/demo/index.ts";
import { createLogger } from "../../src/platform/log.ts";
import { type Running, serve } from "../../src/serve.ts";
import { createFastClock } from "../support/fast-clock.ts";
import { getCurrentGames, getFeed, getPage, listPagePaths, untilCaughtUp } from "../support/pages.ts";
import { readStored } from "../support/stored.ts";
import { until } from "../support/until.ts";

const SECONDS_PER_SECOND = 20;
const clock = createFastClock(SECONDS_PER_SECOND);
const folder = mkdtempSync(join(tmpdir(), "gameroom-faults-"));
const databasePath = join(folder, "gameroom.db");
const slowest: { fault: string; path: string; ms: number }[] = [];
let simulator: SimulatorServer;
let running: Running;
let origin: string;
let pages: string[];

beforeAll(async () => {
  const simulation = createDemoSimulation({ seed: 1, startAt: clock.now(), speed: 1 });
  simulator = await createSimulatorServer({ simulation, clock });
  const config = parseConfig({
    DATABASE_URL: `file:${databasePath}`,
    ESPN_BASE_URL: simulator.url,
    HOST: "127.0.0.1",
    PORT: "0",
    LIVE_INTERVAL_SECONDS: "10",
  });
  running = await serve(config, { clock, log: createLogger("silent") });
  origin = running.listening.url;
  await untilCaughtUp(origin, clock.now);
  pages = await listPagePaths(origin);
});

afterAll(async () => {
  expect(await running.shutdown.run("test")).toBe(true);
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
  for (const { fault, path, ms } of slowest) console.log(`slowest page with ${fault}: ${ms.toFixed(1)} ms (${path})`);
});

/** Asks for every page once. */
async function lookAround(fault: string): Promise<void> {
  for (const path of pages) {
    const before = performance.now();
    const answer = await getPage(origin, path);
    const text = await answer.text();
    const ms = performance.now() - before;
    expect(answer.status, path).toBe(200);
    expect(text, path).toMatch(/\bas of\b/i);
    const known = slowest.find((entry) => entry.fault === fault);
    if (known === undefined) slowest.push({ fault, path, ms });
    else if (ms > known.ms) Object.assign(known, { path, ms });
  }
}

const FAULTS: [string, Fault][] = [
  ["answers that come too late", { kind: "delay", delayMs: 60_000 }],
  ["429 with Retry-After", { kind: "status", status: 429, retryAfterSeconds: 90 }],
  ["500", { kind: "status", status: 500 }],
  ["503 with Retry-After", { kind: "status", status: 503, retryAfterSeconds: 30 }],
  ["a page in place of JSON", { kind: "html" }],
  ["JSON that breaks off", { kind: "truncated" }],
  ["another week", { kind: "wrong-week" }],
  ["connections that are reset", { kind: "reset" }],
  ["no events", { kind: "empty" }],
];

it.each(FAULTS)("a feed with %s leaves the store as it was, the pages up and stale, and heals", async (name, fault) => {
  const week = async () => getCurrentGames(origin);
  await until(async () => !(await week()).stale, "fresh before the fault", 60_000, 50);
  simulator.addFault(fault);
  await until(async () => (await getFeed(origin)).consecutiveFailures > 0, "a failed read", 60_000, 20);
  const before = readStored(databasePath);
  expect(before.games.length).toBeGreaterThan(200);

  await until(
    async () => {
      await lookAround(name);
      return (await week()).stale;
    },
    "stale",
    60_000,
    100,
  );
  const { items } = await week();
  expect(items.filter(({ status }) => status === "in_progress").length).toBeGreaterThan(3);
  const after = readStored(databasePath);
  expect(after.games).toEqual(before.games);
  expect(after.events).toEqual(before.events);
  expect(after.scoreChanges).toEqual(before.scoreChanges);

  simulator.clearFaults();
  await until(async () => !(await week()).stale, "fresh after the fault", 60_000, 50);
  await lookAround(name);
  expect(readStored(databasePath).integrity).toBe("ok");
});
