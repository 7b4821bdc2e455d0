/*
 * How long pages take while the feed fails: the built server in a process of its own, the simulated feed in this one,
 * and every kind of fault in turn. Run `npm run build` first.
 *
 *   node bench/faults.mjs [--seconds 5]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "5" } } });
const root = fileURLToPath(new URL("..", import.meta.url));
const { createDemoSimulation, createSimulatorServer } = await import(join(root, "dist/demo/index.js"));
const { systemClock } = await import(join(root, "dist/platform/clock.js"));

const FAULTS = [
  ["none", undefined],
  ["late by 8 s", { kind: "delay", delayMs: 8_000 }],
  ["429, Retry-After 5", { kind: "status", status: 429, retryAfterSeconds: 5 }],
  ["503", { kind: "status", status: 503 }],
  ["HTML with 200", { kind: "html" }],
  ["truncated JSON", { kind: "truncated" }],
  ["another week", { kind: "wrong-week" }],
  ["reset", { kind: "reset" }],
  ["no events", { kind: "empty" }],
];

const folder = mkdtempSync(join(tmpdir(), "gameroom-bench-"));
const simulation = createDemoSimulation({ seed: 1, startAt: new Date(), speed: 20 });
const simulator = await createSimulatorServer({ simulation, clock: systemClock });
const server = spawn(process.execPath, [join(root, "dist/server.js")], {
  env: {
    PATH: process.env.PATH,
    HOST: "127.0.0.1",
    PORT: "0",
    DATABASE_URL: `file:${join(folder, "gameroom.db")}`,
    ESPN_BASE_URL: simulator.url,
    LIVE_INTERVAL_SECONDS: "1",
  },
  stdio: ["ignore", "ignore", "pipe"],
});

/** The address in the server's log; the rest of the log is read and dropped. */
function addressOf(log) {
  return new Promise((resolve) => {
    let text = "";
    log.setEncoding("utf8").on("data", (chunk) => {
      if (text === undefined) return;
      text += chunk;
      const url = /"url":"(http:[^"]+)".*"msg":"serving"/.exec(text)?.[1];
      if (url === undefined) return;
      text = undefined;
      resolve(url);
    });
  });
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const origin = await addressOf(server.stderr);
const api = async (path) => (await fetch(`${origin}/api/v1/scores/nfl${path}`)).json();

async function untilCaughtUp() {
  for (;;) {
    const { nextDueAt, games } = await api("/feed");
    if (games.stored > 0 && nextDueAt !== null && Date.parse(nextDueAt) > Date.now()) return;
    await wait(100);
  }
}

async function pagePaths() {
  const { season, seasonType, week } = await api("/weeks/current");
  const { items } = await api(`/games?season=${season}&seasonType=${seasonType}&week=${week}`);
  const game = items.find(({ status }) => status === "in_progress");
  const teams = `teamA=${game.home.team.id}&teamB=${game.away.team.id}`;
  const club = `/teams/${game.home.team.id}`;
  return ["/", "/standings", "/teams", club, `/games/${game.id}`, `/compare?${teams}`, "/status", "/wall"];
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

try {
  await untilCaughtUp();
  const paths = await pagePaths();
  // Compiled code, not its compilation, is what a server that runs for weeks is made of.
  for (let round = 0; round < 30; round++) for (const path of paths) await (await fetch(origin + path)).text();

  console.log(`${"fault".padEnd(20)} ${"pages".padStart(6)} ${"p50".padStart(9)} ${"p99".padStart(9)} slowest`);
  for (const [name, fault] of FAULTS) {
    simulator.clearFaults();
    if (fault !== undefined) simulator.addFault(fault);
    const answers = [];
    const end = performance.now() + Number(values.seconds) * 1_000;
    for (let index = 0; performance.now() < end; index++) {
      const path = paths[index % paths.length];
      const before = performance.now();
      const response = await fetch(origin + path, { headers: { accept: "text/html" } });
      await response.text();
      const ms = performance.now() - before;
      if (response.status !== 200) throw new Error(`${path} answered ${response.status} with ${name}`);
      answers.push({ path, ms });
      await wait(10);
    }
    answers.sort((a, b) => a.ms - b.ms);
    const ms = (share) => `${at(answers, share).ms.toFixed(1)} ms`.padStart(9);
    const { path } = answers.at(-1);
    console.log(`${name.padEnd(20)} ${String(answers.length).padStart(6)} ${ms(0.5)} ${ms(0.99)} ${ms(1)} (${path})`);
  }
} finally {
  server.kill("SIGTERM");
  await once(server, "exit");
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
}
