import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isFinalGame } from "../../../src/modules/scores/domain/game-state.ts";
import { headToHead } from "../../../src/modules/scores/domain/head-to-head.ts";
import { fromNflverseWeek } from "../../../src/modules/scores/domain/nflverse-week.ts";
import { comparePercentage, emptyRecord, gamesOf, recordText } from "../../../src/modules/scores/domain/record.ts";
import { divisionStandings, type ResultGame, teamRecords } from "../../../src/modules/scores/domain/standings.ts";
import { resolveTeam } from "../../../src/modules/scores/domain/teams.ts";
import { zonedInstant } from "../../../src/modules/scores/domain/time.ts";
import { final, live, minutesAfterKickoff, nfl, observe, stored } from "./game-factory.ts";
import { hasSharedData, readSharedCsv } from "./shared-data.ts";

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

const rowOf = (games: readonly ResultGame[], team: string, options: { week?: number } = {}) =>
  teamRecords(nfl, 2025, games, options).find((row) => row.team.team === team)!;

describe("standings", () => {
  const games = [
    result(1, "nfl:nyj", "nfl:ne", [10, 20]),
    result(2, "nfl:ne", "nfl:kc", [17, 17], { period: 5, overtime: true }),
    result(3, "nfl:ne", "nfl:dal", [30, 3]),
    result(4, "nfl:buf", "nfl:ne", [0, 6]),
  ];

  it("split a club's games by division, conference and place", () => {
    expect(rowOf(games, "nfl:ne")).toMatchObject({
      overall: { wins: 3, losses: 0, ties: 1 },
      percentage: 0.875,
      division: { wins: 2, losses: 0, ties: 0 },
      conference: { wins: 2, losses: 0, ties: 1 },
      home: { wins: 2, losses: 0, ties: 0 },
      away: { wins: 1, losses: 0, ties: 1 },
      pointsFor: 73,
      pointsAgainst: 30,
      netPoints: 43,
      streak: { outcome: "W", length: 2 },
      lastFive: ["W", "T", "W", "W"],
    });
    expect(rowOf(games, "nfl:sea")).toMatchObject({ overall: emptyRecord(), streak: null, lastFive: [], netPoints: 0 });
  });

  it("go up to the week asked for, and to the date for the run of results", () => {
    expect(rowOf(games, "nfl:ne", { week: 2 })).toMatchObject({
      overall: { wins: 1, losses: 0, ties: 1 },
      streak: { outcome: "T", length: 1 },
    });
    expect(rowOf([...games].reverse(), "nfl:ne").lastFive).toEqual(["W", "T", "W", "W"]);
    const many = Array.from({ length: 7 }, (_, index) =>
      result(index + 1, "nfl:ne", "nfl:mia", index < 2 ? [1, 0] : [0, 1]),
    );
    expect(rowOf(many, "nfl:ne")).toMatchObject({
      streak: { outcome: "L", length: 5 },
      lastFive: ["L", "L", "L", "L", "L"],
    });
  });

  it("count nothing but final games of the regular season", () => {
    const others = [
      stored(observe({ status: "canceled", score: [0, 0] })),
      stored(observe({ status: "postponed", score: [0, 0] })),
      stored(observe({ status: "unknown", score: [0, 0] })),
      stored(live(4, "0:01", [7, 3])),
      stored(observe()),
      result(1, "nfl:kc", "nfl:ne", [7, 3], { seasonType: "pre" }),
      result(1, "nfl:kc", "nfl:ne", [7, 3], { seasonType: "post" }),
      result(1, "nfl:kc", "nfl:ne", [7, 3], { season: 2024 }),
    ];
    for (const row of teamRecords(nfl, 2025, others)) expect(row.overall).toEqual(emptyRecord());
  });

  it("order a division by percentage, then wins, then net points, then name", () => {
    const order = (more: ResultGame[]): string[] =>
      divisionStandings(nfl, 2025, more)
        .find(({ division }) => division === "AFC East")!
        .rows.map(({ team }) => team.abbreviation);
    expect(order([])).toEqual(["BUF", "MIA", "NE", "NYJ"]);
    expect(order([result(1, "nfl:nyj", "nfl:dal", [9, 3]), result(1, "nfl:ne", "nfl:phi", [9, 6])])).toEqual([
      "NYJ",
      "NE",
      "BUF",
      "MIA",
    ]);
    expect(
      order([
        result(1, "nfl:mia", "nfl:dal", [9, 9]),
        result(1, "nfl:nyj", "nfl:phi", [9, 3]),
        result(2, "nfl:nyj", "nfl:phi", [3, 9]),
        result(1, "nfl:ne", "nfl:kc", [1, 2]),
      ]),
    ).toEqual(["NYJ", "MIA", "BUF", "NE"]);
  });

  it("have every division of the season, in its order", () => {
    const names = (season: number): string[] => divisionStandings(nfl, season, []).map(({ division }) => division);
    expect(names(2025)).toEqual(nfl.divisions(2025));
    expect(names(2001)).toEqual(nfl.divisions(2001));
    expect(divisionStandings(nfl, 2001, []).flatMap(({ rows }) => rows)).toHaveLength(31);
  });

  it("give as many wins as losses, and as many points to as against", () => {
    const teams = nfl.franchises.map((team) => team.id as `nfl:${string}`);
    const game = fc
      .tuple(
        fc.integer({ min: 1, max: 18 }),
        fc.shuffledSubarray(teams, { minLength: 2, maxLength: 2 }),
        fc.nat(50),
        fc.nat(50),
      )
      .map(([week, [away, home], a, h]) => result(week, away!, home!, [a, h]));
    fc.assert(
      fc.property(fc.array(game, { maxLength: 40 }), (all) => {
        const rows = teamRecords(nfl, 2025, all);
        const sum = (pick: (row: (typeof rows)[number]) => number): number =>
          rows.reduce((total, row) => total + pick(row), 0);
        expect(sum((row) => row.overall.wins)).toBe(sum((row) => row.overall.losses));
        expect(sum((row) => gamesOf(row.overall))).toBe(2 * all.length);
        expect(sum((row) => gamesOf(row.home))).toBe(all.length);
        expect(sum((row) => row.netPoints)).toBe(0);
        expect(sum((row) => row.pointsFor)).toBe(
          all.reduce((total, each) => total + each.homeScore! + each.awayScore!, 0),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe.skipIf(!hasSharedData("nfl/standings.csv") || !hasSharedData("nfl/games.csv"))(
  "against twelve real seasons",
  () => {
    const idOf = (abbreviation: string): string => {
      const resolution = resolveTeam(nfl, abbreviation);
      if (!resolution.found) throw new Error(`no club ${abbreviation}`);
      return resolution.team.id;
    };
    const seasons = (): Map<number, ResultGame[]> => {
      const bySeason = new Map<number, ResultGame[]>();
      for (const row of readSharedCsv("nfl/games.csv")) {
        const season = Number(row.season);
        if (season > 2013 || row.home_score === "") continue;
        const slot = fromNflverseWeek(nfl, { season, gameType: row.game_type!, week: Number(row.week) })!;
        const game: ResultGame = {
          ...slot,
          kickoff: zonedInstant(row.gameday!, row.gametime || "13:00", nfl.timeZone),
          status: "final",
          homeTeam: idOf(row.home_team!),
          awayTeam: idOf(row.away_team!),
          homeScore: Number(row.home_score),
          awayScore: Number(row.away_score),
        };
        bySeason.set(season, [...(bySeason.get(season) ?? []), game]);
      }
      return bySeason;
    };

    it("reproduces the record, the percentage and the points of all 384 clubs, 2002-2013", () => {
      const games = seasons();
      const expected = readSharedCsv("nfl/standings.csv");
      for (const row of expected) {
        const season = Number(row.season);
        const ours = teamRecords(nfl, season, games.get(season)!).find(({ team }) => team.team === idOf(row.team!))!;
        expect([
          season,
          row.team,
          ours.overall,
          ours.percentage,
          ours.pointsFor,
          ours.pointsAgainst,
          ours.netPoints,
        ]).toEqual([
          season,
          row.team,
          { wins: Number(row.wins), losses: Number(row.losses), ties: Number(row.ties) },
          Math.round(Number(row.pct) * 10_000) / 10_000,
          Number(row.scored),
          Number(row.allowed),
          Number(row.net),
        ]);
      }
      expect(expected).toHaveLength(384);
    });

    it("reproduces every division and conference record, 2002-2013", () => {
      const games = seasons();
      const expected = readSharedCsv("nfl/oracle/expected_team_metrics.csv");
      for (const row of expected) {
        const season = Number(row.season);
        const ours = teamRecords(nfl, season, games.get(season)!).find(({ team }) => team.team === idOf(row.team!))!;
        expect([season, row.team, recordText(ours.division), recordText(ours.conference)]).toEqual([
          season,
          row.team,
          row.division_record,
          row.conference_record,
        ]);
      }
      expect(expected).toHaveLength(384);
    });

    it("puts no club above one with the better place, but where the table broke a tie of percentages", () => {
      const games = seasons();
      const rank = new Map(
        readSharedCsv("nfl/standings.csv").map((row) => [`${row.season} ${idOf(row.team!)}`, Number(row.div_rank)]),
      );
      for (let season = 2002; season <= 2013; season += 1) {
        for (const { rows } of divisionStandings(nfl, season, games.get(season)!)) {
          for (const [index, row] of rows.entries()) {
            const next = rows[index + 1];
            if (next === undefined || comparePercentage(row.overall, next.overall) === 0) continue;
            expect(rank.get(`${season} ${row.team.team}`)!).toBeLessThan(rank.get(`${season} ${next.team.team}`)!);
          }
        }
      }
    });

    it("finds every pair's meetings once from each side", () => {
      const games = [...seasons().values()].flat().map((game, index) => ({
        ...game,
        id: `game_${index}`,
        round: null,
        neutralSite: false,
        overtime: false,
      }));
      const teams = nfl.franchises.map(({ id }) => id);
      let total = 0;
      for (const team of teams)
        for (const opponent of teams) total += headToHead(games, team, opponent).meetings.length;
      expect(total).toBe(2 * games.filter(isFinalGame).length);
    });
  },
);
