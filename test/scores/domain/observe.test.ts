import { getTableColumns } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { GameObservation } from "../../../src/modules/scores/domain/game.ts";
import type { GameState } from "../../../src/modules/scores/domain/game-state.ts";
import { sourceRank } from "../../../src/modules/scores/domain/observe.ts";
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

describe("what cannot be", () => {
  it.each<[string, GameState | undefined, GameObservation, number, string]>([
    ["an older read", running(), live(3, "9:00", [14, 14]), 89, "older"],
    ["a final game running again", finished(), live(4, "0:10", [17, 21]), 195, "final"],
    ["a final game scheduled again", finished(), observe(), 195, "final"],
    ["a final game postponed", finished(), observe({ status: "postponed" }), 195, "final"],
    ["a running game that has not begun", running(), observe(), 95, "backwards"],
    ["a final without scores", undefined, observe({ status: "final" }), 200, "incomplete"],
    ["a club against itself", undefined, observe({ home: "nfl:kc" }), -30, "invalid"],
    ["a score below zero", running(), live(3, "7:00", [-1, 14]), 95, "invalid"],
    ["half a score", running(), live(3, "7:00", [17.5, 14]), 95, "invalid"],
    ["a date that is none", running(), live(3, "7:00", [17, 14], { kickoff: new Date(Number.NaN) }), 95, "invalid"],
  ])("is ignored with its reason: %s", (_, game, observation, minutes, reason) => {
    const result = apply(game, observation, minutes);
    expect(result).toMatchObject({ outcome: "ignored", reason, events: [] });
    expect(result.next).toBe(game);
    expect(result.scoreChange).toBeUndefined();
  });

  it("is a club against itself pieced together from two reads", () => {
    const half = stored(observe({ home: "nfl:ne", away: null }));
    expect(apply(half, observe({ home: null, away: "nfl:ne" }), -30)).toMatchObject({
      outcome: "ignored",
      reason: "invalid",
    });
  });
});

describe("two sources", () => {
  const table = (observation: GameObservation): GameObservation => ({
    ...observation,
    source: "nflverse",
    sourceId: "2025_11_KC_NE",
  });

  it("rank the live feed over the historical table over anything else", () => {
    expect(sourceRank("espn")).toBeGreaterThan(sourceRank("nflverse"));
    expect(sourceRank("nflverse")).toBeGreaterThan(sourceRank("elsewhere"));
    expect(sourceRank("constructor")).toBe(sourceRank("elsewhere"));
  });

  it("that disagree on a result leave it to the better one", () => {
    expect(apply(finished(), table(final([17, 24])), 300)).toMatchObject({ outcome: "ignored", reason: "conflict" });
    const fromTable = stored(table(final([17, 24])), minutesAfterKickoff(200));
    const result = apply(fromTable, final([17, 21]), 300);
    expect(result).toMatchObject({ outcome: "changed", next: { homeScore: 21, source: "espn" } });
    expect(typesOf(result)).toEqual(["score.corrected"]);
    expect(result.next?.finalAt).toEqual(fromTable.finalAt);
  });

  it("that agree on a result fill each other's gaps without the lesser one speaking for the row", () => {
    const observation = table(final([17, 21], { broadcast: "CBS", overtime: false }));
    const result = apply(finished(), observation, 300);
    expect(result).toMatchObject({ outcome: "changed", next: { broadcast: "CBS", source: "espn" }, events: [] });
    expect(result.next?.observedAt).toEqual(minutesAfterKickoff(190));
    expect(apply(result.next, observation, 400).outcome).toBe("unchanged");
  });

  it("let the lesser one give a result that the better one has not", () => {
    const result = apply(running(), table(final([17, 21], { period: null })), 400);
    expect(result.next).toMatchObject({ status: "final", homeScore: 21, source: "nflverse", phase: null, clock: null });
    expect(typesOf(result)).toContain("game.ended");
  });

  it("never let the lesser one move, stop or restart a game", () => {
    for (const [game, observation] of [
      [scheduled, table(observe({ kickoff: minutesAfterKickoff(-12 * HOUR) }))],
      [running(), table(observe())],
      [stored(observe({ status: "postponed" })), table(observe())],
    ] as const) {
      expect(apply(game, observation, 200)).toMatchObject({
        outcome: "unchanged",
        next: { kickoff: KICKOFF, status: game.status },
      });
    }
  });

  it("let the lesser one give the time of a kickoff that had only a date", () => {
    const dated = stored(observe({ kickoffKnown: false, kickoff: new Date("2025-11-16T05:00Z") }));
    const result = apply(dated, table(observe()), -30);
    expect(result.next).toMatchObject({ kickoff: KICKOFF, kickoffKnown: true, source: "espn" });
    expect(typesOf(result)).toEqual(["game.rescheduled"]);
  });

  it("keep what the better one knew of a game whose result the lesser one gave, when that is read again", () => {
    const wrongTime = table(final([17, 21], { period: null, kickoff: minutesAfterKickoff(-12 * HOUR) }));
    const result = apply(running(), wrongTime, 400);
    expect(result.next?.kickoff).toEqual(KICKOFF);
    expect(apply(result.next, wrongTime, 500)).toMatchObject({ outcome: "unchanged", next: { kickoff: KICKOFF } });
  });

  it("keep a finished game at its neutral site when the live feed knows of none", () => {
    const old = stored(table(final([17, 21], { neutralSite: true })), minutesAfterKickoff(200));
    expect(apply(old, final([17, 21]), 300).next?.neutralSite).toBe(true);
    const planned = stored(observe({ neutralSite: true }));
    expect(apply(planned, observe({ neutralSite: false }), -30).next?.neutralSite).toBe(false);
  });

  it("that are equal correct each other's results, the later one last", () => {
    const result = apply(finished(), final([17, 24]), 600);
    expect(typesOf(result)).toEqual(["score.corrected"]);
    expect(result.scoreChange).toMatchObject({ correction: true, homeDelta: 3, coalesced: false });
    expect(result.next?.finalAt).toEqual(finished().finalAt);
  });
});

