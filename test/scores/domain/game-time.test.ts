import { describe, expect, it } from "vitest";
import type { GamePhase, GameStatus } from "../../../src/modules/scores/domain/game.ts";
import {
  clockSeconds,
  elapsedSeconds,
  FEED_STATUS,
  gameTime,
  periodLabel,
  stateText,
  WEEKLY_STATUS,
} from "../../../src/modules/scores/domain/game-time.ts";
import { lineScore } from "../../../src/modules/scores/domain/line-score.ts";
import type { ScoreChange } from "../../../src/modules/scores/domain/observe/score-change.ts";
import { scoreSeries } from "../../../src/modules/scores/domain/series.ts";
import { final, live, nfl, observe, play, stored } from "./game-factory.ts";

const at = (
  status: GameStatus,
  phase: GamePhase | null,
  period: number | null,
  clock: string | null,
  overtime = false,
): { status: GameStatus; phase: GamePhase | null; period: number | null; clock: string | null; overtime: boolean } => ({
  status,
  phase,
  period,
  clock,
  overtime,
});

describe("the clock of a game", () => {
  it.each([
    [1, "11:50", "Q1 11:50"],
    [3, "04:12", "Q3 04:12"],
    [4, "", "Q4"],
    [2, null, "Q2"],
    [5, "3:20", "OT 3:20"],
    [5, null, "OT"],
    [6, "14:01", "OT2 14:01"],
    [7, null, "OT3"],
  ])("in period %i at %j is %s", (period, clock, text) => {
    expect(gameTime(nfl, at("in_progress", "playing", period, clock))).toBe(text);
    expect(gameTime(nfl, at("in_progress", null, period, clock))).toBe(text);
    expect(stateText(nfl, at("in_progress", "playing", period, clock))).toBe(text);
  });

  it("is told only while the ball can be in play", () => {
    for (const phase of ["halftime", "end_of_period", "delayed", "suspended"] as const) {
      expect(gameTime(nfl, at("in_progress", phase, 2, "0:00"))).toBeNull();
    }
    for (const status of ["scheduled", "final", "postponed", "canceled", "unknown"] as const) {
      expect(gameTime(nfl, at(status, null, 1, "15:00"))).toBeNull();
    }
    expect(gameTime(nfl, at("in_progress", "playing", null, "3:00"))).toBeNull();
    expect(gameTime(nfl, at("in_progress", "playing", 0, "3:00"))).toBeNull();
  });

  it("has words for everything else", () => {
    const words = [
      at("in_progress", "halftime", 2, "0:00"),
      at("in_progress", "end_of_period", 3, "0:00"),
      at("in_progress", "end_of_period", null, null),
      at("in_progress", "delayed", 1, "7:00"),
      at("in_progress", "suspended", 1, "7:00"),
      at("in_progress", null, null, null),
      at("final", null, 4, null),
      at("final", null, 5, null, true),
      at("final", null, 6, null, true),
      at("final", null, null, null, true),
      at("postponed", null, null, null),
      at("canceled", null, null, null),
      at("unknown", null, null, null),
    ].map((game) => stateText(nfl, game));
    expect(words).toEqual([
      "Halftime",
      "End Q3",
      "Break",
      "Delayed",
      "Suspended",
      "Live",
      "Final",
      "Final/OT",
      "Final/OT2",
      "Final/OT",
      "Postponed",
      "Canceled",
      "Unknown",
    ]);
    expect(stateText(nfl, at("scheduled", null, null, null))).toBeNull();
    expect(periodLabel(nfl, 4)).toBe("Q4");
  });

  it("calls no game final that has no result", () => {
    expect(Object.entries(WEEKLY_STATUS).filter(([, word]) => word === "final")).toEqual([["final", "final"]]);
    expect(FEED_STATUS.in_progress).toBe("live");
  });

  it("is read in seconds, and nonsense is not", () => {
    expect(clockSeconds("11:50")).toBe(710);
    expect(clockSeconds("0:04.7")).toBe(4);
    for (const text of [null, "", "15", "1:75", "soon", "-1:00"]) expect(clockSeconds(text)).toBeNull();
  });

  it("counts the time played, overtime by its own length", () => {
    const elapsed = (period: number | null, clock: string | null, season = 2025): number | null =>
      elapsedSeconds(nfl, { season, seasonType: "regular", week: 1, period, clock });
    expect(elapsed(1, "15:00")).toBe(0);
    expect(elapsed(3, "4:12")).toBe(2 * 900 + 648);
    expect(elapsed(5, "10:00")).toBe(3600);
    expect(elapsed(5, "4:00")).toBe(3600 + 360);
    expect(elapsed(5, "4:00", 2010)).toBe(3600 + 660);
    expect(elapsed(2, null)).toBe(900);
    expect(elapsed(1, "99:00")).toBe(0);
    expect(elapsed(null, "4:00")).toBeNull();
  });
});

