import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { createDemoSimulation, createSimulatorServer } from "../demo/index.ts";
import { systemClock } from "../platform/clock.ts";
import { createLogger } from "../platform/log.ts";
import { createShutdown } from "../platform/shutdown.ts";
import { serve } from "../serve.ts";
import { type Command, UsageError } from "./command.ts";

/** Quick enough to see scores move, on a feed that is nobody's but ours. */
const DEMO_INTERVAL_MS = 2_000;
/** A quarter passes in about two minutes. */
const DEMO_SPEED = 20;

export const demoCommand: Command = {
  name: "demo",
  summary: "Show a simulated Sunday: its own feed, its own database for as long as it runs, nothing from outside.",
  usage: "demo [--seed N] [--speed N]",
  options: { seed: { type: "string" }, speed: { type: "string" } },
  async run({ config, err }, _args, options) {
    const seed = numberOf(options.seed, "--seed") ?? 1;
    const speed = numberOf(options.speed, "--speed") ?? DEMO_SPEED;
    const log = createLogger(quieter(config.log.level));
    const shutdown = createShutdown({ log, clock: systemClock });
    shutdown.install(process);
    const folder = temporaryFolder();
    const simulation = createDemoSimulation({ seed, startAt: systemClock.now(), speed });
    const simulator = await createSimulatorServer({ simulation, clock: systemClock });
    try {
      const { listening } = await serve(demoConfig(config, simulator.url, folder), { log, shutdown });
      shutdown.add("stop the simulator", () => simulator.close());
      err(
        `The demo runs at http://localhost:${listening.port}, fed by the simulator at ${simulator.url}. Ctrl-C stops it.`,
      );
    } catch (error) {
      await simulator.close();
      throw error;
    }
    return new Promise(() => {});
  },
};

const demoConfig = (config: Config, espnBaseUrl: string, folder: string): Config => ({
  ...config,
  database: { ...config.database, url: `file:${encodeURI(join(folder, "demo.db"))}`, syncUrl: undefined },
  collector: { enabled: true, espnBaseUrl, liveIntervalMs: DEMO_INTERVAL_MS },
});

/** A folder of this demo's own, gone when the process ends: two demos never share a file. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "gameroom-demo-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** At the usual level the address of the demo would be lost among lines of requests. */
const quieter = (level: Config["log"]["level"]): Config["log"]["level"] => (level === "info" ? "warn" : level);

function numberOf(text: unknown, option: string): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new UsageError(`${option} takes a number above 0.`);
  return number;
}
