import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { combineFreshness, slateFreshness } from "../../../src/modules/scores/domain/freshness.ts";
import type { GameStatus } from "../../../src/modules/scores/domain/game.ts";
import { planFetches, retryDelayMs, slotsToFollow } from "../../../src/modules/scores/domain/plan.ts";
import {
  isSettled,
  marksAfterRead,
  nextReadAfter,
  type PlannedGame,
  type PlannedSlate,
} from "../../../src/modules/scores/domain/refresh.ts";
import { slotKey, slotsOf } from "../../../src/modules/scores/domain/season.ts";
import { nfl } from "./game-factory.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Sunday of week 11, 13:00 Eastern. */
const KICKOFF = Date.UTC(2025, 10, 16, 18);
const OPTIONS = { liveIntervalMs: 15 * SECOND };
const date = (ms: number): Date => new Date(ms);

const game = (status: GameStatus, kickoff = KICKOFF, rest: Partial<PlannedGame> = {}): PlannedGame => ({
  kickoff: date(kickoff),
  kickoffKnown: true,
  status,
  finalAt: null,
  observedAt: date(kickoff),
  ...rest,
});

const slate = (games: PlannedGame[], rest: Partial<PlannedSlate> = {}): PlannedSlate => ({
  season: 2025,
  seasonType: "regular",
  week: 11,
  start: date(Date.UTC(2025, 10, 12, 8)),
  games,
  lastAttemptAt: null,
  lastSuccessAt: null,
  consecutiveFailures: 0,
  settledAt: null,
  confirmedAt: null,
  ...rest,
});

const readAt = (ms: number, rest: Partial<PlannedSlate> = {}): Partial<PlannedSlate> => ({
  lastAttemptAt: date(ms),
  lastSuccessAt: date(ms),
  ...rest,
});

/** How long after a read at `ms` the next one is due; undefined for never. */
const wait = (games: PlannedGame[], ms: number): number | undefined => {
  const next = nextReadAfter(slate(games), ms, OPTIONS);
  return next && next.atMs - ms;
};

