import { describe, expect, it } from "vitest";
import { Calendar, CurrentWeek, Standings, type StandingsRow } from "../../../src/modules/scores/scores.schemas.ts";
import { final, live, observe } from "../domain/game-factory.ts";
import { gamesCsv, KNOWN_CSV } from "./known-games.ts";
import { createScoresApi } from "./scores-api.ts";

const rowsOf = ({ conferences }: Standings): StandingsRow[] =>
  conferences.flatMap(({ divisions }) => divisions.flatMap(({ rows }) => rows));
const rowOf = (standings: Standings, team: string) => rowsOf(standings).find((row) => row.team.id === team);

describe("the current week", () => {
  it("is known without a single game stored", async () => {
    const api = await createScoresApi({ now: new Date("2026-11-20T12:00:00Z") });
    expect(await api.get(CurrentWeek, "weeks/current")).toEqual({
      season: 2026,
      seasonType: "regular",
      week: 11,
      label: "Week 11",
      games: { total: 0, inProgress: 0, final: 0 },
      endsAt: "2026-11-25T08:00:00.000Z",
      previous: { season: 2026, seasonType: "regular", week: 10, label: "Week 10" },
      next: { season: 2026, seasonType: "regular", week: 12, label: "Week 12" },
      asOf: null,
      stale: true,
      staleAt: null,
      source: null,
    });
  });

  it("counts its games by how far they are", async () => {
    const api = await createScoresApi({ now: new Date("2025-11-16T19:00:00Z") });
    await api.tell([
      final([14, 27], { sourceId: "1", home: "nfl:ne", away: "nfl:nyj", kickoff: new Date("2025-11-14T01:15:00Z") }),
      live(1, "4:12", [7, 0], { sourceId: "2" }),
      observe({ sourceId: "3", home: "nfl:phi", away: "nfl:det", kickoff: new Date("2025-11-17T01:20:00Z") }),
    ]);
    const { week, games } = await api.get(CurrentWeek, "weeks/current");
    expect({ week, games }).toEqual({ week: 11, games: { total: 3, inProgress: 1, final: 1 } });
  });

  it("turns into the next one when it ends, although nothing is stored and the answer was kept", async () => {
    const api = await createScoresApi({ now: new Date("2026-11-20T12:00:00Z") });
    const { endsAt, next } = await api.get(CurrentWeek, "weeks/current");
    await api.clock.advance(Date.parse(endsAt ?? "") - api.clock.now().getTime() - 1);
    expect((await api.get(CurrentWeek, "weeks/current")).week).toBe(11);
    await api.clock.advance(1);
    expect(await api.get(CurrentWeek, "weeks/current")).toMatchObject(next ?? {});
  });

  it.each([
    ["2026-03-20T12:00:00Z", { season: 2025, seasonType: "post", week: 5, label: "Super Bowl" }],
    ["2026-08-08T12:00:00Z", { season: 2026, seasonType: "pre", week: 1, label: "Hall of Fame Weekend" }],
    ["2027-01-10T20:00:00Z", { season: 2026, seasonType: "regular", week: 18 }],
    ["2027-01-31T20:00:00Z", { season: 2026, seasonType: "post", week: 3, label: "Conference Championships" }],
    ["2027-02-07T20:00:00Z", { season: 2026, seasonType: "post", week: 3, label: "Conference Championships" }],
    ["2027-02-14T20:00:00Z", { season: 2026, seasonType: "post", week: 5, label: "Super Bowl" }],
  ])("at %s is as the calendar has it", async (now, expected) => {
    const api = await createScoresApi({ now: new Date(now) });
    expect(await api.get(CurrentWeek, "weeks/current")).toMatchObject(expected);
  });
});

describe("the calendar of a season", () => {
  it.each([
    [1999, 17, 5],
    [2020, 17, 5],
    [2021, 18, 4],
    [2026, 18, 4],
  ])("%d has %d regular weeks, %d of preseason and four rounds", async (season, regular, preseason) => {
    const api = await createScoresApi();
    const { parts } = await api.get(Calendar, `calendar/${season}`);
    expect(parts.map(({ seasonType, weeks }) => [seasonType, weeks.length])).toEqual([
      ["pre", preseason],
      ["regular", regular],
      ["post", 4],
    ]);
    expect(parts[2]?.weeks.map(({ week, round }) => [week, round])).toEqual([
      [1, "wild-card"],
      [2, "divisional"],
      [3, "conference"],
      [5, "super-bowl"],
    ]);
    const starts = parts.flatMap(({ weeks }) => weeks.map(({ start }) => start));
    expect(starts).toEqual([...starts].sort());
  });

  it("counts what is stored of each week, and names the seasons that have games", async () => {
    const api = await createScoresApi();
    await api.importCsv(KNOWN_CSV);
    const { seasons, parts } = await api.get(Calendar, "calendar/2023");
    expect(seasons).toEqual([2026, 2025, 2023, 2022]);
    const stored = parts.flatMap(({ seasonType, weeks }) =>
      weeks.filter(({ games }) => games > 0).map(({ week, games, final }) => [seasonType, week, games, final]),
    );
    expect(stored).toEqual([
      ["regular", 1, 1, 1],
      ["regular", 3, 1, 1],
      ["regular", 18, 1, 1],
      ["post", 1, 6, 6],
      ["post", 2, 4, 4],
      ["post", 3, 2, 2],
      ["post", 5, 1, 1],
    ]);
  });

  it("lets a week begin on the Wednesday before its first game", async () => {
    const api = await createScoresApi();
    await api.importCsv(KNOWN_CSV);
    const { parts } = await api.get(Calendar, "calendar/2026");
    expect(parts[1]?.weeks[0]?.start).toBe("2026-09-09T04:00:00.000Z");
  });
});

