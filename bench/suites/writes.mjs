import { join } from "node:path";
import { compare } from "../lib/compare.mjs";
import { startWorker } from "../lib/processes.mjs";
import { line, perSecond } from "../lib/table.mjs";

/** Single inserts at `synchronous = FULL`, by how many writers there are. */
export async function writes(directory, { rounds, durationMs }) {
  const workers = {
    local: await startWorker("writes", join(directory, "writes-local.db"), "local"),
    stock: await startWorker("writes", join(directory, "writes-stock.db"), "stock"),
  };
  const lines = [];
  for (const writers of [1, 10, 100]) {
    const ask = (worker) => () => worker.ask({ writers, durationMs });
    const { rate, p99Ms, ratio } = await compare({ local: ask(workers.local), stock: ask(workers.stock) }, rounds);
    const of = writers === 1 ? "1 writer" : `${writers} writers`;
    lines.push(
      line(`inserts, ${of}: Gameroom's client`, { measured: perSecond(rate("local")), p99Ms: p99Ms("local") }),
      line(`inserts, ${of}: @libsql/client`, {
        measured: perSecond(rate("stock")),
        p99Ms: p99Ms("stock"),
        value: ratio("local", "stock"),
      }),
    );
  }
  for (const worker of Object.values(workers)) await worker.stop();
  return lines;
}
