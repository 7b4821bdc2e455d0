import * as v from "valibot";
import { describe, expect, it } from "vitest";
import {
  LightScoreBracket,
  LightScoreStanding,
  LightScoreTeam,
} from "../../../src/modules/scores/light-score.schemas.ts";
import { observe } from "../domain/game-factory.ts";
import { KNOWN_CSV } from "./known-games.ts";
import { createScoresApi } from "./scores-api.ts";

const SUNDAY = new Date("2025-11-16T19:30:00Z");

describe("standings and clubs", () => {
  it("are rows of names, records and divisions, of any season that is stored", async () => {
    const api = await createScoresApi({ now: SUNDAY });
    await api.importCsv(KNOWN_CSV);
    const rows = await api.get(v.array(LightScoreStanding), "/standings/live?year=2023");
    expect(rows).toHaveLength(32);
    expect(rows.find(({ team }) => team === "New England Patriots")).toEqual({
      team: "New England Patriots",
      wins: 1,
      losses: 1,
      ties: 0,
      division: "AFC East",
    });
    const current = await api.get(v.array(LightScoreStanding), "/standings");
    expect(current.find(({ team }) => team === "Dallas Cowboys")).toMatchObject({ wins: 0, losses: 0, ties: 1 });
    expect(await api.get(v.array(LightScoreStanding), "/standings/live")).toEqual(current);
    expect(await api.get(v.array(LightScoreStanding), "/standings/live?year=2002")).toHaveLength(32);
    expect(await api.get(v.array(LightScoreStanding), "/standings/live?year=1900")).toEqual([]);
  });

  it("show a season that has not begun with every club at nothing", async () => {
    const api = await createScoresApi({ now: SUNDAY });
    const rows = await api.get(v.array(LightScoreStanding), "/standings/live?year=2026");
    expect(rows).toHaveLength(32);
    expect(new Set(rows.map(({ wins, losses, ties }) => `${wins}-${losses}-${ties}`))).toEqual(new Set(["0-0-0"]));
  });

  it("are 503 without a season's name when nothing is stored at all", async () => {
    const { app } = await createScoresApi();
    const answer = await app.request("/standings");
    expect([answer.status, await answer.json()]).toEqual([503, { detail: "Standings data not available" }]);
  });

  it("list 32 clubs by name with their abbreviations", async () => {
    const api = await createScoresApi();
    const teams = await api.get(v.array(LightScoreTeam), "/teams");
    expect(teams).toHaveLength(32);
    expect(teams[0]).toEqual({ team: "Arizona Cardinals", abbreviation: "ARI" });
    expect(teams).toContainEqual({ team: "Washington Commanders", abbreviation: "WSH" });
    expect(teams.map(({ team }) => team)).toEqual(teams.map(({ team }) => team).sort());
  });
});

describe("/playoffs/bracket", () => {
  it("has the games of a postseason by round, without the all-star week", async () => {
    const api = await createScoresApi({ now: SUNDAY });
    await api.importCsv(KNOWN_CSV);
    const bracket = await api.get(LightScoreBracket, "/playoffs/bracket?year=2023");
    expect(bracket).toMatchObject({ season_year: 2023, afc_seeds: [], nfc_seeds: [] });
    expect(bracket.games.map(({ round, round_number }) => `${round_number} ${round}`)).toEqual([
      ...Array(6).fill("1 Wild Card"),
      ...Array(4).fill("2 Divisional"),
      ...Array(2).fill("3 Conference"),
      "5 Super Bowl",
    ]);
    expect(bracket.games[0]).toEqual({
      round: "Wild Card",
      round_number: 1,
      conference: "AFC",
      home_team: "Houston Texans",
      home_seed: null,
      home_score: 45,
      away_team: "Cleveland Browns",
      away_seed: null,
      away_score: 14,
      status: "final",
      winner: "Houston Texans",
    });
    expect(bracket.games.at(-1)).toMatchObject({ conference: "Super Bowl", winner: "Kansas City Chiefs" });
    const conferences = bracket.games.map(({ conference }) => conference);
    expect(["AFC", "NFC"].map((name) => conferences.filter((one) => one === name).length)).toEqual([6, 6]);
  });

  it("shows places that are not decided, by the conference in their headline", async () => {
    const api = await createScoresApi({ now: new Date("2026-01-05T12:00:00Z") });
    const slot = {
      seasonType: "post",
      week: 2,
      round: "divisional",
      away: null,
      kickoff: new Date("2026-01-17T05:00:00Z"),
    } as const;
    await api.tell([
      observe({ ...slot, sourceId: "1", home: null, note: "NFC Divisional Playoffs" }),
      observe({ ...slot, sourceId: "2", home: "nfl:den" }),
      observe({ ...slot, sourceId: "3", home: null, status: "canceled", score: [0, 0] }),
    ]);
    const { season_year, games } = await api.get(LightScoreBracket, "/playoffs/bracket");
    expect(season_year).toBe(2025);
    expect(
      games.map(({ conference, home_team, away_team, status }) => [conference, home_team, away_team, status]).sort(),
    ).toEqual([
      ["AFC", "Denver Broncos", "TBD", "upcoming"],
      ["NFC", "TBD", "TBD", "upcoming"],
      ["Unknown", "TBD", "TBD", "upcoming"],
    ]);
    expect(new Set(games.map(({ home_score, winner }) => `${home_score} ${winner}`))).toEqual(new Set(["null null"]));
  });

  it("is empty, with all its members, when nothing is stored", async () => {
    const api = await createScoresApi({ now: SUNDAY });
    const empty = { season_year: 2025, afc_seeds: [], nfc_seeds: [], games: [] };
    expect(await api.get(LightScoreBracket, "/playoffs/bracket")).toEqual(empty);
  });
});
