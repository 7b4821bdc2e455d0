import { describe, expect, expectTypeOf, it } from "vitest";
import { createClient } from "../src/client.ts";
import type { GameList } from "../src/modules/scores/scores.schemas.ts";
import { createTestProduct } from "./support/product.ts";

describe("the typed client", () => {
  it("asks the API by its routes and knows what comes back", async () => {
    const { app } = await createTestProduct();
    const fetch = (input: string | URL | Request, init?: RequestInit) => Promise.resolve(app.request(input, init));
    const client = createClient("http://gameroom.test", { fetch });
    const response = await client.api.v1.scores[":league"].games.$get({
      param: { league: "nfl" },
      query: { season: "2026", seasonType: "regular", week: "1" },
    });
    expect(response.status).toBe(200);
    const games = await response.json();
    expectTypeOf(games).toExtend<GameList>();
    expect(games).toMatchObject({ items: [], nextCursor: null, asOf: null, stale: true });
  });

  it("refuses a parameter the API does not know while it is typed", () => {
    const client = createClient("http://gameroom.test");
    type Query = Parameters<(typeof client.api.v1.scores)[":league"]["games"]["$get"]>[0]["query"];
    expectTypeOf<{ season: string }>().toExtend<Query>();
    expectTypeOf<{ season: number }>().not.toExtend<Query>();
  });
});
