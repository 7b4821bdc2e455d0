import { describe, expect, it } from "vitest";
import {
  isSettled,
  marksAfterRead,
  nextReadAfter,
  type PlannedGame,
} from "../../../src/modules/scores/domain/refresh.ts";
import { DAY, date, game, HOUR, KICKOFF, MINUTE, OPTIONS, SECOND, slate } from "./slate-factory.ts";

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