describe("how often a slate is read", () => {
  it.each<[string, PlannedGame[], number, number]>([
    ["daily while its games are months off", [game("scheduled")], KICKOFF - 60 * DAY, DAY],
    ["four times a day within three weeks", [game("scheduled")], KICKOFF - 15 * DAY, 6 * HOUR],
    ["hourly within a week", [game("scheduled")], KICKOFF - 2 * DAY, HOUR],
    ["right at half an hour before the kickoff", [game("scheduled")], KICKOFF - 40 * MINUTE, 10 * MINUTE],
    ["each minute from then on", [game("scheduled")], KICKOFF - 20 * MINUTE, MINUTE],
    ["at the kickoff", [game("scheduled")], KICKOFF - 30 * SECOND, 30 * SECOND],
    ["at live pace when a game should have begun", [game("scheduled")], KICKOFF + HOUR, 15 * SECOND],
    ["hourly when it still has not after hours", [game("scheduled")], KICKOFF + 7 * HOUR, HOUR],
    ["at live pace while a game is on", [game("in_progress")], KICKOFF + 2 * HOUR, 15 * SECOND],
    [
      "at live pace for one of many",
      [game("final"), game("in_progress"), game("scheduled")],
      KICKOFF + 2 * HOUR,
      15 * SECOND,
    ],
    ["hourly for a game that never ends", [game("in_progress")], KICKOFF + 13 * HOUR, HOUR],
    [
      "each minute after the end",
      [game("final", KICKOFF, { finalAt: date(KICKOFF + 3 * HOUR) })],
      KICKOFF + 3 * HOUR + 10 * MINUTE,
      MINUTE,
    ],
    ["daily for a postponed game", [game("postponed")], KICKOFF + 2 * HOUR, DAY],
    ["daily for a kickoff not set yet", [game("scheduled", KICKOFF, { kickoffKnown: false })], KICKOFF - 30 * DAY, DAY],
    ["hourly for one not set on its day", [game("scheduled", KICKOFF, { kickoffKnown: false })], KICKOFF + HOUR, HOUR],
    ["six hours after the end", [game("final"), game("canceled")], KICKOFF + 5 * HOUR, 6 * HOUR],
    ["daily while empty and far", [], KICKOFF - 60 * DAY, DAY],
    ["hourly while empty in its week", [], KICKOFF, HOUR],
  ])("%s", (_, games, ms, expected) => {
    expect(wait(games, ms)).toBe(expected);
  });

  it("keeps asking for ten minutes and more after the last game leaves live, then waits for corrections", () => {
    const ended = KICKOFF + 3 * HOUR;
    const over = slate([game("final", KICKOFF, { finalAt: date(ended) })], { settledAt: date(ended) });
    let reads = 0;
    let ms = ended;
    for (
      let next = nextReadAfter(over, ms, OPTIONS)!;
      next.reason === "ended";
      next = nextReadAfter(over, ms, OPTIONS)!
    ) {
      ms = next.atMs;
      reads += 1;
    }
    expect(ms - ended).toBeGreaterThanOrEqual(10 * MINUTE);
    expect(reads).toBeLessThanOrEqual(12);
    expect(nextReadAfter(over, ms, OPTIONS)).toEqual({ atMs: ended + 6 * HOUR, reason: "confirm" });
  });

  it("is never once it is confirmed", () => {
    const done = slate([game("final")], { confirmedAt: date(KICKOFF + DAY) });
    expect(nextReadAfter(done, KICKOFF, OPTIONS)).toBeUndefined();
  });

  it("gives up a game that stays open for a month", () => {
    expect(wait([game("postponed")], KICKOFF + 29 * DAY)).toBe(DAY);
    expect(nextReadAfter(slate([game("postponed")]), KICKOFF + 31 * DAY, OPTIONS)?.reason).toBe("confirm");
  });
});

describe("the marks of a slate", () => {
  const over = [game("final"), game("canceled")];

  it("settle it when everything is over, and confirm it six hours later", () => {
    const first = marksAfterRead(slate(over), date(KICKOFF + 4 * HOUR));
    expect(first).toEqual({ settledAt: date(KICKOFF + 4 * HOUR), confirmedAt: null });
    expect(marksAfterRead(slate(over, first), date(KICKOFF + 5 * HOUR))).toEqual(first);
    const confirmed = marksAfterRead(slate(over, first), date(KICKOFF + 10 * HOUR));
    expect(confirmed).toEqual({ settledAt: first.settledAt, confirmedAt: date(KICKOFF + 10 * HOUR) });
  });

  it("confirm an old slate at its first read", () => {
    const read = date(KICKOFF + 3 * DAY);
    expect(marksAfterRead(slate(over), read)).toEqual({ settledAt: read, confirmedAt: read });
  });

  it("are taken back while anything is open", () => {
    for (const status of ["scheduled", "in_progress", "postponed", "unknown"] as const) {
      const open = slate([...over, game(status)], { settledAt: date(KICKOFF + HOUR) });
      expect(marksAfterRead(open, date(KICKOFF + 4 * HOUR))).toEqual({ settledAt: null, confirmedAt: null });
      expect(isSettled(open, date(KICKOFF + 40 * DAY))).toBe(true);
    }
  });

  it("leave an empty week open until it is long past", () => {
    expect(isSettled(slate([]), date(KICKOFF))).toBe(false);
    expect(marksAfterRead(slate([]), date(KICKOFF + 30 * DAY)).confirmedAt).not.toBeNull();
  });
});

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