describe("points by period", () => {
  const lines = (away: number[], home: number[], period: number | null = 4) =>
    lineScore(nfl, { awayLineScores: away, homeLineScores: home, awayScore: 20, homeScore: 23, period });

  it("are at least as wide as regulation, with overtime by name", () => {
    expect(lines([7, 3], [3], 2)).toEqual({
      periods: ["1", "2", "3", "4"],
      away: [7, 3, null, null],
      home: [3, null, null, null],
      awayTotal: 20,
      homeTotal: 23,
    });
    expect(lines([7, 3, 7, 3, 0], [3, 7, 7, 3, 3], 5)).toMatchObject({
      periods: ["1", "2", "3", "4", "OT"],
      home: [3, 7, 7, 3, 3],
    });
    expect(lines([0, 0, 0, 20, 0, 0], [0, 0, 0, 20, 0, 3], 6)?.periods.slice(4)).toEqual(["OT", "OT2"]);
  });

  it("are not made up", () => {
    expect(lines([], [])).toBeUndefined();
    const noScore = { awayLineScores: [0], homeLineScores: [0], awayScore: null, homeScore: null, period: 1 };
    expect(lineScore(nfl, noScore)).toBeUndefined();
  });
});

describe("the course of a score", () => {
  const changesOf = (...reads: Parameters<typeof play>): ScoreChange[] =>
    play(...reads).flatMap(({ scoreChange }) => scoreChange ?? []);

  it("starts at nothing and steps through each change with the time played", () => {
    const changes = changesOf(
      [observe(), -60],
      [live(1, "15:00", [0, 0]), 1],
      [live(1, "5:00", [0, 7]), 20],
      [live(3, "10:00", [14, 7]), 100],
      [live(3, "9:50", [10, 7]), 101],
    );
    const game = stored(live(3, "9:50", [10, 7]));
    const series = scoreSeries(nfl, game, [...changes].reverse());
    expect(
      series.map(({ sequence, awayScore, homeScore, margin }) => [sequence, awayScore, homeScore, margin]),
    ).toEqual([
      [0, 0, 0, 0],
      [1, 0, 7, 7],
      [2, 14, 7, -7],
      [3, 10, 7, -3],
    ]);
    expect(series.map(({ elapsedSeconds: seconds }) => seconds)).toEqual([0, 600, 2100, 2110]);
    expect(series.map(({ coalesced, correction }) => [coalesced, correction])).toEqual([
      [false, false],
      [false, false],
      [true, false],
      [false, true],
    ]);
  });

  it("starts where the game was when it was first seen", () => {
    const changes = changesOf([live(3, "5:00", [10, 14]), 110], [live(3, "2:00", [13, 14]), 115]);
    const series = scoreSeries(nfl, stored(live(3, "2:00", [13, 14])), changes);
    expect(series[0]).toMatchObject({ awayScore: 10, homeScore: 14, elapsedSeconds: null });
    expect(scoreSeries(nfl, stored(final([13, 14])), [])).toMatchObject([
      { awayScore: 13, homeScore: 14, sequence: 0 },
    ]);
  });

  it("does not place on the clock what came without one", () => {
    const changes = changesOf([live(4, "2:00", [10, 14]), 170], [final([10, 17]), 180]);
    expect(scoreSeries(nfl, stored(final([10, 17])), changes).map((point) => point.elapsedSeconds)).toEqual([
      null,
      null,
    ]);
  });

  it("is empty before the game", () => {
    expect(scoreSeries(nfl, stored(observe()), [])).toEqual([]);
    expect(scoreSeries(nfl, stored(observe({ score: [0, 0] })), [])).toEqual([]);
  });
});
