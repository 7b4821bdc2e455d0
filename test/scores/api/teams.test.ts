import { describe, expect, it } from "vitest";
import { HeadToHead, TeamDetail, TeamList } from "../../../src/modules/scores/scores.schemas.ts";
import { live, observe } from "../domain/game-factory.ts";
import { gamesCsv, KNOWN_CSV } from "./known-games.ts";
import { createScoresApi } from "./scores-api.ts";

describe("the list of clubs", () => {
  it.each([
    [2026, 32, "Las Vegas Raiders", "Washington Commanders"],
    [2019, 32, "Oakland Raiders", "Washington Redskins"],
    [2001, 31, "Oakland Raiders", "Washington Redskins"],
  ])("of %d has %d, under their names of then", async (season, count, raiders, washington) => {
    const api = await createScoresApi();
    const { items } = await api.get(TeamList, `teams?season=${season}`);
    expect(items).toHaveLength(count);
    expect(new Set(items.map(({ id }) => id)).size).toBe(count);
    const nameOf = (team: string) => items.find(({ id }) => id === team)?.name;
    expect([nameOf("nfl:lv"), nameOf("nfl:wsh")]).toEqual([raiders, washington]);
  });

  it("is of this season by default", async () => {
    const api = await createScoresApi({ now: new Date("2026-02-01T12:00:00Z") });
    expect((await api.get(TeamList, "teams")).season).toBe(2025);
  });
});

describe("a club", () => {
  it.each([
    "ne",
    "NE",
    "nfl:ne",
    "NFL-NE",
    "New England Patriots",
    "new%20england%20%20patriots",
    "patriots",
    "New%20England",
    "NWE",
    "pats",
  ])("is found as %s", async (spelling) => {
    const api = await createScoresApi();
    expect((await api.get(TeamDetail, `teams/${spelling}`)).team.id).toBe("nfl:ne");
  });

  it.each([
    ["OAK", "nfl:lv"],
    ["St.%20Louis%20Rams", "nfl:lar"],
    ["st%20louis", "nfl:lar"],
    ["LA", "nfl:lar"],
    ["SD", "nfl:lac"],
    ["WAS", "nfl:wsh"],
    ["Redskins", "nfl:wsh"],
    ["Football%20Team", "nfl:wsh"],
    ["JAC", "nfl:jax"],
    ["AZ", "nfl:ari"],
    ["49ers", "nfl:sf"],
  ])("is found by a former or foreign name: %s is %s", async (spelling, id) => {
    const api = await createScoresApi();
    expect((await api.get(TeamDetail, `teams/${spelling}`)).team.id).toBe(id);
  });

  it("has its record, its schedule, the last game and the next, and its byes", async () => {
    const api = await createScoresApi({ now: new Date("2026-09-25T12:00:00Z") });
    await api.importCsv(
      gamesCsv(`
        2026 REG 1 2026-09-09 20:20 NE 20-17 SEA
        2026 REG 2 2026-09-20 13:00 BUF 14-13 MIA
        2026 REG 3 2026-09-27 13:00 NE - NYJ
        2026 REG 4 2026-10-04 13:00 BUF - NE
      `),
    );
    const detail = await api.get(TeamDetail, "teams/ne");
    expect(detail).toMatchObject({
      season: 2026,
      team: { conference: "AFC", division: "AFC East" },
      record: { wins: 1, losses: 0, rank: 1, away: { wins: 1 } },
      lastGame: { week: 1, status: "final" },
      nextGame: { week: 3, status: "scheduled" },
      byeWeeks: [2],
    });
    expect(detail.schedule.map(({ week }) => week)).toEqual([1, 3, 4]);
  });

  it("has the game that is on as its next one", async () => {
    const api = await createScoresApi({ now: new Date("2025-11-16T19:00:00Z") });
    await api.tell([
      live(2, "10:00", [7, 7]),
      observe({ week: 12, sourceId: "2", kickoff: new Date("2025-11-23T18:00:00Z"), home: "nfl:cin", away: "nfl:ne" }),
    ]);
    expect((await api.get(TeamDetail, "teams/ne")).nextGame).toMatchObject({ week: 11, status: "in_progress" });
  });

  it("of a season in the past is as it was then", async () => {
    const api = await createScoresApi();
    await api.importCsv(KNOWN_CSV);
    const { team, schedule, nextGame } = await api.get(TeamDetail, "teams/Rams?season=2003");
    expect(team.name).toBe("St. Louis Rams");
    expect({ schedule, nextGame }).toEqual({ schedule: [], nextGame: null });
    expect((await api.get(TeamDetail, "teams/kc?season=2023")).lastGame).toMatchObject({ round: "super-bowl" });
  });
});

describe("head to head", () => {
  it("adds up games and points of both clubs, the postseason apart", async () => {
    const api = await createScoresApi();
    await api.importCsv(KNOWN_CSV);
    const answer = await api.get(HeadToHead, "head-to-head?teamA=NE&teamB=Jets");
    expect(answer).toMatchObject({
      teamA: { id: "nfl:ne" },
      teamB: { id: "nfl:nyj" },
      season: null,
      regular: { teamAWins: 1, teamBWins: 1, ties: 0, teamAPoints: 18, teamBPoints: 27 },
      post: { teamAWins: 0, teamBWins: 0, games: [] },
    });
    expect(answer.regular.games.map(({ week }) => week)).toEqual([3, 18]);
    expect(await api.get(HeadToHead, "head-to-head?teamA=sf&teamB=kc&season=2023")).toMatchObject({
      season: 2023,
      regular: { teamAWins: 0, teamBWins: 0 },
      post: { teamAWins: 0, teamBWins: 1, teamAPoints: 22, teamBPoints: 25 },
    });
  });

  it("counts ties, reads the same from both sides, and lists games to come without counting them", async () => {
    const api = await createScoresApi();
    await api.importCsv(KNOWN_CSV);
    await api.tell([
      observe({ season: 2026, week: 9, home: "nfl:gb", away: "nfl:dal", kickoff: new Date("2026-11-08T18:00:00Z") }),
    ]);
    for (const query of ["teamA=gb&teamB=dal", "teamA=dal&teamB=gb"]) {
      const { regular, post } = await api.get(HeadToHead, `head-to-head?${query}`);
      expect(regular).toMatchObject({ teamAWins: 0, teamBWins: 0, ties: 1, teamAPoints: 40, teamBPoints: 40 });
      expect(regular.games.map(({ season, status }) => [season, status])).toEqual([
        [2025, "final"],
        [2026, "scheduled"],
      ]);
      expect([post.teamAWins, post.teamBWins].sort()).toEqual([0, 1]);
    }
  });

  it("names a club that was founded later by its first name", async () => {
    const api = await createScoresApi();
    const { teamA, teamB } = await api.get(HeadToHead, "head-to-head?teamA=hou&teamB=ten&season=2000");
    expect([teamA.name, teamB.name]).toEqual(["Houston Texans", "Tennessee Titans"]);
  });
});
