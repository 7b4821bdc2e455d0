import { createScoresCollector } from "./modules/scores/index.ts";
import type { Deps } from "./platform/deps.ts";
import { createJobRunner, type JobRunner } from "./platform/jobs/runner.ts";
import { createHttpSource, userAgentOf } from "./platform/jobs/source.ts";
import { VERSION } from "./product.ts";

/** The collectors of all modules, fed by sources with the product's name on them. */
const createCollectors = (deps: Deps) => {
  const espn = createHttpSource({
    name: "espn",
    fetch: deps.fetch,
    clock: deps.clock,
    random: deps.random,
    log: deps.log,
    userAgent: userAgentOf(VERSION),
  });
  return { scores: createScoresCollector(deps, espn) };
};

function createCollector(deps: Deps): JobRunner {
  const { scores } = createCollectors(deps);
  return createJobRunner({ jobs: scores.jobs, deps });
}

/** Starts every module's jobs in this process. */
export function startCollector(deps: Deps): JobRunner {
  const runner = createCollector(deps);
  runner.start();
  return runner;
}

/** Runs every module's jobs once. Exit code 1 when a feed could not be read; 0 when the signal fired before. */
export async function collectOnce(deps: Deps, signal: AbortSignal): Promise<0 | 1> {
  const runner = createCollector(deps);
  signal.addEventListener("abort", () => void runner.stop(), { once: true });
  return (await runner.runOnce()).exitCode;
}

/** Reads every week of a season once. Exit code 1 when a week could not be read or the signal fired before. */
export async function backfill(deps: Deps, season: number, signal: AbortSignal): Promise<0 | 1> {
  const { scores } = createCollectors(deps);
  try {
    const { read, failed } = await scores.backfill(season, signal);
    deps.log.info({ season, read, failed: failed.length }, "season read");
    return failed.length > 0 || signal.aborted ? 1 : 0;
  } catch (error) {
    if (signal.aborted) return 1;
    throw error;
  }
}
