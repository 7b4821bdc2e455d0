import { parseArgs } from "node:util";
import { backfill, createCollector } from "./collect.ts";
import { compose } from "./compose.ts";
import { loadConfig, runOrExplain } from "./entry.ts";
import type { Deps } from "./platform/deps.ts";
import { createShutdown } from "./platform/shutdown.ts";

/** Until a signal comes. */
function runOn(deps: Deps): void {
  const shutdown = createShutdown({ log: deps.log, clock: deps.clock });
  const collector = createCollector(deps);
  collector.start();
  shutdown.add("stop the collector", async ({ budgetMs }) => {
    await collector.stop(budgetMs);
  });
  shutdown.add("close the database", () => deps.database.close());
  shutdown.install(process);
}

/** Everything that is due, once; a signal lets the job at work finish early. */
async function runOnce(deps: Deps, signal: AbortSignal): Promise<0 | 1> {
  const collector = createCollector(deps);
  signal.addEventListener("abort", () => void collector.stop(), { once: true });
  return (await collector.runOnce()).exitCode;
}

await runOrExplain(async () => {
  const { values } = parseArgs({ options: { once: { type: "boolean" }, backfill: { type: "string" } } });
  const season = values.backfill === undefined ? undefined : Number(values.backfill);
  if (season !== undefined && !Number.isInteger(season)) throw new Error("--backfill takes a season, such as 2024");
  const deps = await compose(loadConfig());
  if (season === undefined && values.once !== true) return runOn(deps);

  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  try {
    process.exitCode =
      season === undefined ? await runOnce(deps, stop.signal) : await backfill(deps, season, stop.signal);
  } finally {
    await deps.database.close();
  }
});
