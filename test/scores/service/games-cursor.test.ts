import { expect, it } from "vitest";
import { encodeCursor } from "../../../src/platform/http/pagination.ts";
import { createTestProduct } from "../../support/product.ts";

it.each([[Number.MAX_SAFE_INTEGER], [Number.MIN_SAFE_INTEGER], [8.64e15 + 1]])(
  "a cursor at %d ms, beyond what a date can hold, is no cursor of the list of games",
  async (kickoffMs) => {
    const { app } = await createTestProduct();
    const answer = await app.request(`/api/v1/scores/nfl/games?cursor=${encodeCursor([kickoffMs, "game_1"])}`);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: "#/cursor" }] });
  },
);
