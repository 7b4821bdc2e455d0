import { rm } from "node:fs/promises";
import type { Config } from "../config.ts";
import { createDemoSimulation, createSimulatorServer } from "../demo/index.ts";
import { systemClock } from "../platform/clock.ts";
import { serve } from "../serve.ts";
import { type Command, UsageError } from "./command.ts";

const DEMO_FILE = "./data/demo.db";
/** Quick enough to see scores move, on a feed that is nobody's but ours. */
const DEMO_INTERVAL_MS = 2_000;
/** A quarter passes in about two minutes. */
const DEMO_SPEED = 20;

const demoConfig = (config: Config, espnBaseUrl: string): Config => ({
  ...config,
  database: { ...config.database, url: `file:${DEMO_FILE}`, syncUrl: undefined },
  collector: { enabled: true, espnBaseUrl, liveIntervalMs: DEMO_INTERVAL_MS },
});

export const demoCommand: Command = {
  name: "demo",
  summary: "Show a simulated Sunday: its own feed, its own database (./data/demo.db), nothing from outside.",
  usage: "demo [--seed N] [--speed N]",
  options: { seed: { type: "string" }, speed: { type: "string" } },
  async run({ config, err }, _args, options) {
    const seed = numberOf(options.seed, "--seed") ?? 1;
    const speed = numberOf(options.speed, "--speed") ?? DEMO_SPEED;
    // Results of an earlier demo would be final for this one's games.
    for (const suffix of ["", "-wal", "-shm"]) await rm(`${DEMO_FILE}${suffix}`, { force: true });
    const simulation = createDemoSimulation({ seed, startAt: systemClock.now(), speed });
    const simulator = await createSimulatorServer({ simulation, clock: systemClock });
    const { listening, shutdown } = await serve(demoConfig(config, simulator.url));
    shutdown.add("stop the simulator", () => simulator.close());
    shutdown.install(process);
    err(
      `The demo runs at http://localhost:${listening.port}, fed by the simulator at ${simulator.url}. Ctrl-C stops it.`,
    );
    return new Promise(() => {});
  },
};

function numberOf(text: unknown, option: string): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new UsageError(`${option} takes a number above 0.`);
  return number;
}