describe("standings", () => {
  const NE_AND_NYJ = gamesCsv(`
    2024 REG 1 2024-09-08 13:00 NE 16-10 CIN
    2024 REG 2 2024-09-15 13:00 SEA 23-20 NE overtime
    2024 REG 3 2024-09-19 20:15 NE 3-24 NYJ
    2024 REG 8 2024-10-27 13:00 NYJ 22-25 NE
  `);

  it("have every club of the season, in the league's order of divisions", async () => {
    const api = await createScoresApi();
    const standings = await api.get(Standings, "standings?season=2024");
    expect(rowsOf(standings)).toHaveLength(32);
    expect(standings.conferences.map(({ name, divisions }) => [name, divisions.map((one) => one.name)])).toEqual([
      ["AFC", ["AFC East", "AFC North", "AFC South", "AFC West"]],
      ["NFC", ["NFC East", "NFC North", "NFC South", "NFC West"]],
    ]);
    expect(rowOf(standings, "nfl:ne")).toMatchObject({ wins: 0, losses: 0, ties: 0, percentage: 0, streak: null });
  });

  it("had six divisions and 31 clubs in 2001", async () => {
    const api = await createScoresApi();
    const standings = await api.get(Standings, "standings?season=2001");
    expect(rowsOf(standings)).toHaveLength(31);
    expect(standings.conferences.map(({ divisions }) => divisions.length)).toEqual([3, 3]);
  });

  it("split a record by opponent and place, and add up its points", async () => {
    const api = await createScoresApi();
    await api.importCsv(NE_AND_NYJ);
    expect(rowOf(await api.get(Standings, "standings?season=2024"), "nfl:ne")).toMatchObject({
      wins: 2,
      losses: 2,
      ties: 0,
      percentage: 0.5,
      division: { wins: 1, losses: 1, ties: 0 },
      conference: { wins: 2, losses: 1, ties: 0 },
      home: { wins: 1, losses: 1, ties: 0 },
      away: { wins: 1, losses: 1, ties: 0 },
      pointsFor: 64,
      pointsAgainst: 79,
      netPoints: -15,
      streak: { result: "W", length: 1 },
      lastFive: ["W", "L", "L", "W"],
    });
  });

  it("stand as after a week when one is named", async () => {
    const api = await createScoresApi();
    await api.importCsv(NE_AND_NYJ);
    const asOfWeek = async (week: number) => {
      const standings = await api.get(Standings, `standings?season=2024&week=${week}`);
      expect(standings.week).toBe(week);
      return rowOf(standings, "nfl:ne");
    };
    expect(await asOfWeek(1)).toMatchObject({ wins: 1, losses: 0 });
    expect(await asOfWeek(3)).toMatchObject({ wins: 1, losses: 2, streak: { result: "L", length: 2 } });
    expect(await asOfWeek(18)).toMatchObject({ wins: 2, losses: 2 });
  });

  it("count a tie as half a win, and neither the postseason nor games that were not played", async () => {
    const api = await createScoresApi();
    await api.importCsv(KNOWN_CSV);
    expect(rowOf(await api.get(Standings, "standings?season=2025"), "nfl:gb")).toMatchObject({
      ties: 1,
      percentage: 0.5,
    });
    expect(rowOf(await api.get(Standings, "standings?season=2023"), "nfl:kc")).toMatchObject({ wins: 0, losses: 1 });
    await api.tell([
      observe({ season: 2026, week: 2, status: "canceled", score: [0, 0], kickoff: new Date("2026-09-20T17:00:00Z") }),
    ]);
    expect(rowOf(await api.get(Standings, "standings"), "nfl:kc")).toMatchObject({ wins: 0, losses: 0, ties: 0 });
  });

  it("are of this season by default, and change when it does although the answer was kept", async () => {
    const api = await createScoresApi({ now: new Date("2026-03-01T12:00:00Z") });
    expect((await api.get(Standings, "standings")).season).toBe(2025);
    await api.clock.advance(Date.parse("2026-08-07T12:00:00Z") - api.clock.now().getTime());
    expect((await api.get(Standings, "standings")).season).toBe(2026);
  });
});
