import { createReadStream } from "node:fs";
import { describe, expect, it } from "vitest";
import type { GameObservation } from "../../../src/modules/scores/domain/game.ts";
import { NFL } from "../../../src/modules/scores/domain/leagues/nfl.ts";
import { NFLVERSE_ATTRIBUTION, parseGamesCsv } from "../../../src/modules/scores/sources/nflverse.ts";
import { hasReferenceData, referencePath } from "./reference-data.ts";

const HEADER =
  "game_id,season,game_type,week,gameday,gametime,away_team,away_score,home_team,home_score,location,overtime";

const read = async (chunks: AsyncIterable<string> | string[]) => {
  const games: GameObservation[] = [];
  const faults: { line: number; reason: string }[] = [];
  for await (const row of parseGamesCsv(NFL, chunks)) {
    if ("observation" in row) games.push(row.observation);
    else faults.push(row);
  }
  return { games, faults };
};
const readRows = (...rows: string[]) => read([`${[HEADER, ...rows].join("\r\n")}\r\n`]);
const readRow = async (row: string) => (await readRows(row)).games[0];

describe("a row of games.csv", () => {
  it("becomes a final game with its kickoff in UTC", async () => {
    expect(await readRow("2025_01_DAL_PHI,2025,REG,1,2025-09-04,20:20,DAL,20,PHI,24,Home,0")).toEqual({
      source: "nflverse",
      sourceId: "2025_01_DAL_PHI",
      season: 2025,
      seasonType: "regular",
      week: 1,
      round: null,
      kickoff: new Date("2025-09-05T00:20Z"),
      kickoffKnown: true,
      neutralSite: false,
      away: { team: "nfl:dal", placeholder: null, score: 20, lineScores: [] },
      home: { team: "nfl:phi", placeholder: null, score: 24, lineScores: [] },
      status: "final",
      phase: null,
      period: 4,
      clock: null,
      overtime: false,
      venue: null,
      broadcast: null,
      note: null,
    });
  });

  it("uses winter time in winter, and the ESPN week of its round", async () => {
    expect(await readRow("2025_22_SEA_NE,2025,SB,22,2026-02-08,18:30,SEA,29,NE,13,Neutral,0")).toMatchObject({
      seasonType: "post",
      week: 5,
      round: "super-bowl",
      season: 2025,
      kickoff: new Date("2026-02-08T23:30Z"),
      neutralSite: true,
    });
  });

  it("keeps a tie after overtime", async () => {
    const game = await readRow("2025_04_GB_DAL,2025,REG,4,2025-09-28,20:20,GB,40,DAL,40,Home,1");
    expect(game).toMatchObject({
      status: "final",
      overtime: true,
      period: 5,
      home: { score: 40 },
      away: { score: 40 },
    });
  });

  it("has only a date when the time is blank, and no score before it is played", async () => {
    const game = await readRow("2026_18_NYJ_BUF,2026,REG,18,2027-01-10,,NYJ,,BUF,,Home,");
    expect(game).toMatchObject({
      status: "scheduled",
      kickoff: new Date("2027-01-10T05:00Z"),
      kickoffKnown: false,
      period: null,
      home: { score: null },
      away: { score: null },
    });
  });

  it("finds clubs under the abbreviations of their time", async () => {
    const rows = await readRows(
      "2015_01_STL_SD,2015,REG,1,2015-09-13,13:00,STL,1,SD,2,Home,0",
      "2016_01_LA_OAK,2016,REG,1,2016-09-12,13:00,LA,1,OAK,2,Home,0",
      "2023_01_WAS_LAC,2023,REG,1,2023-09-10,13:00,WAS,1,LAC,2,Home,0",
    );
    expect(rows.games.map(({ away, home }) => [away.team, home.team])).toEqual([
      ["nfl:lar", "nfl:lac"],
      ["nfl:lar", "nfl:lv"],
      ["nfl:wsh", "nfl:lac"],
    ]);
  });

  it("is reported with its line when it cannot be read, and the others stand", async () => {
    const good = "2025_01_DAL_PHI,2025,REG,1,2025-09-04,20:20,DAL,20,PHI,24,Home,0";
    const { games, faults } = await readRows(
      good.replace("REG,1", "REG,19"),
      good.replace("DAL,20", "XXX,20"),
      good.replace("DAL,20", "PHI,20"),
      good.replace("PHI,24", "PHI,"),
      good.replace("PHI,24", "PHI,-3"),
      good.replace("2025-09-04", "4.9.2025"),
      good.replace("20:20", "8 pm"),
      "only,three,fields",
      good,
    );
    expect(games).toHaveLength(1);
    expect(faults).toEqual([
      { line: 2, reason: "the season has no such week" },
      { line: 3, reason: "a team is not of this league" },
      { line: 4, reason: "a team meets itself" },
      { line: 5, reason: "only one side has a score" },
      { line: 6, reason: "home_score is not as expected" },
      { line: 7, reason: "gameday is not as expected" },
      { line: 8, reason: "gametime is not as expected" },
      { line: 9, reason: "season is not as expected" },
    ]);
  });
});

