import { describe, expect, it } from "vitest";
import type { GameList } from "../src/modules/scores/scores.schemas.ts";
import { createOpenApiDocument } from "../src/platform/http/openapi.ts";
import type { Scope } from "../src/platform/http/scopes.ts";
import { API_INFO } from "../src/product.ts";
import { KNOWN_CSV } from "./scores/api/known-games.ts";
import { createScoresApi } from "./scores/api/scores-api.ts";
import { createTestProduct } from "./support/product.ts";
import { addressOf, openApiPath, routesOf } from "./support/routes.ts";

/** Pages that show collected data. */
const DATA_PAGES = [
  "GET /",
  "GET /standings",
  "GET /teams",
  "GET /teams/:team",
  "GET /games/:id{game_[0-9a-z]+}",
  "GET /compare",
  "GET /wall",
  "GET /status",
];
/** Pages, files and forms without data: open in a house that has closed its reads, too. */
const OPEN_PAGES = [
  "GET /favicon.svg",
  "GET /problems",
  "GET /problems/:code",
  "GET /docs",
  "GET /openapi.json",
  "POST /preferences",
  "POST /sign-in",
  "POST /sign-out",
];
/** The rest that is open without a token: what orchestrators and Prometheus ask, and what the old API offers. */
const OPEN_OPERATIONS = ["getHealth", "getReadiness", "getMetrics", "getLightScoreService"];

/** What a route needs to be answered with data. */
const QUERIES: Record<string, string> = {
  getHeadToHead: "?teamA=ne&teamB=kc",
  navigateLightScore: "?year=2023&week=1&seasonType=2&direction=next",
};

async function readRoutes() {
  const { app } = await createTestProduct();
  const { paths } = (await createOpenApiDocument(app, API_INFO)) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  return routesOf(app).map((route) => ({
    ...route,
    operationId: paths[openApiPath(route.pattern)]?.[route.method.toLowerCase()]?.operationId,
  }));
}

describe("every route", () => {
  it("is an operation of the API that is described, or a page that is listed here", async () => {
    const routes = await readRoutes();
    const pages = routes.filter(({ operationId }) => operationId === undefined).map(({ name }) => name);
    const both = ["GET /", "GET /standings", "GET /teams"];
    expect(pages.sort()).toEqual([...DATA_PAGES, ...OPEN_PAGES].filter((name) => !both.includes(name)).sort());
    expect(routes.length).toBeGreaterThan(35);
  });
});

describe("a house that has closed its reads", () => {
  async function createClosedHouse() {
    const api = await createScoresApi({ now: new Date("2026-09-01T12:00:00Z"), env: { PUBLIC_READS: "false" } });
    await api.importCsv(KNOWN_CSV);
    const tokenWith = async (...scopes: Scope[]) => {
      const { text } = await api.tokens.create({ name: "test", scopes }, { actor: "test" });
      return { authorization: `Bearer ${text}` };
    };
    const read = await tokenWith("read");
    const list = await api.request("games?season=2023&limit=1", read);
    const [game] = ((await list.json()) as GameList).items;
    const values: Record<string, string> = {
      league: "nfl",
      season: "2023",
      team: "ne",
      code: "internal",
      id: game?.id ?? "",
    };
    const ask = async (route: { method: string; pattern: string }, query: string, headers: Record<string, string>) => {
      const path = addressOf(route.pattern, (name) => values[name] ?? "") + query;
      const answer = await api.app.request(path, { method: route.method, headers });
      await answer.body?.cancel();
      return answer;
    };
    return { ask, read, tokenWith };
  }

  it("answers 401 to whoever has no token, on every address with data, and serves whoever may read", async () => {
    const { ask, read } = await createClosedHouse();
    let closed = 0;
    for (const route of await readRoutes()) {
      const { name, operationId = "" } = route;
      if (name.includes("/api/v1/tokens") || OPEN_PAGES.includes(name)) continue;
      const kinds = OPEN_OPERATIONS.includes(operationId) ? [] : ["application/json"];
      if (DATA_PAGES.includes(name)) kinds.push("text/html");
      if (DATA_PAGES.includes(name) && operationId === "") kinds.shift();
      for (const accept of kinds) {
        closed += 1;
        const query = QUERIES[operationId] ?? "";
        const refused = await ask(route, query, { accept });
        expect([refused.status, refused.headers.get("cache-control")], `${name} ${accept}`).toEqual([401, "no-store"]);
        expect(refused.headers.get("www-authenticate"), name).toMatch(/^Bearer /);
        expect((await ask(route, query, { accept, ...read })).status, `${name} ${accept}`).toBe(200);
        // What was made for one reader must not be shown to the next.
        expect((await ask(route, query, { accept })).status, `${name} ${accept}`).toBe(401);
        expect((await ask(route, query, { accept, authorization: "Bearer wrong" })).status, name).toBe(401);
      }
    }
    expect(closed).toBeGreaterThan(24);
  });

  it("leaves open what has no data: the state of the process, what the API is, and how to sign in", async () => {
    const { ask } = await createClosedHouse();
    for (const route of await readRoutes()) {
      const open = OPEN_PAGES.includes(route.name) || OPEN_OPERATIONS.includes(route.operationId ?? "");
      if (!open || route.name === "POST /sign-in") continue;
      const { status } = await ask(route, "", { accept: "application/json" });
      expect([200, 303], route.name).toContain(status);
    }
  });

  it("keeps tokens to their owner, who needs more than to read", async () => {
    const { ask, read, tokenWith } = await createClosedHouse();
    const admin = await tokenWith("admin");
    for (const route of (await readRoutes()).filter(({ pattern }) => pattern.startsWith("/api/v1/tokens"))) {
      const headers = { "content-type": "application/json" };
      expect((await ask(route, "", headers)).status, route.name).toBe(401);
      const own = route.operationId === "getCurrentToken";
      expect((await ask(route, "", { ...headers, ...read })).status, route.name).toBe(own ? 200 : 403);
      expect([401, 403], route.name).not.toContain((await ask(route, "", { ...headers, ...admin })).status);
    }
  });
});
