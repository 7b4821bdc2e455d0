/*
 * A load generator: keep-alive connections over raw sockets, one request at a time on each, answers counted by
 * Content-Length. Runs in a process of its own so that it does not share the event loop of what it measures.
 *
 *   import { measure } from "./lib/load.mjs";
 *   const { requestsPerSecond, p50Ms, p99Ms } = await measure({ port, path: "/", connections: 32, durationMs: 2000 });
 */
import { fork } from "node:child_process";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";

/** Runs one round in a child process. `headers` is an object; every answer must have `status` (default 200) or the round fails. */
export function measure(options) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    child.once("message", (result) => (result.error === undefined ? resolve(result) : reject(new Error(result.error))));
    child.once("error", reject);
    child.once("exit", (code) => code !== 0 && reject(new Error(`load generator exited with ${code}`)));
    child.send(options);
  });
}

/** Middle value; the mean of the two middle ones of an even number. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function request({ path, headers = {}, method = "GET" }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines.join("")}\r\n`);
}

async function run({ port, connections = 32, durationMs = 2_000, warmUpMs = 300, status = 200, ...what }) {
  const bytes = request(what);
  const expected = Buffer.from(`HTTP/1.1 ${status} `);
  const hasBody = what.method !== "HEAD" && status !== 204 && status !== 304;
  const latencies = [];
  let counting = false;
  let stopped = false;

  const client = () =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true }, send);
      let sentAt = 0;
      let head = Buffer.alloc(0);
      let missing = -1;
      function send() {
        head = Buffer.alloc(0);
        missing = -1;
        sentAt = performance.now();
        socket.write(bytes);
      }
      socket.on("error", reject);
      socket.on("close", () => (stopped ? resolve() : reject(new Error("the server closed a connection"))));
      socket.on("data", (chunk) => {
        if (missing === -1) {
          head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
          const end = head.indexOf("\r\n\r\n");
          if (end === -1) return;
          if (head.compare(expected, 0, expected.length, 0, expected.length) !== 0) {
            reject(new Error(`unexpected answer: ${head.subarray(0, 60).toString("latin1")}`));
            return;
          }
          missing = (hasBody ? contentLength(head.subarray(0, end)) : 0) - (head.length - end - 4);
        } else missing -= chunk.length;
        if (missing > 0) return;
        if (counting) latencies.push(performance.now() - sentAt);
        if (stopped) socket.end();
        else send();
      });
    });

  const clients = Promise.all(Array.from({ length: connections }, client));
  await Promise.race([clients, wait(warmUpMs)]);
  counting = true;
  const startedAt = performance.now();
  await Promise.race([clients, wait(durationMs)]);
  counting = false;
  const seconds = (performance.now() - startedAt) / 1_000;
  stopped = true;
  await clients;
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
  return {
    requests: latencies.length,
    requestsPerSecond: latencies.length / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}

function contentLength(head) {
  const match = /\r\ncontent-length: *(\d+)/i.exec(head.toString("latin1"));
  if (match === null) throw new Error("an answer has no Content-Length");
  return Number(match[1]);
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  process.once("message", (options) => {
    run(options)
      .catch((error) => ({ error: String(error?.message ?? error) }))
      .then((result) => process.send(result, () => process.exit(0)));
  });
}
