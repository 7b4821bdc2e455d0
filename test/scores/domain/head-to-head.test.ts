import { describe, expect, it } from "vitest";
import { headToHead } from "../../../src/modules/scores/domain/head-to-head.ts";
import { final, minutesAfterKickoff, observe, stored } from "./game-factory.ts";

const WEEK_MINUTES = 7 * 24 * 60;

/** A final game of 2025, in the given week. */
const result = (
  week: number,
  away: `nfl:${string}`,
  home: `nfl:${string}`,
  score: [number, number],
  rest: Parameters<typeof final>[1] = {},
) =>
  stored(
    final(score, { week, away, home, kickoff: minutesAfterKickoff(week * WEEK_MINUTES), ...rest }),
    minutesAfterKickoff(0),
    `game_${week}_${away}_${home}`,
  );

describe("head to head", () => {
  const games = [
    result(1, "nfl:nyj", "nfl:ne", [10, 20]),
    result(9, "nfl:ne", "nfl:nyj", [13, 13]),
    result(1, "nfl:ne", "nfl:nyj", [0, 3], { seasonType: "pre" }),
    result(20, "nfl:nyj", "nfl:ne", [28, 21], { seasonType: "post", week: 2, round: "divisional" }),
    result(3, "nfl:ne", "nfl:mia", [7, 3]),
    stored(observe({ home: "nfl:ne", away: "nfl:nyj" })),
  ];

  it("keeps the two parts of the season apart and adds them up", () => {
    const { regular, postseason, total, meetings } = headToHead(games, "nfl:ne", "nfl:nyj");
    expect(regular).toEqual({ games: 2, record: { wins: 1, losses: 0, ties: 1 }, pointsFor: 33, pointsAgainst: 23 });
    expect(postseason).toEqual({ games: 1, record: { wins: 0, losses: 1, ties: 0 }, pointsFor: 21, pointsAgainst: 28 });
    expect(total).toEqual({ games: 3, record: { wins: 1, losses: 1, ties: 1 }, pointsFor: 54, pointsAgainst: 51 });
    expect(meetings.map(({ seasonType, week, atHome, winner }) => [seasonType, week, atHome, winner])).toEqual([
      ["post", 2, true, "nfl:nyj"],
      ["regular", 9, false, null],
      ["regular", 1, true, "nfl:ne"],
    ]);
  });

  it("is the same seen from the other side", () => {
    const ours = headToHead(games, "nfl:ne", "nfl:nyj").total;
    const theirs = headToHead(games, "nfl:nyj", "nfl:ne").total;
    expect(theirs.record).toEqual({ wins: ours.record.losses, losses: ours.record.wins, ties: ours.record.ties });
    expect([theirs.pointsFor, theirs.pointsAgainst]).toEqual([ours.pointsAgainst, ours.pointsFor]);
  });

  it("is empty between clubs that never met", () => {
    expect(headToHead(games, "nfl:ne", "nfl:sea")).toMatchObject({ total: { games: 0, pointsFor: 0 }, meetings: [] });
  });
});
