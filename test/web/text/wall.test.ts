import { describe, expect, it } from "vitest";
import { boardsOf, closestGame, gamesForWall, screensOf } from "../../../src/web/text/wall.ts";
import { aFinal, aGame, aLiveGame, aSide } from "../../support/web-factories.ts";

describe("the boards of an address", () => {
  it("are those named, in that order and once", () => {
    expect(boardsOf("race,scores,race")).toEqual(["race", "scores"]);
  });

  it("are all of them when none is named or known", () => {
    for (const text of [undefined, "", "weather"]) expect(boardsOf(text)).toEqual(["scores", "closest", "race"]);
  });
});

describe("the game to watch", () => {
  const blowout = aLiveGame({ id: "blowout", period: 4, away: aSide("NE", 3), home: aSide("BUF", 31) });
  const close = aLiveGame({ id: "close", period: 4, away: aSide("KC", 20), home: aSide("DEN", 21) });
  const early = aLiveGame({ id: "early", period: 1, away: aSide("SF", 0), home: aSide("LA", 0) });

  it("is the closest of the last quarter, before any closer one that has only begun", () => {
    expect(closestGame([early, blowout, close])?.id).toBe("close");
  });

  it("is the closest result when none is on, and nothing before the first game", () => {
    expect(closestGame([aFinal({ id: "final" }), aGame()])?.id).toBe("final");
    expect(closestGame([aGame()])).toBeUndefined();
  });
});

describe("the games on the wall", () => {
  it("are those on now, else the next day's, else the results", () => {
    expect(gamesForWall([aGame(), aLiveGame()])).toMatchObject({ title: "Live", games: [{ id: "game_live" }] });
    const monday = aGame({ id: "later", date: "2025-11-24" });
    expect(gamesForWall([aFinal(), aGame(), monday])).toMatchObject({ title: "Next", games: [{ id: "game_1" }] });
    expect(gamesForWall([aFinal()])).toMatchObject({ title: "Results", games: [{ id: "game_final" }] });
    expect(gamesForWall([])).toEqual({ title: "Results", games: [] });
  });

  it("fill screens without losing one", () => {
    expect(screensOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(screensOf([], 2)).toEqual([]);
  });
});
