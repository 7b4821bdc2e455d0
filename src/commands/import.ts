import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { compose } from "../compose.ts";
import { getLeague, importGames, NFLVERSE_ATTRIBUTION, parseGamesCsv } from "../modules/scores/index.ts";
import { systemClock } from "../platform/clock.ts";
import { AppError, messageOf } from "../platform/errors.ts";
import { createHttpSource, userAgentOf } from "../platform/jobs/source.ts";
import { createLogger } from "../platform/log.ts";
import { systemRandom } from "../platform/random.ts";
import { VERSION } from "../product.ts";
import { type Command, type CommandContext, UsageError } from "./command.ts";
import { createProgress } from "./progress.ts";

async function readText(location: string, { config, signal }: CommandContext): Promise<string> {
  if (!/^https?:\/\//i.test(location)) return readFile(location, "utf8").catch(refuseFile);
  const source = createHttpSource({
    name: "import",
    fetch: globalThis.fetch,
    clock: systemClock,
    random: systemRandom,
    log: createLogger(config.log.level),
    userAgent: userAgentOf(VERSION),
    timeoutMs: 60_000,
    budgetMs: 120_000,
    maxBytes: 64 * 1_048_576,
  });
  const result = await source.request(location, { accept: "text", signal });
  if (result.outcome !== "ok")
    throw new AppError(
      "upstream-failed",
      `The file could not be fetched: ${"error" in result ? result.error : result.outcome}.`,
    );
  return result.text;
}

const refuseFile = (error: unknown): never => {
  throw new UsageError(`The file cannot be read: ${messageOf(error)}`);
};

export const importCommand: Command = {
  name: "import",
  summary: "Load past seasons from nflverse's games.csv. Goes on where it was stopped; a second run changes nothing.",
  usage: "import nflverse FILE|URL",
  async run(context, args) {
    const [format, location] = args;
    if (format !== "nflverse" || location === undefined)
      throw new UsageError("What is to be imported: import nflverse FILE|URL");
    const league = getLeague("nfl");
    const text = await readText(location, context);
    const observations = [];
    const faults = [];
    for await (const row of parseGamesCsv(league, [text])) {
      if ("observation" in row) observations.push(row.observation);
      else faults.push(row);
    }
    const deps = await compose(context.config);
    const progress = createProgress(context, "games");
    try {
      const report = await importGames(deps, {
        league,
        format,
        sha256: createHash("sha256").update(text).digest("hex"),
        observations,
        onProgress: progress.update,
        signal: context.signal,
      });
      progress.end();
      for (const { line, reason } of faults.slice(0, 20)) context.err(`line ${line}: ${reason}`);
      context.out(JSON.stringify({ ...report, unreadable: faults.length }, null, 2));
      context.err(NFLVERSE_ATTRIBUTION);
      return report.finished ? 0 : 1;
    } finally {
      await deps.database.close();
    }
  },
};