describe("plans that change", () => {
  const moved = (minutes: number): GameObservation => observe({ kickoff: minutesAfterKickoff(minutes) });

  it("tell the old kickoff and the new when it moves by more than a quarter of an hour", () => {
    expect(typesOf(apply(scheduled, moved(15), -30))).toEqual([]);
    const result = apply(scheduled, moved(200), -30);
    expect(result.events).toHaveLength(1);
    expect(result.events[0]).toMatchObject({
      type: "game.rescheduled",
      dedupeKey: `game.rescheduled:game_1:${minutesAfterKickoff(200).toISOString()}`,
      payload: {
        previous_start_time: KICKOFF.toISOString(),
        start_time: minutesAfterKickoff(200).toISOString(),
        previous_start_time_known: true,
        start_time_known: true,
      },
    });
  });

  it("keep a known time against a bare date, unless the date is another", () => {
    const dateOnly = observe({ kickoffKnown: false, kickoff: new Date("2025-11-16T05:00Z") });
    expect(apply(scheduled, dateOnly, -30)).toMatchObject({ outcome: "unchanged", next: { kickoffKnown: true } });
    const otherDay = observe({ kickoffKnown: false, kickoff: new Date("2025-11-17T05:00Z") });
    const result = apply(scheduled, otherDay, -30);
    expect(result.next).toMatchObject({ kickoffKnown: false });
    expect(typesOf(result)).toEqual(["game.rescheduled"]);
  });

  it("announce a playoff slot once its clubs are known", () => {
    const slot = stored(observe({ home: null, away: null, kickoffKnown: false }));
    expect(slot).toMatchObject({ homePlaceholder: "TBD", awayPlaceholder: "TBD" });
    const half = apply(slot, observe({ away: null, kickoffKnown: false }), -50);
    expect(half).toMatchObject({
      outcome: "changed",
      next: { homeTeam: "nfl:ne", homePlaceholder: null, awayPlaceholder: "TBD" },
    });
    expect(typesOf(half)).toEqual([]);
    const whole = apply(half.next, observe({ kickoffKnown: false }), -40);
    expect(typesOf(whole)).toEqual(["game.scheduled"]);
    expect(typesOf(apply(whole.next, observe({ home: null, away: null, kickoffKnown: false }), -30))).toEqual([]);
  });

  it("announce a postponement once for each kickoff it hits, and the new date", () => {
    const results = play(
      [observe(), -60],
      [observe({ status: "postponed" }), -30],
      [observe({ status: "postponed" }), -20],
      [moved(2 * 24 * HOUR), -10],
      [{ ...moved(2 * 24 * HOUR), status: "postponed" }, 60],
      [{ ...moved(2 * 24 * HOUR), status: "canceled" }, 90],
    );
    expect(results.map(typesOf)).toEqual([
      ["game.scheduled"],
      ["game.postponed"],
      [],
      ["game.rescheduled"],
      ["game.postponed"],
      ["game.canceled"],
    ]);
    expect(results[1]?.events[0]?.dedupeKey).toBe(`game.postponed:game_1:${KICKOFF.toISOString()}`);
  });

  it("let a suspended game be put off, without taking points back", () => {
    const result = apply(running(), moved(24 * HOUR), 120);
    expect(result).toMatchObject({ outcome: "changed", next: { status: "scheduled", homeScore: 14 } });
    expect(result.scoreChange).toBeUndefined();
    expect(typesOf(result)).toEqual(["game.rescheduled"]);
    const halted = apply(running(), observe({ status: "canceled", score: [0, 0] }), 120);
    expect(typesOf(halted)).toEqual(["game.canceled"]);
  });
});

