/* One server of the comparison, in a process of its own: `bare`, `hot` (the hot path) or `hono` (the same without it). */
import { createServer } from "node:http";
import { Hono } from "hono";

const platform = (name) => import(new URL(`../../dist/platform/${name}.js`, import.meta.url));
const [kind] = process.argv.slice(2);

const { cached } = await platform("http/cached");
const { createHttpCore } = await platform("http/core");
const { listen } = await platform("http/listen");
const { createMiddleware } = await platform("http/middleware");
const { systemClock } = await platform("clock");
const { systemRandom } = await platform("random");
const { createLogger } = await platform("log");

const games = Array.from({ length: 16 }, (_, i) => ({
  id: `game_${i}`,
  week: 11,
  home: { team: "KC", score: 20 + i },
  away: { team: "BUF", score: 17 + i },
  status: "final",
  startsAt: "2026-11-15T18:00:00Z",
}));

const core = createHttpCore({
  log: createLogger("info"),
  clock: systemClock,
  random: systemRandom,
  cors: { origins: ["https://front.example"], paths: ["/api/"] },
  dataVersion: () => "1",
});
const app = new Hono();
app.use("*", ...createMiddleware(core));
app.get("/api/v1/games", cached(), (c) => c.json({ items: games, nextCursor: null, asOf: "2026-11-20T18:00:00Z" }));

const { port } = await listen({ app, core, port: 0, host: "127.0.0.1", hotPath: kind === "hot" });
if (kind === "bare") process.send(await startBare(port));
else process.send(port);

/** Sends exactly what our server sends, learnt by asking it once for each case; a case has an address of its own. */
async function startBare(from) {
  const identity = await rawAnswer(from, {});
  const br = await rawAnswer(from, { "accept-encoding": "gzip, deflate, br" });
  const notModified = await rawAnswer(from, { "if-none-match": "*" });
  const server = createServer((request, response) => {
    const answer = request.url === "/br" ? br : request.url === "/304" ? notModified : identity;
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.address().port)));
}

async function rawAnswer(from, headers) {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    request({ port: from, host: "127.0.0.1", path: "/api/v1/games", headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        const own = [];
        for (let i = 0; i < response.rawHeaders.length; i += 2) {
          const name = response.rawHeaders[i];
          if (!/^(?:date|connection|keep-alive)$/i.test(name)) own.push(name, response.rawHeaders[i + 1]);
        }
        const body = chunks.length === 0 ? undefined : Buffer.concat(chunks);
        resolve({ status: response.statusCode, headers: own, body });
      });
    })
      .on("error", reject)
      .end();
  });
}
