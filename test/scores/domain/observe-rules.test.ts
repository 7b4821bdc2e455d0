import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GameObservation } from "../../../src/modules/scores/domain/game.ts";
import type { GameState } from "../../../src/modules/scores/domain/game-state.ts";
import { sourceRank } from "../../../src/modules/scores/domain/observe.ts";
import { apply, final, KICKOFF, live, minutesAfterKickoff, observe, play, stored, typesOf } from "./game-factory.ts";

const HOUR = 60;
const scheduled = stored(observe());
const running = (score: [number, number] = [17, 14]): GameState =>
  stored(live(3, "8:00", score), minutesAfterKickoff(90));
const finished = (score: [number, number] = [17, 21]): GameState => stored(final(score), minutesAfterKickoff(190));

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
