import { onTestFinished } from "vitest";
import {
  createSimulation,
  createSimulatorServer,
  type Simulation,
  type SimulatorServer,
} from "../../../src/demo/index.ts";
import { createScoresCollector, type ScoresCollector } from "../../../src/modules/scores/index.ts";
import type { Deps } from "../../../src/platform/deps.ts";
import { createHostGates } from "../../../src/platform/jobs/host-gate.ts";
import type { Job } from "../../../src/platform/jobs/runner.ts";
import { createHttpSource } from "../../../src/platform/jobs/source.ts";
import { createFakeClock, type FakeClock } from "../../support/fake-clock.ts";
import { createTestProduct } from "../../support/product.ts";

export interface FeedHarness {
  simulation: Simulation;
  simulator: SimulatorServer;
  clock: FakeClock;
  deps: Deps;
  app: Awaited<ReturnType<typeof createTestProduct>>["app"];
  path: string;
  collector: ScoresCollector;
  /** The job that reads what is due. */
  job: Job;
  /** One round of the collector: everything that is due. Answers when it wants to look again. */
  collect(): Promise<number>;
  /** Rounds until the clock stands at `end`. */
  collectUntil(end: Date): Promise<void>;
  /** An answer of the API as JSON. */
  get<T = Record<string, unknown>>(path: string): Promise<T>;
}

export interface FeedHarnessOptions {
  seed?: number;
  season?: number;
  startAt: Date;
  liveIntervalSeconds?: number;
}

/** The product over a simulated season: real HTTP, a real file, and one clock for both worlds that only moves when told. */
export async function createFeedHarness(options: FeedHarnessOptions): Promise<FeedHarness> {
  const { seed = 3, season = 2026, startAt, liveIntervalSeconds = 30 } = options;
  const clock = createFakeClock(startAt);
  const simulation = createSimulation({ seed, season });
  const simulator = await createSimulatorServer({ simulation, clock });
  onTestFinished(() => simulator.close());
  const env = { ESPN_BASE_URL: simulator.url, LIVE_INTERVAL_SECONDS: String(liveIntervalSeconds) };
  const { app, deps, path } = await createTestProduct({ clock, env, fetch: globalThis.fetch });
  const espn = createHttpSource({
    name: "espn",
    fetch: deps.fetch,
    clock,
    random: deps.random,
    log: deps.log,
    userAgent: "Gameroom/test",
    retries: 0,
    hosts: createHostGates(),
  });
  const collector = createScoresCollector(deps, espn);
  const [job] = collector.jobs;
  if (job === undefined) throw new Error("there is no job");

  const collect = async () => {
    const result = await job.run(new AbortController().signal);
    return result?.nextInMs ?? 60_000;
  };
  return {
    simulation,
    simulator,
    clock,
    deps,
    app,
    path,
    collector,
    job,
    collect,
    async collectUntil(end) {
      while (clock.now() < end) await clock.advance(await collect());
      await collect();
    },
    async get<T>(path: string) {
      const response = await app.request(path);
      if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
  };
}