describe("what is known", () => {
  const venue = { name: "Gillette Stadium", city: "Foxborough", region: "MA", country: "USA", indoor: false };

  it("stays when a source no longer tells it", () => {
    const known = stored(observe({ venue, broadcast: "NBC", note: "International Series", round: "divisional" }));
    const result = apply(known, live(1, "15:00", [0, 0]), 1);
    expect(result.next).toMatchObject({
      venueName: "Gillette Stadium",
      venueIndoor: false,
      broadcast: "NBC",
      note: "International Series",
      round: "divisional",
    });
    const lined = stored({
      ...live(2, "1:00", [7, 3]),
      home: { team: "nfl:ne", placeholder: null, score: 3, lineScores: [3, 0] },
    });
    expect(apply(lined, live(2, "0:50", [7, 3]), 60).next).toMatchObject({ homeLineScores: [3, 0] });
  });

  it("is not mixed between two stadiums", () => {
    const known = stored(observe({ venue }));
    const other = { name: "Wembley Stadium", city: null, region: null, country: null, indoor: null };
    expect(apply(known, observe({ venue: other }), -30).next).toMatchObject({
      venueName: "Wembley Stadium",
      venueCity: null,
    });
    expect(apply(known, observe({ venue: { ...other, name: venue.name } }), -30).outcome).toBe("unchanged");
  });
});

describe("any run of reads", () => {
  const score = fc.nat(60);
  const read = fc.record({
    minutes: fc.integer({ min: -100, max: 400 }),
    source: fc.constantFrom("espn", "nflverse"),
    status: fc.constantFrom<GameObservation["status"]>(
      "scheduled",
      "in_progress",
      "final",
      "postponed",
      "canceled",
      "unknown",
    ),
    period: fc.option(fc.integer({ min: 1, max: 6 })),
    score: fc.option(fc.tuple(score, score)),
    moved: fc.constantFrom(0, 5, 60, 3000),
  });
  const reads = fc.array(read, { minLength: 1, maxLength: 25 });
  const toObservation = ({
    source,
    status,
    period,
    score: points,
    moved: minutes,
  }: typeof read extends fc.Arbitrary<infer R> ? R : never) =>
    observe({
      source,
      status,
      period,
      score: points as [number, number] | null,
      kickoff: minutesAfterKickoff(minutes),
    });

  it("never loses a final result, goes back in time or skips a number", () => {
    fc.assert(
      fc.property(reads, (all) => {
        let game: GameState | undefined;
        let sequence = 0;
        for (const each of all) {
          const result = apply(game, toObservation(each), each.minutes);
          if (game?.status === "final") expect(result.next?.status).toBe("final");
          if (game !== undefined) expect(result.next!.observedAt >= game.observedAt).toBe(true);
          if (result.scoreChange !== undefined) {
            sequence += 1;
            expect(result.scoreChange.sequence).toBe(sequence);
            expect([result.scoreChange.awayScore, result.scoreChange.homeScore]).toEqual([
              result.next!.awayScore,
              result.next!.homeScore,
            ]);
          }
          if (result.outcome === "ignored" || result.outcome === "unchanged") {
            expect(result.next).toBe(game);
            expect(result.events).toEqual([]);
          }
          if (result.next?.status === "final") expect(result.next.homeScore).not.toBeNull();
          game = result.next;
          if (game !== undefined) expect(game.scoreSequence).toBe(sequence);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("changes nothing when each read is repeated", () => {
    fc.assert(
      fc.property(reads, (all) => {
        let game: GameState | undefined;
        for (const each of all) {
          const first = apply(game, toObservation(each), each.minutes);
          const second = apply(first.next, toObservation(each), each.minutes);
          expect(["unchanged", "ignored"]).toContain(second.outcome);
          expect(second.next).toEqual(first.next);
          game = first.next;
        }
      }),
      { numRuns: 300 },
    );
  });

  it("announces the start and the end at most once each, by key", () => {
    fc.assert(
      fc.property(reads, (all) => {
        let game: GameState | undefined;
        const keys = new Set<string>();
        for (const each of all) {
          const result = apply(game, toObservation(each), each.minutes);
          for (const { dedupeKey } of result.events) keys.add(dedupeKey);
          game = result.next;
        }
        for (const type of ["game.started", "game.ended", "game.scheduled"]) {
          expect([...keys].filter((key) => key.startsWith(`${type}:`)).length).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