describe("the header of games.csv", () => {
  it("is read by name, in any order and with more columns", async () => {
    const names = ["stadium", "spread_line", ...HEADER.split(",").reverse(), "roof"];
    const cells = [
      '"Dome, The"',
      "-3",
      ..."2025_01_DAL_PHI,2025,REG,1,2025-09-04,20:20,DAL,20,PHI,24,Home,0".split(",").reverse(),
      "dome",
    ];
    const { games } = await read([`\uFEFF${names.join(",")}\n${cells.join(",")}`]);
    expect(games[0]).toMatchObject({
      sourceId: "2025_01_DAL_PHI",
      venue: { name: "Dome, The", city: null, region: null, country: null, indoor: true },
    });
  });

  it("must have every column that is needed", async () => {
    const without = HEADER.replace(",gametime", "").replace(",overtime", "");
    await expect(read([`${without}\n`])).rejects.toMatchObject({
      code: "malformed-body",
      message: "The file lacks columns: gametime, overtime.",
    });
    await expect(read([""])).rejects.toMatchObject({ message: "The file is empty." });
  });
});

it("names its source, its licence and that it was changed", () => {
  for (const part of ["nflverse", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "corrected"])
    expect(NFLVERSE_ATTRIBUTION).toContain(part);
});

describe.skipIf(!hasReferenceData)("the whole table", async () => {
  const { games, faults } = hasReferenceData
    ? await read(createReadStream(referencePath("nfl/games.csv"), { encoding: "utf8" }))
    : { games: [], faults: [] };
  const byId = new Map(games.map((game) => [game.sourceId, game]));
  const count = (season: number, seasonType: string) =>
    games.filter((game) => game.season === season && game.seasonType === seasonType).length;

  it("has 7,548 games, 7,276 of them final, and no row that cannot be read", () => {
    expect(faults).toEqual([]);
    expect(games).toHaveLength(7548);
    expect(byId.size).toBe(7548);
    expect(games.filter(({ status }) => status === "final")).toHaveLength(7276);
    expect(games.filter(({ status }) => status === "scheduled").every(({ season }) => season === 2026)).toBe(true);
  });

  it("has the games of each season", () => {
    for (let season = 1999; season <= 2026; season++) {
      const regular = season < 2002 ? 248 : season < 2021 ? 256 : season === 2022 ? 271 : 272;
      expect([season, count(season, "regular")]).toEqual([season, regular]);
      const post = season < 2020 ? 11 : season < 2026 ? 13 : 0;
      expect([season, count(season, "post")]).toEqual([season, post]);
    }
  });

  it("lets no club play twice in a week", () => {
    const seen = new Set<string>();
    for (const { season, seasonType, week, home, away } of games)
      for (const side of [home, away]) {
        const key = `${season}-${seasonType}-${week}-${side.team}`;
        expect(seen.has(key), key).toBe(false);
        seen.add(key);
      }
  });

  it.each([
    ["2017_03_BAL_JAX", "2017-09-24T13:30Z"],
    ["2017_04_NO_MIA", "2017-10-01T13:30Z"],
    ["2017_08_MIN_CLE", "2017-10-29T13:30Z"],
    ["2018_07_TEN_LAC", "2018-10-21T13:30Z"],
    ["2018_08_PHI_JAX", "2018-10-28T13:30Z"],
    ["2014_01_SD_ARI", "2014-09-09T02:20Z"],
    ["2016_02_TB_ARI", "2016-09-18T20:05Z"],
    ["2001_02_WAS_GB", "2001-09-25T01:00Z"],
    ["2004_01_IND_NE", "2004-09-10T01:00Z"],
  ])("has the right kickoff of %s, which the table gives wrongly", (id, kickoff) => {
    expect(byId.get(id)?.kickoff).toEqual(new Date(kickoff));
  });

  it("has no kickoff at hours at which nobody plays", () => {
    const hour = new Intl.DateTimeFormat("en-US", { timeZone: "America/New_York", hour: "numeric", hourCycle: "h23" });
    const odd = games.filter(({ kickoffKnown, kickoff }) => kickoffKnown && Number(hour.format(kickoff)) < 9);
    expect(odd).toEqual([]);
    const mornings = games.filter(({ kickoffKnown, kickoff }) => kickoffKnown && Number(hour.format(kickoff)) === 9);
    expect(mornings.every(({ neutralSite }) => neutralSite)).toBe(true);
  });

  it("knows only the date of 259 games, all of 1999", () => {
    const dated = games.filter(({ kickoffKnown }) => !kickoffKnown);
    expect(dated).toHaveLength(259);
    expect(dated.every(({ season }) => season === 1999)).toBe(true);
  });

  it("calls Buffalo's Toronto games neutral and takes wrong stadiums from games abroad", () => {
    for (const id of ["2009_13_NYJ_BUF", "2010_09_CHI_BUF", "2011_08_WAS_BUF", "2012_15_SEA_BUF", "2013_13_ATL_BUF"])
      expect(byId.get(id)?.neutralSite).toBe(true);
    expect(byId.get("2025_06_DEN_NYJ")).toMatchObject({ neutralSite: true, venue: null });
  });

  it("leaves the cancelled game of 2022 out, and keeps the two games that share an outside id apart", () => {
    expect(byId.has("2022_17_BUF_CIN")).toBe(false);
    expect([byId.get("2003_03_JAX_IND")?.home.team, byId.get("2003_03_NYJ_NE")?.home.team]).toEqual([
      "nfl:ind",
      "nfl:ne",
    ]);
  });
});
