import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { combineFreshness, slateFreshness } from "../../../src/modules/scores/domain/freshness.ts";
import type { GameStatus } from "../../../src/modules/scores/domain/game.ts";
import { nextReadAfter, type PlannedGame, type PlannedSlate } from "../../../src/modules/scores/domain/refresh.ts";
import { DAY, date, game, HOUR, KICKOFF, MINUTE, OPTIONS, readAt, SECOND, slate } from "./slate-factory.ts";

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
