import { describe, expect, it } from "vitest";
import {
  clubsWithoutGame,
  flippedSides,
  groupByDay,
  leaderOf,
  percentageText,
  periodOf,
  recordText,
  signed,
  statusOf,
} from "../../../src/web/text/games.ts";
import { aFinal, aGame, aLiveGame, allTeams, aReader, aSide } from "../../support/web-factories.ts";

describe("a game's status", () => {
  const reader = aReader();
  it.each([
    ["the time of kickoff in the reader's zone", aGame(), { word: "Kickoff", detail: "03:15" }],
    ["no invented time", aGame({ kickoffKnown: false }), { word: "Kickoff", detail: "TBD" }],
    ["quarter and clock", aLiveGame(), { word: "Live", detail: "Q3 8:14" }],
    ["the quarter where there is no clock", aLiveGame({ clock: null }), { word: "Live", detail: "Q3" }],
    ["halftime", aLiveGame({ phase: "halftime", clock: null }), { word: "Live", detail: "Half" }],
    ["the end of a quarter", aLiveGame({ phase: "end_of_period" }), { word: "Live", detail: "End Q3" }],
    ["a delay", aLiveGame({ phase: "delayed" }), { word: "Delayed", detail: "Q3" }],
    ["a suspension", aLiveGame({ phase: "suspended" }), { word: "Suspended", detail: "Q3" }],
    ["overtime as it is played", aLiveGame({ period: 5, clock: "3:20" }), { word: "Live", detail: "OT 3:20" }],
    ["an end", aFinal(), { word: "Final", detail: "" }],
    ["an end in overtime", aFinal({ overtime: true, period: 6 }), { word: "Final", detail: "OT2" }],
    ["overtime of a table without periods", aFinal({ overtime: true, period: null }), { word: "Final", detail: "OT" }],
    ["a postponement", aGame({ status: "postponed" }), { word: "Postponed", detail: "" }],
    ["a cancellation", aGame({ status: "canceled" }), { word: "Canceled", detail: "" }],
    ["ignorance", aGame({ status: "unknown" }), { word: "No word", detail: "" }],
  ])("tells %s", (_, game, status) => {
    expect(statusOf(game, reader)).toEqual(status);
  });
});

it("counts overtime periods on from the fourth quarter", () => {
  expect([1, 4, 5, 6, 7].map(periodOf)).toEqual(["Q1", "Q4", "OT", "OT2", "OT3"]);
});

describe("the leader", () => {
  it("is the side with more points, or nobody", () => {
    expect(leaderOf(aLiveGame())).toBe("home");
    expect(leaderOf(aFinal({ away: aSide("NYJ", 30), home: aSide("NE", 27) }))).toBe("away");
    expect(leaderOf(aFinal({ away: aSide("GB", 40), home: aSide("DAL", 40) }))).toBeUndefined();
    expect(leaderOf(aGame())).toBeUndefined();
  });
});

describe("days", () => {
  const thursday = aFinal({ id: "thu", kickoff: "2025-11-14T01:15:00.000Z", date: "2025-11-13" });
  const sunday = aGame({ id: "sun", kickoff: "2025-11-16T18:00:00.000Z", date: "2025-11-16" });
  const lateSunday = aGame({ id: "snf", kickoff: "2025-11-17T01:20:00.000Z", date: "2025-11-16" });
  const days = (games: Parameters<typeof groupByDay>[0], over = {}) =>
    groupByDay(games, aReader(over)).map(({ isoDate, games: of }) => `${isoDate} ${of.map(({ id }) => id).join(" ")}`);

  it("are the reader's: a Sunday night game is Monday's in Helsinki and Sunday's in New York", () => {
    expect(days([sunday, lateSunday])).toEqual(["2025-11-16 sun", "2025-11-17 snf"]);
    expect(days([sunday, lateSunday], { timeZone: "America/New_York" })).toEqual(["2025-11-16 sun snf"]);
  });

  it("show what is to come before what is over, while there is something to come", () => {
    expect(days([thursday, sunday])).toEqual(["2025-11-16 sun", "2025-11-14 thu"]);
  });

  it("run in playing order when all is over", () => {
    const over = aFinal({ id: "sun", kickoff: sunday.kickoff });
    expect(days([over, thursday])).toEqual(["2025-11-14 thu", "2025-11-16 sun"]);
  });

  it("of a game without a time are the league's, not midnight's in the reader's zone", () => {
    const tbd = aGame({ id: "tbd", kickoffKnown: false, kickoff: "2026-01-04T05:00:00.000Z", date: "2026-01-04" });
    expect(days([tbd], { timeZone: "Pacific/Honolulu" })).toEqual(["2026-01-04 tbd"]);
  });

  it("keep a game that is still on in its place after midnight", () => {
    const now = new Date("2025-11-17T23:00:00Z");
    expect(days([sunday, lateSunday], { now })).toEqual(["2025-11-16 sun", "2025-11-17 snf"]);
  });
});

describe("figures", () => {
  it("are written as the sport writes them", () => {
    expect(recordText({ wins: 13, losses: 4, ties: 0 })).toBe("13-4");
    expect(recordText({ wins: 9, losses: 7, ties: 1 })).toBe("9-7-1");
    expect([0, 0.5, 0.7647, 1].map(percentageText)).toEqual([".000", ".500", ".765", "1.000"]);
    expect([12, -3, 0].map(signed)).toEqual(["+12", "-3", "0"]);
  });
});

it("names the clubs that rest, by name, and survives undecided sides", () => {
  const undecided = aGame({ away: { ...aSide("NE"), team: null, placeholder: "TBD" }, home: aSide("KC") });
  const resting = clubsWithoutGame(allTeams, [undecided]);
  expect(resting).toHaveLength(31);
  expect(resting[0]?.name).toBe("Arizona Cardinals");
});

describe("flips", () => {
  it("are the sides whose score differs from what was seen", () => {
    const before = [aLiveGame(), aFinal()];
    const after = [aLiveGame({ away: aSide("KC", 24) }), aFinal(), aGame({ id: "new", away: aSide("NE", 3) })];
    expect(flippedSides(before, after)).toEqual(new Map([["game_live", ["away"]]]));
  });

  it("are both sides when both have scored between two looks", () => {
    const after = aLiveGame({ away: aSide("KC", 24), home: aSide("DEN", 27) });
    expect(flippedSides([aLiveGame()], [after]).get("game_live")).toEqual(["away", "home"]);
  });
});
