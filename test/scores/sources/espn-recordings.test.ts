import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { GameStatus } from "../../../src/modules/scores/domain/game.ts";
import { NFL } from "../../../src/modules/scores/domain/leagues/nfl.ts";
import { parseScoreboard, parseTeams } from "../../../src/modules/scores/sources/espn.ts";
import { statusSchema } from "../../../src/modules/scores/sources/espn-schemas.ts";
import { readStatus } from "../../../src/modules/scores/sources/espn-status.ts";
import { hasReferenceData, referenceJson } from "./reference-data.ts";

const parse = (file: string) => parseScoreboard(NFL, referenceJson(`espn/${file}`));
const find = (file: string, sourceId: string) =>
  parse(file).observations.find((observation) => observation.sourceId === sourceId);
const count = (statuses: GameStatus[]) =>
  Object.fromEntries([...new Set(statuses)].map((status) => [status, statuses.filter((s) => s === status).length]));

describe.skipIf(!hasReferenceData)("recorded ESPN scoreboards", () => {
  it.each([
    ["scoreboard_2021_reg_w03_scheduled.json", 2021, 3, { scheduled: 16 }],
    ["scoreboard_2022_reg_w01_live.json", 2022, 1, { in_progress: 8, final: 2, scheduled: 6 }],
    ["scoreboard_2023_reg_w01_final.json", 2023, 1, { final: 14, in_progress: 1, scheduled: 1 }],
    ["scoreboard_2023_empty_events.json", 2023, 1, {}],
    ["scoreboard_2025_reg_w01_scheduled.json", 2025, 1, { scheduled: 16 }],
    ["scoreboard_2025_reg_w01_one_final.json", 2025, 1, { final: 1, scheduled: 15 }],
  ])("reads every event of %s", (file, season, week, expected) => {
    const { slot, observations, errors, skipped } = parse(file);
    expect(slot).toEqual({ season, seasonType: "regular", week });
    expect(errors).toEqual([]);
    expect(skipped).toBe(0);
    expect(count(observations.map(({ status }) => status))).toEqual(expected);
    // A week of the regular season: every club plays once at most.
    const teams = observations.flatMap(({ home, away }) => [home.team, away.team]);
    expect(new Set(teams).size).toBe(observations.length * 2);
    expect(teams).not.toContain(null);
  });

  it("has line scores that add up to the score of every game that is not just before kickoff", () => {
    for (const file of ["scoreboard_2022_reg_w01_live.json", "scoreboard_2023_reg_w01_final.json"])
      for (const { home, away } of parse(file).observations)
        for (const side of [home, away])
          expect(side.lineScores.reduce((sum, points) => sum + points, 0)).toBe(side.score ?? 0);
  });

  it("reads the live slate's scores and clocks", () => {
    expect(find("scoreboard_2022_reg_w01_live.json", "401437634")).toMatchObject({
      away: { team: "nfl:pit", score: 20, lineScores: [10, 7, 0, 3] },
      home: { team: "nfl:cin", score: 14, lineScores: [3, 3, 8, 0] },
      period: 4,
      clock: "0:16",
      venue: { name: "Paycor Stadium", city: "Cincinnati", region: "OH", country: null, indoor: false },
    });
    // Minutes before kickoff: period 1, 15:00 and "0" in the feed.
    expect(find("scoreboard_2022_reg_w01_live.json", "401437640")).toMatchObject({
      status: "scheduled",
      period: null,
      clock: null,
      home: { score: null, lineScores: [] },
    });
  });

  it("reads the opening game of 2025 and the neutral one after it", () => {
    expect(find("scoreboard_2025_reg_w01_one_final.json", "401772510")).toMatchObject({
      away: { team: "nfl:dal", score: 20 },
      home: { team: "nfl:phi", score: 24, lineScores: [7, 14, 3, 0] },
      kickoff: new Date("2025-09-05T00:20Z"),
      broadcast: "NBC/Peacock",
      overtime: false,
    });
    expect(find("scoreboard_2025_reg_w01_one_final.json", "401772714")).toMatchObject({
      neutralSite: true,
      note: "NFL São Paulo Game",
      venue: { country: "Brazil" },
    });
  });

  it("knows the club that was only called Washington", () => {
    expect(find("scoreboard_2021_reg_w03_scheduled.json", "401326364")?.away.team).toBe("nfl:wsh");
  });

  it("reads the Super Bowl of season 2025 in week 5 and its round from the note", () => {
    expect(parse("trimmed_2025_post_w05_superbowl_final.json")).toMatchObject({
      slot: { season: 2025, seasonType: "post", week: 5 },
      errors: [],
      observations: [
        {
          round: "super-bowl",
          status: "final",
          away: { team: "nfl:sea", score: 29, lineScores: [3, 6, 3, 17] },
          home: { team: "nfl:ne", score: 13 },
        },
      ],
    });
  });

  it("leaves out clubs of other leagues, one event at a time", () => {
    const { observations, errors } = parse("other_ncaaf_2022_halftime_events.json");
    expect(observations).toEqual([]);
    expect(errors.map(({ reason }) => reason)).toEqual(Array(2).fill("a team is not of this league"));
  });

  it("knows every one of the 32 clubs of the list", () => {
    const teams = parseTeams(NFL, referenceJson("espn/teams.json"));
    expect(teams).toHaveLength(32);
    expect(new Set(teams.map(({ team }) => team)).size).toBe(32);
    expect(teams.map(({ team }) => team)).not.toContain(null);
  });
});

describe.skipIf(!hasReferenceData)("recorded ESPN statuses", () => {
  const read = (raw: unknown) => readStatus(v.parse(statusSchema, raw), 4);

  it("are read as what they are", () => {
    const samples = referenceJson("espn/status_samples.json") as { status: unknown }[];
    expect(samples.map(({ status }) => read(status)).map(({ status, phase, clock }) => [status, phase, clock])).toEqual(
      [
        ["scheduled", null, null],
        ["in_progress", "playing", "8:17"],
        ["scheduled", null, null],
        ["final", null, null],
        ["in_progress", "halftime", null],
        ["postponed", null, null],
        ["in_progress", "delayed", "0:00"],
      ],
    );
  });

  it("show halftime in the two college games recorded then", () => {
    const body = referenceJson("espn/other_ncaaf_2022_halftime_events.json") as { events: { status: unknown }[] };
    expect(body.events.map(({ status }) => read(status).phase)).toEqual(["halftime", "halftime"]);
  });
});
