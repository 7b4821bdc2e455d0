import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GameStatus } from "../../../src/modules/scores/domain/game.ts";
import { nextCalendarTurn, planFetches, retryDelayMs, slotsToFollow } from "../../../src/modules/scores/domain/plan.ts";
import { marksAfterRead, type PlannedGame, type PlannedSlate } from "../../../src/modules/scores/domain/refresh.ts";
import { slotKey, slotsOf } from "../../../src/modules/scores/domain/season.ts";
import { nfl } from "./game-factory.ts";
import { DAY, date, game, HOUR, KICKOFF, MINUTE, OPTIONS, readAt, SECOND, slate } from "./slate-factory.ts";

describe("the slots to follow", () => {
  const seasons = (instant: string): number[] => [
    ...new Set(slotsToFollow(nfl, new Date(instant)).map(({ season }) => season)),
  ];

  it("are those of the season, and of the next one once its schedule can be out", () => {
    expect(seasons("2025-11-16T18:00Z")).toEqual([2025]);
    expect(seasons("2026-03-15T18:00Z")).toEqual([2025]);
    expect(seasons("2026-05-15T18:00Z")).toEqual([2025, 2026]);
    expect(seasons("2026-08-15T18:00Z")).toEqual([2026]);
    expect(seasons("2028-06-15T18:00Z")).toEqual([2027]);
    expect(slotsToFollow(nfl, new Date("2025-11-16T18:00Z"))).toHaveLength(4 + 18 + 4);
  });
});

describe("the next turn", () => {
  it("is the start of the next week, or the day on which another season is followed", () => {
    expect(nextCalendarTurn(nfl, new Date("2025-11-16T18:00Z"))).toEqual(new Date("2025-11-19T08:00Z"));
    expect(nextCalendarTurn(nfl, new Date("2025-11-19T08:00Z"))).toEqual(new Date("2025-11-26T08:00Z"));
    const turn = nextCalendarTurn(nfl, new Date("2026-03-15T18:00Z")) ?? new Date(Number.NaN);
    expect(slotsToFollow(nfl, new Date(turn.getTime() - 1))).toHaveLength(26);
    expect(slotsToFollow(nfl, turn)).toHaveLength(52);
  });

  it("never comes once every known season is over", () => {
    expect(nextCalendarTurn(nfl, new Date("2028-06-15T18:00Z"))).toBeUndefined();
  });
});

