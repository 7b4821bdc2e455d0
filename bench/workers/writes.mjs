/*
 * Single inserts that survive a power cut: `node writes.mjs FILE local|stock`. Answers `{writers, durationMs}` with
 * `{rate, p99Ms}`: so many writers, each with one statement under way at a time.
 */
import { createClient } from "@libsql/client";
import { dist } from "../lib/dist.mjs";

const [file, kind] = process.argv.slice(2);
const { systemClock: clock } = await dist("platform/clock");
const { openLocalClient } = await dist("platform/db/local-client");
const { createLogger } = await dist("platform/log");
const { systemRandom: random } = await dist("platform/random");

const client =
  kind === "local"
    ? await openLocalClient({ path: file, synchronous: "full", clock, random, log: createLogger("error") })
    : createClient({ url: `file:${file}` });
// The stock client leaves a file in the journal mode it has; FULL is SQLite's own default.
if (kind === "stock") await client.execute("PRAGMA journal_mode = WAL");
await client.execute(
  "CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, writer INTEGER, at INTEGER, body TEXT)",
);

const BODY = "x".repeat(100);

async function measure({ writers, durationMs }) {
  const latencies = [];
  const startedMs = performance.now();
  const write = async (writer) => {
    let beganMs = performance.now();
    // Looks at the clock instead of waiting for a timer: the stock client never gives timers a turn.
    while (beganMs - startedMs < durationMs) {
      const args = [writer, beganMs, BODY];
      await client.execute({ sql: "INSERT INTO notes (writer, at, body) VALUES (?, ?, ?)", args });
      const endedMs = performance.now();
      latencies.push(endedMs - beganMs);
      beganMs = endedMs;
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  const seconds = (performance.now() - startedMs) / 1_000;
  latencies.sort((a, b) => a - b);
  return { rate: latencies.length / seconds, p99Ms: latencies[Math.floor(latencies.length * 0.99)] };
}

process.on("message", async (message) => process.send(await measure(message)));
process.send("ready");
