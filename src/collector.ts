import { parseArgs } from "node:util";
import { backfill, collectOnce, startCollector } from "./collect.ts";
import { UsageError } from "./commands/command.ts";
import { compose } from "./compose.ts";
import type { Config } from "./config.ts";
import { loadConfig, runOrExplain } from "./entry.ts";
import { systemClock } from "./platform/clock.ts";
import { createLogger } from "./platform/log.ts";
import { createShutdown } from "./platform/shutdown.ts";

const USAGE = `Usage: collector [--once | --backfill SEASON]

Reads the feeds into the store until it is stopped; --once reads what is due, --backfill every week of a season.
Exit code 1 when a feed could not be read.`;

/** Until a signal comes. */
async function collectForever(config: Config): Promise<void> {
  const log = createLogger(config.log.level);
  const shutdown = createShutdown({ log, clock: systemClock });
  shutdown.install(process);
  const deps = await compose(config, { log });
  const collector = startCollector(deps);
  shutdown.add("stop the collector", async ({ budgetMs }) => {
    await collector.stop(budgetMs);
  });
  shutdown.add("close the database", () => deps.database.close());
}

/** Until everything is read, or a signal comes. */
async function collectAndEnd(config: Config, season: number | undefined): Promise<0 | 1> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const deps = await compose(config);
  try {
    return await (season === undefined ? collectOnce(deps, stop.signal) : backfill(deps, season, stop.signal));
  } finally {
    await deps.database.close();
  }
}

function readSeason(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{4}$/.test(text)) throw new UsageError(`--backfill takes a season, such as 2024.\n\n${USAGE}`);
  return Number(text);
}

await runOrExplain(async () => {
  const options = { once: { type: "boolean" }, backfill: { type: "string" }, help: { type: "boolean" } } as const;
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(`${USAGE}\n`);
  const season = readSeason(values.backfill);
  const config = loadConfig();
  if (season === undefined && values.once !== true) return collectForever(config);
  process.exitCode = await collectAndEnd(config, season);
});