describe("the plan", () => {
  const week = (number: number, games: PlannedGame[], rest: Partial<PlannedSlate> = {}): PlannedSlate =>
    slate(games, { week: number, start: date(Date.UTC(2025, 10, 12, 8) + (number - 11) * 7 * DAY), ...rest });
  const weeksOf = (slates: PlannedSlate[], ms: number): number[] =>
    planFetches(slates, date(ms), OPTIONS).due.map(({ slot }) => slot.week);

  it("puts what is on before what has never been read, near weeks first, and that before the rest", () => {
    const now = KICKOFF + HOUR;
    const overdue = readAt(now - 2 * DAY);
    const slates = [
      week(2, []),
      week(10, []),
      week(15, [game("scheduled", KICKOFF + 28 * DAY)], overdue),
      week(9, [game("final", KICKOFF - 14 * DAY)], overdue),
      week(11, [game("in_progress")], readAt(now - MINUTE)),
    ];
    expect(weeksOf(slates, now)).toEqual([11, 10, 2, 9, 15]);
  });

  it("says when to look again", () => {
    const slates = [
      week(11, [game("scheduled")], readAt(KICKOFF - 40 * MINUTE)),
      week(12, [], { confirmedAt: date(KICKOFF) }),
    ];
    expect(planFetches(slates, date(KICKOFF - 39 * MINUTE), OPTIONS)).toEqual({
      due: [],
      wakeAt: date(KICKOFF - 30 * MINUTE),
    });
    expect(planFetches([], date(KICKOFF), OPTIONS)).toEqual({ due: [], wakeAt: null });
    expect(planFetches([week(12, [], { confirmedAt: date(KICKOFF) })], date(KICKOFF), OPTIONS).wakeAt).toBeNull();
  });

  it("asks no sooner again when what came was out of an old cache", () => {
    const cached = { lastSuccessAt: date(KICKOFF - 10 * MINUTE), lastAttemptAt: date(KICKOFF) };
    expect(planFetches([week(11, [game("in_progress")], cached)], date(KICKOFF), OPTIONS)).toEqual({
      due: [],
      wakeAt: date(KICKOFF + OPTIONS.liveIntervalMs),
    });
  });

  it("takes the live interval it is given", () => {
    const slates = [week(11, [game("in_progress")], readAt(KICKOFF))];
    expect(planFetches(slates, date(KICKOFF), { liveIntervalMs: 30 * SECOND }).wakeAt).toEqual(
      date(KICKOFF + 30 * SECOND),
    );
  });

  it("backs off from a source that fails, sooner back around live games", () => {
    const delays = (reason: "live" | "later"): number[] =>
      [1, 2, 3, 5, 9, 40].map((n) => retryDelayMs(n, reason) / SECOND);
    expect(delays("live")).toEqual([15, 30, 60, 240, 300, 300]);
    expect(delays("later")).toEqual([15, 30, 60, 240, 3600, 3600]);
    const failing = week(11, [game("in_progress")], {
      lastSuccessAt: date(KICKOFF),
      lastAttemptAt: date(KICKOFF + 10 * MINUTE),
      consecutiveFailures: 3,
    });
    expect(planFetches([failing], date(KICKOFF + 10 * MINUTE), OPTIONS)).toEqual({
      due: [],
      wakeAt: date(KICKOFF + 11 * MINUTE),
    });
    expect(weeksOf([failing], KICKOFF + 11 * MINUTE)).toEqual([11]);
    const neverRead = week(11, [], { lastAttemptAt: date(KICKOFF), consecutiveFailures: 1 });
    expect(weeksOf([neverRead], KICKOFF + 14 * SECOND)).toEqual([]);
    expect(weeksOf([neverRead], KICKOFF + 15 * SECOND)).toEqual([11]);
  });

  it("asks nothing of a confirmed slate, ever", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: KICKOFF - 400 * DAY, max: KICKOFF + 400 * DAY }),
        fc.constantFrom<GameStatus>("final", "canceled", "postponed", "scheduled", "in_progress"),
        fc.boolean(),
        (now, status, read) => {
          const done = week(11, [game(status)], {
            confirmedAt: date(KICKOFF + DAY),
            ...(read ? readAt(KICKOFF + DAY) : {}),
          });
          expect(planFetches([done], date(now), OPTIONS)).toEqual({ due: [], wakeAt: null });
        },
      ),
    );
  });
});

/** A real game: what the source would say of it at any time. */
interface Truth {
  kickoff: number;
  /** Delay of the start and length of the game. */
  delay: number;
  length: number;
}

/** Runs a collector over one week from `from` to `until`, each fetch taking a second, and tells when it read. */
const simulate = (truths: Truth[], from: number, until: number): { reads: number[]; slate: PlannedSlate } => {
  const stateAt = (truth: Truth, ms: number): GameStatus => {
    const start = truth.kickoff + truth.delay;
    if (ms < start) return "scheduled";
    return ms < start + truth.length ? "in_progress" : "final";
  };
  let current = slate([]);
  const reads: number[] = [];
  for (let now = from; now < until; ) {
    const { due, wakeAt } = planFetches([current], date(now), OPTIONS);
    if (due.length === 0) {
      if (wakeAt === null) break;
      expect(wakeAt.getTime()).toBeGreaterThan(now);
      now = wakeAt.getTime();
      continue;
    }
    now += SECOND;
    reads.push(now);
    const games = truths.map((truth, index) => {
      const status = stateAt(truth, now);
      const finalAt = status === "final" ? (current.games[index]?.finalAt ?? date(now)) : null;
      return game(status, truth.kickoff, { finalAt, observedAt: date(now) });
    });
    const read = { ...current, games, lastAttemptAt: date(now), lastSuccessAt: date(now) };
    current = { ...read, ...marksAfterRead(read, date(now)) };
  }
  return { reads, slate: current };
};

