import { describe, expect, it } from "vitest";
import { live } from "../domain/game-factory.ts";
import { KNOWN_CSV } from "./known-games.ts";
import { createScoresApi } from "./scores-api.ts";

const READS = [
  "weeks/current",
  "calendar/2025",
  "games?season=2025",
  "teams",
  "teams/ne",
  "standings",
  "head-to-head?teamA=ne&teamB=kc",
  "feed",
];
const NOON = new Date("2025-11-16T18:30:00Z");

describe("every read", () => {
  it.each(READS)("has an ETag that answers 304 until something is stored: %s", async (path) => {
    const api = await createScoresApi({ now: NOON });
    await api.tell([live(1, "9:00", [0, 0])]);
    const first = await api.request(path);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[^"]+"$/);
    expect(first.headers.get("cache-control")).toBe("no-cache");

    const again = await api.request(path, { "if-none-match": etag });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
    expect((await api.request(path, { "if-none-match": '"other"' })).status).toBe(200);
  });

  it.each(["games?season=2025", "teams/ne"])("has another ETag once a score changed: %s", async (path) => {
    const api = await createScoresApi({ now: NOON });
    await api.tell([live(1, "9:00", [0, 0])]);
    const etag = (await api.request(path)).headers.get("etag") ?? "";
    await api.clock.advance(30_000);
    await api.tell([live(1, "8:30", [7, 0])]);
    const after = await api.request(path, { "if-none-match": etag });
    expect(after.status).toBe(200);
    expect(JSON.stringify(await after.json())).toContain('"score":7');
  });

  it("keeps its ETag when something else is stored", async () => {
    const api = await createScoresApi({ now: NOON });
    await api.importCsv(KNOWN_CSV);
    const etag = (await api.request("games?season=2023")).headers.get("etag") ?? "";
    await api.tell([live(1, "9:00", [0, 0])]);
    expect((await api.request("games?season=2023", { "if-none-match": etag })).status).toBe(304);
  });

  it.each(READS)("answers HEAD as GET but for the body: %s", async (path) => {
    const { app } = await createScoresApi({ now: NOON });
    const get = await app.request(`/api/v1/scores/nfl/${path}`);
    const head = await app.request(`/api/v1/scores/nfl/${path}`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    for (const name of ["etag", "content-type", "cache-control"])
      expect(head.headers.get(name)).toBe(get.headers.get(name));
  });
});
