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

/** A runner over every module's jobs, not started. */
export function createCollector(deps: Deps): JobRunner {
  const { scores } = createCollectors(deps);
  return createJobRunner({ jobs: scores.jobs, deps });
}

/** Starts every module's jobs in this process. */
export function startCollector(deps: Deps): JobRunner {
  const runner = createCollector(deps);
  runner.start();
  return runner;
}

/** Reads every week of a season once. Exit code 1 when a week could not be read. */
export async function backfill(deps: Deps, season: number, signal: AbortSignal): Promise<0 | 1> {
  const { failed } = await createCollectors(deps).scores.backfill(season, signal);
  return failed.length > 0 ? 1 : 0;
}
