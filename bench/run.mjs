/*
 * One table of what Gameroom does beside others, measured in one run on one machine. README.md says how to read it.
 *
 *   node bench/run.mjs [--rounds 5] [--ms 1500] [hot] [uncached] [start] [writes]
 */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { requireBuild } from "./lib/dist.mjs";
import { median } from "./lib/load.mjs";
import { runWorker } from "./lib/processes.mjs";
import { line, perSecond, printTable } from "./lib/table.mjs";
import { hotReads, uncachedReads } from "./suites/reads.mjs";
import { start } from "./suites/start.mjs";
import { writes } from "./suites/writes.mjs";

const CSV = fileURLToPath(new URL("../../shared/data/nfl/games.csv", import.meta.url));
// On the disk of the repository: a temporary directory may be in memory, where FULL costs nothing.
const DIRECTORY = fileURLToPath(new URL("./data", import.meta.url));
const IMPORTS = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "5" }, ms: { type: "string", default: "1500" } },
});
const options = { rounds: Number(values.rounds), durationMs: Number(values.ms) };
const SUITES = {
  hot: (file) => hotReads(file, options),
  uncached: (file) => uncachedReads(file, options),
  start: (file) => start(file, options),
  writes: () => writes(DIRECTORY, options),
};
const chosen = positionals.length === 0 ? Object.keys(SUITES) : positionals;

requireBuild();
rmSync(DIRECTORY, { recursive: true, force: true });
mkdirSync(DIRECTORY);
console.log(
  `Node ${process.version}, ${availableParallelism()} x ${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(1)}`,
);
try {
  const { file, lines } = await fill();
  for (const name of chosen) {
    if (SUITES[name] === undefined) throw new Error(`There is no ${name}: ${Object.keys(SUITES).join(", ")}`);
    console.error(`measuring: ${name}`);
    lines.push(...(await SUITES[name](file)));
  }
  console.log(
    `${options.rounds} rounds of ${options.durationMs} ms each, load ${loadavg()[0].toFixed(1)} at the end\n`,
  );
  printTable(lines);
  process.exitCode = lines.some(({ met }) => met === false) ? 1 : 0;
} finally {
  rmSync(DIRECTORY, { recursive: true, force: true });
}

/** A file with everything that there is to import, and how long that took. */
async function fill() {
  const fileOf = (run) => join(DIRECTORY, `games-${run}.db`);
  if (!existsSync(CSV)) {
    console.log(
      "../shared/data/nfl/games.csv is not there: one simulated season takes its place, and no import is measured.",
    );
    await runWorker("import", fileOf(0));
    return { file: fileOf(0), lines: [] };
  }
  const runs = [];
  for (let run = 0; run < IMPORTS; run++) runs.push(await runWorker("import", fileOf(run), CSV));
  const ms = median(runs.map((run) => run.ms));
  const { games } = runs[0];
  return {
    file: fileOf(0),
    lines: [line(`import of ${games} games`, { measured: `${Math.round(ms)} ms, ${perSecond((games / ms) * 1_000)}` })],
  };
}
