import { describe, expect, it } from "vitest";
import type { GameObservation } from "../../../src/modules/scores/domain/game.ts";
import { NFL } from "../../../src/modules/scores/domain/leagues/nfl.ts";
import {
  matchesRequest,
  parseScoreboard,
  parseTeams,
  scoreboardUrl,
  teamsUrl,
} from "../../../src/modules/scores/sources/espn.ts";
import { AppError } from "../../../src/platform/errors.ts";
import { fixtureJson, fixtureText } from "./reference-data.ts";

const parse = (fixture: string) => parseScoreboard(NFL, fixtureJson(fixture));
const game = (fixture: string, sourceId?: string): GameObservation => {
  const found = parse(fixture).observations.find(
    (observation) => sourceId === undefined || observation.sourceId === sourceId,
  );
  if (found === undefined) throw new Error(`no such game in ${fixture}`);
  return found;
};

describe("where to ask", () => {
  const slot = { season: 2026, seasonType: "post", week: 5 } as const;

  it("puts the season into dates, never into year", () => {
    expect(scoreboardUrl("https://site.example", NFL, slot).href).toBe(
      "https://site.example/apis/site/v2/sports/football/nfl/scoreboard?dates=2026&seasontype=3&week=5&limit=100",
    );
  });

  it("keeps a path of the base URL and forgives its slash", () => {
    expect(teamsUrl("http://127.0.0.1:9/feed/", NFL).href).toBe(
      "http://127.0.0.1:9/feed/apis/site/v2/sports/football/nfl/teams",
    );
  });
});

describe("the states of a game", () => {
  const stages: [id: string, expected: Partial<GameObservation>][] = [
    ["900000001", { status: "in_progress", phase: "halftime", period: 2, clock: null }],
    ["900000002", { status: "in_progress", phase: "end_of_period", period: 1, clock: null }],
    ["900000003", { status: "in_progress", phase: "playing", period: 5, clock: "4:11", overtime: true }],
    ["900000004", { status: "final", phase: null, period: 5, clock: null, overtime: true }],
    ["900000006", { status: "in_progress", phase: "delayed", period: 2, clock: "9:05", overtime: false }],
    ["900000007", { status: "in_progress", phase: "delayed", period: 3 }],
    ["900000008", { status: "in_progress", phase: "suspended", period: 1 }],
    ["900000009", { status: "in_progress", phase: "playing", period: 4, clock: "1:13" }],
    ["900000010", { status: "unknown", phase: null, period: 3 }],
    ["900000011", { status: "final", phase: null, period: null }],
    ["900000012", { status: "scheduled", phase: null, period: null, clock: null }],
  ];
  it.each(stages)("reads event %s by state and completion, with names only refining", (id, expected) => {
    expect(game("stages-2025-week-4.json", id)).toMatchObject(expected);
  });

  it("keeps overtime points as a fifth period", () => {
    const { home, away } = game("stages-2025-week-4.json", "900000004");
    expect(away).toMatchObject({ team: "nfl:pit", score: 24, lineScores: [7, 0, 14, 0, 3] });
    expect(home).toMatchObject({ team: "nfl:min", score: 21, lineScores: [0, 7, 7, 7, 0] });
  });

  it("lets a tie be final", () => {
    const { status, home, away } = game("stages-2025-week-4.json", "900000005");
    expect([status, away.score, home.score]).toEqual(["final", 40, 40]);
  });

  it("does not take the zeros shown before kickoff for a score", () => {
    const { home, away } = game("stages-2025-week-4.json", "900000012");
    expect([home.score, away.score, home.lineScores, away.lineScores]).toEqual([null, null, [], []]);
  });

  it("never makes a result of a cancelled or postponed game", () => {
    for (const [fixture, status] of [
      ["canceled-2022-week-17.json", "canceled"],
      ["postponed-2017-week-1.json", "postponed"],
    ] as const) {
      const observation = game(fixture);
      expect(observation.status).toBe(status);
      expect([observation.home.score, observation.away.score]).toEqual([null, null]);
    }
  });

  it("gives the replay of a postponed game an id, a week and a result of its own", () => {
    const shell = game("postponed-2017-week-1.json");
    const replay = game("replayed-2017-week-11.json");
    expect(replay).toMatchObject({ week: 11, status: "final", home: { team: "nfl:mia", score: 20 } });
    expect(replay.sourceId).not.toBe(shell.sourceId);
    expect([replay.home.team, replay.away.team]).toEqual([shell.home.team, shell.away.team]);
  });

  it("prefers the competition's status to the event's where they differ", () => {
    expect(game("odd-2025-week-6.json", "900000055")).toMatchObject({
      status: "in_progress",
      period: 3,
      clock: "8:20",
    });
  });
});

