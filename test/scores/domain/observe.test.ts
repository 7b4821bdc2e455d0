import { getTableColumns } from "drizzle-orm";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { GameState } from "../../../src/modules/scores/domain/game-state.ts";
import { gamesTable } from "../../../src/modules/scores/scores.tables.ts";
import { apply, final, KICKOFF, live, minutesAfterKickoff, observe, play, stored, typesOf } from "./game-factory.ts";

const HOUR = 60;
const scheduled = stored(observe());
const running = (score: [number, number] = [17, 14]): GameState =>
  stored(live(3, "8:00", score), minutesAfterKickoff(90));
const finished = (score: [number, number] = [17, 21]): GameState => stored(final(score), minutesAfterKickoff(190));

describe("the state of a game", () => {
  it("has the columns of the games table, no more, no fewer, of the same types", () => {
    expectTypeOf<GameState>().toEqualTypeOf<typeof gamesTable.$inferSelect>();
    expect(Object.keys(finished()).sort()).toEqual(Object.keys(getTableColumns(gamesTable)).sort());
  });
});

describe("the first observation", () => {
  it("of a future game announces that it is planned", () => {
    const [first, again] = play([observe(), -HOUR], [observe(), -30]);
    expect(first).toMatchObject({
      outcome: "created",
      next: { id: "game_1", league: "nfl", scoreSequence: 0, finalAt: null },
    });
    expect(typesOf(first)).toEqual(["game.scheduled"]);
    expect(again).toMatchObject({ outcome: "unchanged" });
    expect(again?.next).toBe(first?.next);
  });

  it("of a slot without teams, or of a scheduled game whose time has passed, announces nothing", () => {
    expect(typesOf(apply(undefined, observe({ home: null, away: null }), -HOUR))).toEqual([]);
    expect(typesOf(apply(undefined, observe(), 5))).toEqual([]);
  });

  it("of a game that has just begun announces the start, of one well under way nothing", () => {
    expect(typesOf(apply(undefined, live(1, "5:01", [0, 7]), 12))).toEqual(["game.started"]);
    expect(typesOf(apply(undefined, live(1, "5:00", [0, 7]), 12))).toEqual([]);
    expect(typesOf(apply(undefined, live(2, "14:50", [0, 7]), 40))).toEqual([]);
    expect(typesOf(apply(undefined, live(1, "0:00", [0, 0], { phase: "end_of_period" }), 40))).toEqual([]);
  });

  it("of a finished game announces nothing and keeps when it was seen", () => {
    const result = apply(undefined, final([17, 21]), 200);
    expect(result.events).toEqual([]);
    expect(result.next).toMatchObject({ status: "final", clock: null, finalAt: minutesAfterKickoff(200) });
  });
});