describe("freshness", () => {
  const liveRead = KICKOFF + HOUR;
  const freshness = (games: PlannedGame[], rest: Partial<PlannedSlate>, now: number) =>
    slateFreshness(slate(games, rest), date(now), OPTIONS);

  it("of a live slate ends after two missed reads and a minute", () => {
    const staleAt = liveRead + 30 * SECOND + MINUTE;
    expect(freshness([game("in_progress")], readAt(liveRead), liveRead)).toEqual({
      asOf: date(liveRead),
      stale: false,
      staleAt: date(staleAt),
    });
    expect(freshness([game("in_progress")], readAt(liveRead), staleAt - 1).stale).toBe(false);
    expect(freshness([game("in_progress")], readAt(liveRead), staleAt)).toEqual({
      asOf: date(liveRead),
      stale: true,
      staleAt: null,
    });
  });

  it("of a confirmed slate never ends", () => {
    const done = readAt(liveRead, { confirmedAt: date(liveRead) });
    expect(freshness([game("final")], done, KICKOFF + 4000 * DAY)).toEqual({
      asOf: date(liveRead),
      stale: false,
      staleAt: null,
    });
  });

  it("does not mind failed attempts before their time", () => {
    const failed = { ...readAt(liveRead), lastAttemptAt: date(liveRead + 20 * SECOND), consecutiveFailures: 1 };
    expect(freshness([game("in_progress")], failed, liveRead + 30 * SECOND).stale).toBe(false);
    expect(freshness([game("in_progress")], failed, liveRead + 5 * MINUTE).stale).toBe(true);
  });

  it("of what was only imported goes by whether the games are over", () => {
    const old = game("final", KICKOFF, { observedAt: date(KICKOFF + DAY) });
    expect(freshness([old, game("final")], {}, KICKOFF + 900 * DAY)).toEqual({
      asOf: date(KICKOFF + DAY),
      stale: false,
      staleAt: null,
    });
    expect(freshness([old, game("scheduled")], {}, KICKOFF).stale).toBe(true);
    expect(freshness([], {}, KICKOFF)).toEqual({ asOf: null, stale: true, staleAt: null });
  });

  it("holds from one moment to its end as told at the first: it depends on stored times only", () => {
    const status = fc.constantFrom<GameStatus>("scheduled", "in_progress", "final", "postponed", "canceled", "unknown");
    const offset = fc.integer({ min: -30 * DAY, max: 30 * DAY });
    const games = fc.array(
      fc
        .tuple(status, offset, fc.boolean())
        .map(([each, ms, kickoffKnown]) => game(each, KICKOFF + ms, { kickoffKnown })),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(games, offset, fc.nat(40 * DAY), (all, read, later) => {
        const readMs = KICKOFF + read;
        const first = freshness(all, readAt(readMs), readMs);
        expect(first.stale).toBe(false);
        const then = freshness(all, readAt(readMs), readMs + later);
        expect(then.stale).toBe(first.staleAt !== null && readMs + later >= first.staleAt.getTime());
        if (!then.stale) expect(then.staleAt).toEqual(first.staleAt);
        // What the plan keeps up with is never stale.
        const next = nextReadAfter(slate(all), readMs, OPTIONS);
        if (next !== undefined) expect(first.staleAt!.getTime()).toBeGreaterThan(next.atMs);
      }),
    );
  });

  it("of an answer built on several slates is that of the oldest that can still change", () => {
    const done = { asOf: date(1), stale: false, staleAt: null };
    const aging = (asOf: number, staleAt: number) => ({ asOf: date(asOf), stale: false, staleAt: date(staleAt) });
    expect(combineFreshness([done, aging(50, 900), aging(70, 400)])).toEqual({
      asOf: date(50),
      stale: false,
      staleAt: date(400),
    });
    expect(combineFreshness([done, aging(50, 900), { asOf: date(20), stale: true, staleAt: null }])).toEqual({
      asOf: date(20),
      stale: true,
      staleAt: null,
    });
    expect(combineFreshness([done, { ...done, asOf: date(9) }])).toEqual({
      asOf: date(9),
      stale: false,
      staleAt: null,
    });
    expect(combineFreshness([])).toEqual({ asOf: null, stale: true, staleAt: null });
  });
});