describe("teams, times and places", () => {
  it("keeps undecided playoff places open, with the date alone", () => {
    const observation = game("wild-card-2026-undecided.json", "401872910");
    expect(observation).toMatchObject({
      round: "wild-card",
      kickoffKnown: false,
      note: "AFC Wild Card Playoffs",
      home: { team: null, placeholder: "TBD", score: null },
      away: { team: null, placeholder: "TBD" },
    });
    // Midnight of 16 January in New York.
    expect(observation.kickoff.toISOString()).toBe("2027-01-16T05:00:00.000Z");
    expect(game("wild-card-2026-undecided.json", "401872911").home).toMatchObject({
      team: "nfl:sea",
      placeholder: null,
    });
  });

  it("sees a flexed game move under the same id", () => {
    const [before, after] = [game("flex-before.json"), game("flex-after.json")];
    expect(after.sourceId).toBe(before.sourceId);
    expect(after.week).toBe(before.week);
    expect(before).toMatchObject({ kickoff: new Date("2025-12-14T18:00Z"), broadcast: "FOX" });
    expect(after).toMatchObject({ kickoff: new Date("2025-12-15T01:20Z"), broadcast: "NBC/Peacock" });
  });

  it("leaves the all-star game out and counts it", () => {
    const { skipped, errors, observations } = parse("pro-bowl-2025-week-4.json");
    expect([skipped, errors.length, observations.length]).toEqual([1, 0, 1]);
  });

  it("takes the round from the note where a slate numbers the Super Bowl 4", () => {
    expect(game("pro-bowl-2025-week-4.json")).toMatchObject({ week: 5, round: "super-bowl", neutralSite: true });
    expect(game("pro-bowl-2025-week-4.json").venue).toEqual({
      name: "Levi's Stadium",
      city: "Santa Clara",
      region: "CA",
      country: "USA",
      indoor: false,
    });
  });

  it("goes by homeAway, and by position where it is missing", () => {
    expect(game("odd-2025-week-6.json", "900000041")).toMatchObject({
      home: { team: "nfl:kc", score: 30 },
      away: { team: "nfl:det", score: 17 },
    });
    expect(game("odd-2025-week-6.json", "900000042")).toMatchObject({
      home: { team: "nfl:atl", score: 24 },
      away: { team: "nfl:buf", score: 14 },
    });
  });

  it("names the clubs on bye that it knows", () => {
    expect(parse("stages-2025-week-4.json").byes).toEqual(["nfl:buf", "nfl:cin"]);
  });
});

describe("a slate that is not in order", () => {
  it("is about the week its top level says, whatever the league's season is", () => {
    expect(parse("odd-2025-week-6.json").slot).toEqual({ season: 2025, seasonType: "regular", week: 6 });
  });

  it("loses no good event to the bad ones and says of each why it was left out", () => {
    const { observations, errors } = parse("odd-2025-week-6.json");
    expect(observations.map(({ sourceId }) => sourceId)).toEqual(
      ["41", "42", "44", "45", "50", "52", "55", "56"].map((end) => `9000000${end}`),
    );
    expect(errors).toEqual([
      { eventId: "900000043", reason: "date is not as expected" },
      { eventId: "900000046", reason: "the game is final without both scores" },
      { eventId: "900000047", reason: "a team is not of this league" },
      { eventId: "900000048", reason: "a team meets itself" },
      { eventId: "900000049", reason: "competitions.0.competitors is not as expected" },
      { eventId: "900000051", reason: "week is missing" },
      { eventId: "900000053", reason: "the season has no such week" },
      { eventId: "900000054", reason: "status is missing" },
      { eventId: "900000057", reason: "date does not exist" },
      { reason: "event is not as expected" },
      { reason: "event is not as expected" },
      { reason: "id is not as expected" },
    ]);
  });

  it("reads empty, dashed and missing scores as none, and a number as a score", () => {
    expect(game("odd-2025-week-6.json", "900000044")).toMatchObject({ home: { score: null }, away: { score: null } });
    expect(game("odd-2025-week-6.json", "900000045")).toMatchObject({ home: { score: null }, away: { score: 3 } });
  });

  it("gives an event without a week the slate's, and lets one of another week stay there", () => {
    expect(game("odd-2025-week-6.json", "900000050").week).toBe(6);
    expect(game("odd-2025-week-6.json", "900000052").week).toBe(7);
  });

  it("does without decorations it cannot read", () => {
    expect(game("odd-2025-week-6.json", "900000056")).toMatchObject({
      kickoffKnown: true,
      venue: null,
      broadcast: null,
      note: null,
    });
  });

  it("has no week between seasons", () => {
    expect(parse("off-season.json")).toEqual({ slot: null, observations: [], errors: [], skipped: 0, byes: [] });
  });
});

describe("an answer to another question", () => {
  const asked = { season: 2025, seasonType: "regular", week: 6 } as const;

  it("is told from the right one by season, part and week", () => {
    expect(matchesRequest(asked, parse("odd-2025-week-6.json").slot)).toBe(true);
    expect(matchesRequest({ ...asked, week: 5 }, asked)).toBe(false);
    expect(matchesRequest({ ...asked, seasonType: "post" }, asked)).toBe(false);
    expect(matchesRequest({ ...asked, season: 2024 }, asked)).toBe(false);
    expect(matchesRequest(asked, null)).toBe(false);
  });

  it.each([
    ["an error page", () => fixtureText("error-page.html")],
    ["nothing", () => undefined],
    ["a list", () => []],
    ["events that are no list", () => ({ season: { year: 2025, type: 2 }, week: { number: 6 }, events: {} })],
    ["a message", () => ({ code: 404, message: "not found" })],
  ])("is refused when it is %s", (_, body) => {
    const attempt = () => parseScoreboard(NFL, body());
    expect(attempt).toThrow(AppError);
    expect(attempt).toThrow(expect.objectContaining({ code: "upstream-failed" }));
  });

  it("cannot be parsed as JSON when it was cut off", () => {
    expect(() => JSON.parse(fixtureText("truncated.txt"))).toThrow(SyntaxError);
  });
});

describe("the list of clubs", () => {
  it("is read with the ids that are known here", () => {
    const team = (id: string, displayName: string) => ({ team: { id, abbreviation: "X", displayName } });
    const body = { sports: [{ leagues: [{ teams: [team("28", "Washington Commanders"), team("99", "Nobody")] }] }] };
    expect(parseTeams(NFL, body).map(({ sourceId, team: known }) => [sourceId, known])).toEqual([
      ["28", "nfl:wsh"],
      ["99", null],
    ]);
    expect(() => parseTeams(NFL, { sports: "none" })).toThrow(expect.objectContaining({ code: "upstream-failed" }));
  });
});
