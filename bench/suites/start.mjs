import { get } from "node:http";
import { dist, SERVER } from "../lib/dist.mjs";
import { median } from "../lib/load.mjs";
import { freePort, residentMegabytes, startEntry } from "../lib/processes.mjs";
import { line } from "../lib/table.mjs";

const PATH = "/api/v1/scores/nfl/games?season=2024&seasonType=regular&week=10";
const POLL_MS = 4;
const IDLE_AFTER_MS = 6_000;

/**
 * From spawning `node dist/server.js` on a filled file to its first answer, and what it holds in memory when idle. The
 * collector is on, as it is by default; a first start that does not count lets it catch up with its feed.
 */
export async function start(file, { rounds }) {
  const runs = [];
  const feed = await startFeed();
  for (let round = 0; round <= rounds; round++) {
    const port = await freePort();
    const startedMs = performance.now();
    const server = startEntry(SERVER, {
      DATABASE_URL: `file:${file}`,
      HOST: "127.0.0.1",
      PORT: String(port),
      ESPN_BASE_URL: feed.url,
      LOG_LEVEL: "error",
    });
    await firstAnswer(port);
    const ms = performance.now() - startedMs;
    await sleep(IDLE_AFTER_MS);
    if (round > 0) runs.push({ ms, megabytes: residentMegabytes(server.pid) });
    await server.stop();
  }
  await feed.close();
  const ms = median(runs.map((run) => run.ms));
  const megabytes = median(runs.map((run) => run.megabytes));
  const milliseconds = (value) => `${Math.round(value)} ms`;
  return [
    line("start: first answer after spawn", {
      measured: milliseconds(ms),
      value: ms,
      format: milliseconds,
      target: { atMost: 400 },
    }),
    line("start: resident memory when idle", {
      measured: `${Math.round(megabytes)} MB`,
      value: megabytes,
      format: (value) => `${Math.round(value)} MB`,
      target: { atMost: 120 },
    }),
  ];
}

/** The season that is on, simulated. */
async function startFeed() {
  const { createSimulation, createSimulatorServer } = await dist("demo/index");
  const { seasonOf } = await dist("modules/scores/domain/season");
  const { getLeague } = await dist("modules/scores/index");
  const { systemClock: clock } = await dist("platform/clock");
  const season = seasonOf(getLeague("nfl"), clock.now());
  return createSimulatorServer({ simulation: createSimulation({ seed: 1, season }), clock });
}

async function firstAnswer(port) {
  while (!(await answers(port))) await sleep(POLL_MS);
}

const answers = (port) =>
  new Promise((resolve) => {
    get({ host: "127.0.0.1", port, path: PATH }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode === 200));
    }).on("error", () => resolve(false));
  });

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
