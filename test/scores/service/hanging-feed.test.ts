import { describe, expect, it } from "vitest";
import { createTestProduct } from "../../support/product.ts";
import { addressOf, routesOf } from "../../support/routes.ts";
import { until } from "../../support/until.ts";
import { KNOWN_CSV } from "../api/known-games.ts";
import { importCsv } from "../api/scores-api.ts";
import { createFeedHarness } from "./feed-harness.ts";

const VALUES: Record<string, string> = { league: "nfl", season: "2026", team: "ne", code: "internal", id: "game_0" };
const QUERY = "?teamA=ne&teamB=kc";

/** Asks every GET route in turn; gives the slowest answer in milliseconds. */
async function askEverything(app: Awaited<ReturnType<typeof createTestProduct>>["app"]): Promise<number> {
  let slowestMs = 0;
  for (const { pattern } of routesOf(app).filter(({ method }) => method === "GET")) {
    for (const accept of ["text/html", "application/json"]) {
      const path = addressOf(pattern, (name) => VALUES[name] ?? "");
      const startedMs = performance.now();
      const answer = await app.request(pattern.endsWith("/head-to-head") ? path + QUERY : path, {
        headers: { accept },
      });
      await answer.body?.cancel();
      slowestMs = Math.max(slowestMs, performance.now() - startedMs);
      expect(answer.status, path).toBeLessThan(500);
    }
  }
  return slowestMs;
}

describe("a feed that hangs", () => {
  it("is never waited for by an answer, not even while a request to it is under way", { timeout: 60_000 }, async () => {
    const harness = await createFeedHarness({ startAt: new Date("2026-10-18T18:30:00Z") });
    await importCsv(harness.deps, KNOWN_CSV);
    harness.simulator.addFault({ kind: "delay", delayMs: 600_000 });
    let collected = false;
    const round = harness.collect().finally(() => {
      collected = true;
    });
    await until(() => harness.simulator.requestCount() > 0, "the collector asks the feed");
    // The clock stands still, so the feed says nothing: whatever waited for it would never be answered.
    expect(await askEverything(harness.app)).toBeLessThan(2_000);
    expect(collected).toBe(false);
    harness.simulator.clearFaults();
    await harness.clock.advance(600_000);
    await round;
  });

  it("is not asked by any route: answers come from the store alone", async () => {
    const asked: string[] = [];
    const { app, deps } = await createTestProduct({
      fetch: (input) => {
        asked.push(String(input));
        return new Promise(() => undefined);
      },
    });
    await importCsv(deps, KNOWN_CSV);
    await askEverything(app);
    expect(asked).toEqual([]);
  });
});
