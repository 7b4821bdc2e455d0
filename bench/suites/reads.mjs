import { deepStrictEqual } from "node:assert";
import { compare } from "../lib/compare.mjs";
import { measure } from "../lib/load.mjs";
import { startServer } from "../lib/processes.mjs";
import { line, perSecond } from "../lib/table.mjs";

const PATH = "/api/v1/scores/nfl/games?season=2024&seasonType=regular&week=10";
const CONNECTIONS = 32;

/** How often a server answers a request, and how late the slowest hundredth is. */
const reads =
  ({ port }, durationMs, request = {}) =>
  async () => {
    const { requestsPerSecond, p99Ms } = await measure({
      port,
      path: PATH,
      connections: CONNECTIONS,
      durationMs,
      ...request,
    });
    return { rate: requestsPerSecond, p99Ms };
  };

/** Cached answers beside bare node:http that sends the same bytes with the same headers. */
export async function hotReads(file, { rounds, durationMs }) {
  const cases = [
    { name: "plain", headers: {}, target: { atLeast: 0.7 } },
    { name: "brotli", headers: { "accept-encoding": "br" } },
    { name: "304", headers: { "if-none-match": "*" }, status: 304 },
  ];
  const product = await startServer("product", file, "local", "cached");
  const lines = [];
  for (const { name, target, ...request } of cases) {
    const pairs = Object.entries(request.headers).map(([header, value]) => `${header}: ${value}`);
    // The first answer in a coding is made by a thread pool; ask until it is kept.
    await measure({ port: product.port, path: PATH, connections: 1, durationMs: 100, ...request });
    const bare = await startServer("bare", product.url + PATH, ...pairs);
    const { rate, p99Ms, ratio } = await compare(
      { bare: reads(bare, durationMs, request), product: reads(product, durationMs, request) },
      rounds,
    );
    await bare.stop();
    lines.push(
      line(`cached read, ${name}: bare node:http`, { measured: perSecond(rate("bare")), p99Ms: p99Ms("bare") }),
      line(`cached read, ${name}: Gameroom`, {
        measured: perSecond(rate("product")),
        p99Ms: p99Ms("product"),
        value: ratio("product", "bare"),
        target,
      }),
    );
  }
  await product.stop();
  return lines;
}

/** The same route without the response cache, beside two others that answer the same from the same file. */
export async function uncachedReads(file, { rounds, durationMs }) {
  const servers = {
    product: await startServer("product", file, "local", "uncached"),
    stock: await startServer("product", file, "stock", "uncached"),
    fastify: await startServer("fastify", file),
  };
  const answers = await Promise.all(Object.values(servers).map(async ({ url }) => (await fetch(url + PATH)).json()));
  for (const answer of answers) deepStrictEqual(answer, answers[0]);
  for (const server of Object.values(servers)) await reads(server, durationMs)();
  const { rate, p99Ms, ratio } = await compare(
    Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, reads(server, durationMs)])),
    rounds,
  );
  for (const { url } of [servers.product, servers.stock]) await requireNoHits(url);
  for (const server of Object.values(servers)) await server.stop();
  const beside = (name, what, atLeast) =>
    line(`uncached read: ${what}`, {
      measured: perSecond(rate(name)),
      p99Ms: p99Ms(name),
      value: ratio("product", name),
      target: { atLeast },
    });
  return [
    line("uncached read: Gameroom", { measured: perSecond(rate("product")), p99Ms: p99Ms("product") }),
    beside("stock", "Gameroom on @libsql/client", 2.3),
    beside("fastify", "Fastify and better-sqlite3", 0.65),
  ];
}

/** Throws when the response cache answered anything: then it was not the handler that was measured. */
async function requireNoHits(url) {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const hits = /^http_response_cache_lookups_total\{result="hit"\} (\d+)$/m.exec(metrics)?.[1];
  if (hits !== "0") throw new Error(`The response cache gave ${hits} answers that should have been made anew`);
}
