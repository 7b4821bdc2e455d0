// A process that inserts rows as fast as it can and writes each row's number to a file once the insert was acknowledged.
// Arguments: database file, name, log file, client (local or stock), seconds.
import { openSync, writeSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { type Client, createClient } from "@libsql/client";
import { systemClock } from "../../../../src/platform/clock.ts";
import { isBusyError } from "../../../../src/platform/db/errors.ts";
import { openLocalClient } from "../../../../src/platform/db/local-client.ts";
import { createLogger } from "../../../../src/platform/log.ts";
import { systemRandom } from "../../../../src/platform/random.ts";

const [path = "", name = "", logFile = "", kind = "local", seconds = "1"] = process.argv.slice(2);
const CONCURRENCY = 8;
const INSERT = "INSERT INTO acknowledged (writer, number) VALUES (?, ?)";

const log = createLogger("error");
const local =
  kind === "local"
    ? await openLocalClient({ path, synchronous: "full", clock: systemClock, random: systemRandom, log })
    : undefined;
const client: Client = local ?? createClient({ url: `file:${path}` });
const acknowledgements = openSync(logFile, "a");
const delay = monitorEventLoopDelay({ resolution: 1 });
const until = performance.now() + Number(seconds) * 1_000;
let next = 0;
let acknowledged = 0;
let refused = 0;

/** One row by itself, two in a batch, or one in a transaction: all the ways there are. */
async function insert(first: number): Promise<number[]> {
  if (first % 16 === 0) {
    next += 1;
    const second = next;
    await client.batch([
      [INSERT, [name, first]],
      [INSERT, [name, second]],
    ]);
    return [first, second];
  }
  if (first % 32 === 7) {
    const transaction = await client.transaction("write");
    try {
      await transaction.execute({ sql: INSERT, args: [name, first] });
      await transaction.commit();
    } finally {
      transaction.close();
    }
    return [first];
  }
  await client.execute({ sql: INSERT, args: [name, first] });
  return [first];
}

async function work() {
  while (performance.now() < until) {
    next += 1;
    try {
      const numbers = await insert(next);
      writeSync(acknowledgements, numbers.map((number) => `${number}\n`).join(""));
      acknowledged += numbers.length;
    } catch (error) {
      refused += 1;
      // What an application does with the stock client: give the others time and carry on.
      if (!isBusyError(error) && !/SQL statements in progress/.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

delay.enable();
await Promise.all(Array.from({ length: CONCURRENCY }, work));
delay.disable();
const stats = local?.stats();
if (local === undefined) client.close();
else await local.shutdown();
console.log(
  JSON.stringify({
    acknowledged,
    refused,
    delayP99Ms: delay.percentile(99) / 1e6,
    delayMaxMs: delay.max / 1e6,
    busyWaits: stats?.busyWaits ?? 0,
    commits: stats?.commits ?? 0,
    checkpoints: stats?.checkpoints ?? 0,
  }),
);
