import { describe, expect, it } from "vitest";
import { getLeague } from "../../../src/modules/scores/index.ts";
import { scoreLineOf } from "../../../src/web/text/score-line.ts";
import { aFinal, aGameDetail, aLiveGame, aScoreChange } from "../../support/web-factories.ts";

const league = getLeague("nfl");
const touchdown = aScoreChange({
  sequence: 1,
  scoringTeam: "nfl:nyj",
  awayScore: 7,
  homeScore: 0,
  period: 1,
  clock: "9:30",
});
const answer = aScoreChange({
  sequence: 2,
  scoringTeam: "nfl:ne",
  points: 3,
  awayScore: 7,
  homeScore: 3,
  period: 3,
  clock: "12:00",
});

describe("the course of a score", () => {
  it("runs from the kickoff through every change, in minutes of play", () => {
    const { timed, points } = scoreLineOf(league, aGameDetail(aFinal(), []), [touchdown, answer]);
    expect(timed).toBe(true);
    expect(points.map(({ x, label, away, home }) => [x, label, away, home])).toEqual([
      [0, "Kickoff", 0, 0],
      [5.5, "Q1 9:30", 7, 0],
      [33, "Q3 12:00", 7, 3],
      [60, "Final", 7, 3],
    ]);
  });

  it("begins with what was first seen when that is not the kickoff, and claims nothing of before", () => {
    const { points } = scoreLineOf(league, aGameDetail(aFinal(), []), [answer]);
    expect(points.slice(0, 2).map(({ x, label, away, home }) => [x, label, away, home])).toEqual([
      [33, "First seen", 7, 0],
      [33, "Q3 12:00", 7, 3],
    ]);
    const both = aScoreChange({ scoringTeam: null, coalesced: true, awayScore: 10, homeScore: 3 });
    expect(scoreLineOf(league, aGameDetail(aFinal(), []), [both]).points[0]?.label).toBe("Q1 9:31");
  });

  it("reaches to where the clock stands while the game is on", () => {
    const game = aGameDetail(aLiveGame({ period: 3, clock: "6:00" }), []);
    expect(scoreLineOf(league, game, [touchdown, answer]).points.at(-1)).toEqual({
      x: 39,
      label: "Now",
      away: 7,
      home: 3,
    });
  });

  it("marks the beginning of every period, overtime too, and the end", () => {
    const overtime = aScoreChange({ sequence: 3, scoringTeam: "nfl:ne", period: 5, clock: "4:00" });
    const { marks } = scoreLineOf(league, aGameDetail(aFinal({ period: 5 }), []), [touchdown, overtime]);
    expect(marks).toEqual([
      { x: 0, label: "Q1" },
      { x: 15, label: "Q2" },
      { x: 30, label: "Q3" },
      { x: 45, label: "Q4" },
      { x: 60, label: "OT" },
      { x: 70, label: "" },
    ]);
  });

  it("falls back to counting the changes when a clock is missing or runs backwards", () => {
    const unclocked = aScoreChange({ sequence: 2, period: 2, clock: null });
    const game = aGameDetail(aFinal(), []);
    for (const changes of [
      [touchdown, unclocked],
      [answer, touchdown],
    ]) {
      const { timed, points, marks } = scoreLineOf(league, game, changes);
      expect(timed).toBe(false);
      expect(points.map(({ x }) => x)).toEqual([0, 1, 2]);
      expect(marks).toEqual([]);
    }
  });
});
