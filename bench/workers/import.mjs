/* Fills a new file: `node import.mjs FILE [CSV]`. Sends `{games, ms}`, `ms` being what reading and storing the CSV took. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dist } from "../lib/dist.mjs";

const [file, csv] = process.argv.slice(2);
const { backfill } = await dist("collect");
const { compose } = await dist("compose");
const { parseConfig } = await dist("config");
const { createSimulation, createSimulatorServer } = await dist("demo/index");
const { getLeague, importGames, parseGamesCsv } = await dist("modules/scores/index");
const { systemClock } = await dist("platform/clock");

const settings = { DATABASE_URL: `file:${file}`, LOG_LEVEL: "error" };

async function importCsv() {
  const deps = await compose(parseConfig(settings));
  const startedMs = performance.now();
  const text = await readFile(csv, "utf8");
  const league = getLeague("nfl");
  const observations = [];
  for await (const row of parseGamesCsv(league, [text])) if ("observation" in row) observations.push(row.observation);
  const sha256 = createHash("sha256").update(text).digest("hex");
  const { created } = await importGames(deps, { league, format: "nflverse", sha256, observations });
  const ms = performance.now() - startedMs;
  await deps.database.close();
  return { games: created, ms };
}

/** One season from the simulator, for machines without the CSV. */
async function collectSimulated(season) {
  const simulation = createSimulation({ seed: 1, season });
  const simulator = await createSimulatorServer({ simulation, clock: systemClock });
  const deps = await compose(parseConfig({ ...settings, ESPN_BASE_URL: simulator.url }));
  await backfill(deps, season, new AbortController().signal);
  await deps.database.close();
  await simulator.close();
  return { games: simulation.games.length };
}

const result = csv === undefined ? await collectSimulated(2024) : await importCsv();
process.send(result, () => process.exit(0));