describe("a game read from beginning to end", () => {
  const results = play(
    [observe(), -HOUR],
    [live(1, "15:00", [0, 0]), 1],
    [live(1, "9:30", [0, 6]), 10],
    [live(1, "9:30", [0, 7]), 11],
    [live(1, "0:00", [0, 7], { phase: "end_of_period" }), 35],
    [live(2, "15:00", [0, 7]), 37],
    [live(2, "0:00", [7, 7], { phase: "halftime" }), 80],
    [live(3, "14:00", [10, 7]), 100],
    [live(4, "15:00", [10, 7]), 130],
    [live(4, "0:10", [10, 10]), 175],
    [live(5, "10:00", [10, 10]), 185],
    [final([10, 13], { period: 5, overtime: true }), 195],
    [final([10, 13], { period: 5, overtime: true }), 205],
  );

  it("tells each thing once, in order", () => {
    expect(results.map(typesOf)).toEqual([
      ["game.scheduled"],
      ["game.started"],
      ["score.changed"],
      ["score.changed"],
      ["period.ended"],
      [],
      ["score.changed", "period.ended"],
      ["score.changed"],
      ["period.ended"],
      ["score.changed"],
      ["period.ended", "game.overtime"],
      ["score.changed", "period.ended", "game.ended"],
      [],
    ]);
    const keys = results.flatMap(({ events }) => events.map(({ dedupeKey }) => dedupeKey));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("numbers the changes of score, each with the whole score", () => {
    const changes = results.flatMap(({ scoreChange }) => scoreChange ?? []);
    expect(changes.map(({ sequence, awayScore, homeScore }) => [sequence, awayScore, homeScore])).toEqual([
      [1, 0, 6],
      [2, 0, 7],
      [3, 7, 7],
      [4, 10, 7],
      [5, 10, 10],
      [6, 10, 13],
    ]);
    expect(changes.map(({ leadChange }) => leadChange)).toEqual([true, false, false, true, false, true]);
    expect(changes.every(({ coalesced, correction }) => !coalesced && !correction)).toBe(true);
    expect(results.at(-1)?.next?.scoreSequence).toBe(6);
  });

  it("keys each event by what makes it one", () => {
    expect(results[1]?.events[0]?.dedupeKey).toBe("game.started:game_1");
    expect(results[3]?.events[0]?.dedupeKey).toBe("score.changed:game_1:7:0:2");
    expect(results[4]?.events[0]?.dedupeKey).toBe("period.ended:game_1:1");
    expect(results[10]?.events.map(({ dedupeKey }) => dedupeKey)).toEqual([
      "period.ended:game_1:4",
      "game.overtime:game_1:5",
    ]);
    expect(results[11]?.events.at(-1)?.dedupeKey).toBe("game.ended:game_1");
  });

  it("carries the form that goes out", () => {
    expect(results[11]?.events[0]).toMatchObject({ subject: "game_1", occurredAt: minutesAfterKickoff(195) });
    expect(results[11]?.events[0]?.payload).toEqual({
      event: "score_changed",
      game_id: "game_1",
      league: "NFL",
      season: 2025,
      season_type: "regular",
      week: 11,
      round: null,
      status: "final",
      home_team: "NE",
      away_team: "KC",
      home_team_id: "nfl:ne",
      away_team_id: "nfl:kc",
      start_time: KICKOFF.toISOString(),
      start_time_known: true,
      score: { home: 13, away: 10 },
      previous_score: { home: 10, away: 10 },
      home_diff: 3,
      away_diff: 0,
      points: 3,
      scoring_team: "nfl:ne",
      lead_change: true,
      tied: false,
      sequence: 6,
      period: 5,
      clock: null,
      coalesced: false,
      detected_at: minutesAfterKickoff(195).toISOString(),
      source: "espn",
    });
    expect(results[11]?.events.at(-1)?.payload).toMatchObject({
      event: "game_ended",
      result: "home_win",
      winner: "nfl:ne",
      decided_in: "overtime",
    });
  });
});

describe("changes of score", () => {
  it.each<[string, [number, number], boolean]>([
    ["a field goal", [17, 17], false],
    ["a touchdown with a two-point try", [17, 22], false],
    ["an extra point alone", [18, 14], false],
    ["both sides", [20, 21], true],
    ["more than one score brings", [17, 23], true],
    ["four points, which no single score brings", [21, 14], true],
  ])("%s from 17-14 to %j: several at once is %s", (_, score, coalesced) => {
    const result = apply(running(), live(3, "5:00", score), 100);
    expect(result.scoreChange?.coalesced).toBe(coalesced);
    expect(result.events[0]?.payload.coalesced).toBe(coalesced);
  });

  it("name the side that scored and its points, or neither when both did", () => {
    expect(apply(running(), live(3, "5:00", [20, 14]), 100).events[0]?.payload).toMatchObject({
      scoring_team: "nfl:kc",
      points: 3,
      lead_change: false,
    });
    expect(apply(running(), live(3, "5:00", [20, 21]), 100).events[0]?.payload).toMatchObject({
      scoring_team: null,
      points: null,
      home_diff: 7,
      away_diff: 3,
      lead_change: true,
    });
    expect(apply(running(), live(3, "5:00", [17, 17]), 100).events[0]?.payload).toMatchObject({
      tied: true,
      lead_change: false,
    });
  });

  it("that go down are corrections", () => {
    const result = apply(running(), live(3, "7:50", [11, 14]), 91);
    expect(result.scoreChange).toMatchObject({ correction: true, awayDelta: -6, sequence: 1, coalesced: false });
    expect(result.events.map(({ type, dedupeKey }) => [type, dedupeKey])).toEqual([
      ["score.corrected", "score.corrected:game_1:1"],
    ]);
    expect(result.events[0]?.payload).toMatchObject({
      points: null,
      scoring_team: null,
      previous_score: { home: 14, away: 17 },
    });
  });
});

describe("after a gap", () => {
  it("a game found in its third quarter has started and scored once", () => {
    const result = apply(scheduled, live(3, "5:00", [10, 14]), 110);
    expect(typesOf(result)).toEqual(["game.started", "score.changed", "period.ended"]);
    expect(result.scoreChange).toMatchObject({ sequence: 1, coalesced: true });
    expect(result.events[2]).toMatchObject({ dedupeKey: "period.ended:game_1:2", payload: { coalesced: true } });
  });

  it("a game found finished has started, scored once and ended", () => {
    const result = apply(scheduled, final([10, 14]), 240);
    expect(typesOf(result)).toEqual(["game.started", "score.changed", "game.ended"]);
    expect(result.events.every(({ payload }) => payload.coalesced)).toBe(true);
  });

  it("a game found finished days later has only ended, with its score kept all the same", () => {
    const result = apply(scheduled, final([10, 14]), 3 * 24 * HOUR);
    expect(typesOf(result)).toEqual(["game.ended"]);
    expect(result.scoreChange).toMatchObject({ awayScore: 10, homeScore: 14 });
  });

  it("a scoreless tie found finished ends without a change of score", () => {
    const result = apply(stored(observe({ score: [0, 0] })), final([0, 0], { period: 5, overtime: true }), 240);
    expect(typesOf(result)).toEqual(["game.started", "game.ended"]);
    expect(result.events[1]?.payload).toMatchObject({ result: "tie", winner: null, decided_in: "overtime" });
  });
});
