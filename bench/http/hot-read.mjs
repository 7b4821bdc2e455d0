/*
 * What a cached read costs beside bare node:http that sends the same bytes. Each server has a process of its own; rounds
 * alternate and medians count. Needs the built server: `npm run build && node bench/http/hot-read.mjs [rounds] [ms]`.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { measure, median } from "../lib/load.mjs";

const SERVERS = ["bare", "hot", "hono"];
const server = fileURLToPath(new URL("./servers.mjs", import.meta.url));

async function start(kind) {
  const child = fork(server, [kind]);
  const port = await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => reject(new Error(`${kind} exited with ${code}`)));
  });
  return { kind, port, stop: () => child.kill() };
}

const rounds = Number(process.argv[2] ?? 5);
const durationMs = Number(process.argv[3] ?? 2_000);
const servers = await Promise.all(SERVERS.map(start));
const CASES = [
  { name: "identity", headers: {} },
  { name: "br", headers: { "Accept-Encoding": "gzip, deflate, br" } },
  { name: "304", headers: { "If-None-Match": "*" }, status: 304 },
];
try {
  for (const { name, ...request } of CASES) {
    const results = new Map(SERVERS.map((kind) => [kind, []]));
    for (let round = 0; round < rounds; round++) {
      for (const { kind, port } of servers) {
        const path = kind === "bare" ? `/${name}` : "/api/v1/games";
        results.get(kind).push(await measure({ port, path, connections: 32, durationMs, ...request }));
      }
    }
    const rate = (kind) => median(results.get(kind).map(({ requestsPerSecond }) => requestsPerSecond));
    const latency = (kind) => median(results.get(kind).map(({ p99Ms }) => p99Ms));
    for (const kind of SERVERS) {
      const share = (rate(kind) / rate("bare")).toFixed(2);
      console.log(
        `${name.padEnd(9)} ${kind.padEnd(5)} ${Math.round(rate(kind))} req/s  p99 ${latency(kind).toFixed(2)} ms  ${share}x bare`,
      );
    }
  }
} finally {
  for (const { stop } of servers) stop();
}