describe("a collector that follows the plan", () => {
  const truth: fc.Arbitrary<Truth> = fc.record({
    kickoff: fc.integer({ min: 0, max: 4 * 24 * 12 }).map((slots) => KICKOFF - 3 * DAY + slots * 5 * MINUTE),
    delay: fc.integer({ min: 0, max: 90 }).map((minutes) => minutes * MINUTE),
    length: fc.integer({ min: 150, max: 260 }).map((minutes) => minutes * MINUTE),
  });

  it("never leaves a live game unread for more than 30 seconds, and stops for good when all is confirmed", () => {
    fc.assert(
      fc.property(
        fc.array(truth, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 5 * DAY }),
        (truths, late) => {
          const from = KICKOFF - 4 * DAY + late;
          const { reads, slate: end } = simulate(truths, from, KICKOFF + 40 * DAY);
          const gaps = reads.slice(1).map((read, index) => [reads[index]!, read] as const);
          for (const { kickoff, delay, length } of truths) {
            const [start, stop] = [kickoff + delay, kickoff + delay + length];
            for (const [before, after] of gaps) {
              const overlap = Math.min(after, stop) - Math.max(before, start);
              expect(overlap).toBeLessThanOrEqual(30 * SECOND);
            }
          }
          expect(end.confirmedAt).not.toBeNull();
          expect(planFetches([end], date(KICKOFF + 400 * DAY), OPTIONS)).toEqual({ due: [], wakeAt: null });
        },
      ),
      { numRuns: 25 },
    );
  });

  it("reads a Sunday's slate some thousand times, and a finished one twice", () => {
    const sunday = [0, 3.4 * HOUR, 7.3 * HOUR].map((offset) => ({
      kickoff: KICKOFF + offset,
      delay: 0,
      length: 3.1 * HOUR,
    }));
    const { reads } = simulate(sunday, KICKOFF - DAY, KICKOFF + 2 * DAY);
    expect(reads.length).toBeGreaterThan(2000);
    expect(reads.length).toBeLessThan(2700);
    const after = simulate(sunday, KICKOFF + 20 * HOUR, KICKOFF + 40 * DAY).reads;
    expect(after.length).toBe(2);
  });

  it("makes few requests in a quiet week, and none outside what it follows", () => {
    // Mid-March: the season is confirmed, nothing is scheduled. Late July: 26 weeks lie ahead, none within a week.
    const followed = (instant: string): PlannedSlate[] =>
      slotsToFollow(nfl, new Date(instant)).map((slot) => {
        const read = new Date(Date.parse(instant) - HOUR);
        const past = slot.start < read;
        return {
          ...slate([game(past ? "final" : "scheduled", slot.start.getTime() + 4 * DAY)]),
          ...slot,
          lastAttemptAt: read,
          lastSuccessAt: read,
          settledAt: past ? read : null,
          confirmedAt: past ? read : null,
        };
      });
    const countDay = (instant: string): number => {
      let slates = followed(instant);
      const from = Date.parse(instant);
      let count = 0;
      for (let now = from; now < from + DAY; ) {
        const { due, wakeAt } = planFetches(slates, date(now), OPTIONS);
        count += due.length;
        const keys = new Set(due.map(({ slot }) => slotKey(slot)));
        slates = slates.map((each) => (keys.has(slotKey(each)) ? { ...each, ...readAt(now) } : each));
        now = due.length > 0 ? now + SECOND : (wakeAt?.getTime() ?? from + DAY);
      }
      return count;
    };
    expect(countDay("2026-03-15T12:00Z")).toBe(0);
    expect(countDay("2026-07-10T12:00Z")).toBeLessThanOrEqual(40);
    expect(countDay("2025-11-18T12:00Z")).toBeLessThanOrEqual(24 + 2 * 4 + 20);
  });

  it("knows every week of the season within one round from a cold start", () => {
    const now = new Date("2025-11-16T12:00Z");
    const cold = slotsOf(nfl, 2025).map((slot) => ({ ...slate([]), ...slot }));
    const { due } = planFetches(cold, now, OPTIONS);
    expect(due).toHaveLength(26);
    expect(due[0]?.slot).toEqual({ season: 2025, seasonType: "regular", week: 11 });
  });
});
