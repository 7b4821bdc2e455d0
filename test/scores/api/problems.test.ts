import { describe, expect, it } from "vitest";
import { createScoresApi } from "./scores-api.ts";

describe("input that makes no sense", () => {
  it.each([
    ["games?season=abc", "#/season", "must be a whole number"],
    ["games?season=1899", "#/season", "must be at least 1900"],
    ["games?season=2101", "#/season", "must be at most 2100"],
    ["games?season=2026.5", "#/season", "must be a whole number"],
    ["games?seasonType=2", "#/seasonType", "must be one of pre, regular, post"],
    ["games?week=0", "#/week", "must be at least 1"],
    ["games?week=26", "#/week", "must be at most 25"],
    ["games?status=over", "#/status", "must be one of"],
    ["games?limit=0", "#/limit", "must be at least 1"],
    ["games?limit=201", "#/limit", "must be at most 200"],
    ["games?limit=-1", "#/limit", "must be at least 1"],
    ["games?limit=", "#/limit", "must be a whole number"],
    ["games?from=yesterday", "#/from", "must be a date"],
    ["games?from=2026-02-30", "#/from", "is not a date that exists"],
    ["games?to=2026-11-20T18:00", "#/to", "must be a date"],
    ["games?team=", "#/team", "must be at least 1 long"],
    [`games?team=${"x".repeat(61)}`, "#/team", "must be at most 60 long"],
    ["games?cursor=nonsense", "#/cursor", "is not a cursor of this list"],
    ["games?limit=5&limit=6", "#/limit", "is given more than once"],
    ["games?season=2026&season=2026", "#/season", "is given more than once"],
    ["games?sort=kickoff", "#/sort", "is not a known parameter"],
    ["standings?week=19", "#/week", "must be at most 18"],
    ["standings?season=1e3", "#/season", "must be a whole number"],
    ["head-to-head?teamA=ne", "#/teamB", "is required"],
    ["head-to-head?teamA=ne&teamB=Patriots", "#/teamB", "is the same club as teamA"],
    ["teams?seasons=2026", "#/seasons", "is not a known parameter"],
    ["weeks/current?season=2026", "#/season", "is not a known parameter"],
    ["calendar/2026?week=1", "#/week", "is not a known parameter"],
    ["feed?limit=5", "#/limit", "is not a known parameter"],
  ])("%s is refused and told where it is wrong", async (path, pointer, detail) => {
    const api = await createScoresApi();
    const problem = await api.problem(path);
    expect(problem).toMatchObject({ status: 422, code: "invalid-request", type: "/problems/invalid-request" });
    expect(problem.errors).toEqual([{ in: "query", pointer, detail: expect.stringContaining(detail) }]);
  });

  it.each([
    ["/api/v1/scores/nba/games", "#/league"],
    ["/api/v1/scores/NFL/feed", "#/league"],
    ["calendar/soon", "#/season"],
    ["calendar/1899", "#/season"],
    [`teams/${"x".repeat(61)}`, "#/team"],
    [`games/${"x".repeat(65)}`, "#/id"],
  ])("in the path is refused the same way: %s", async (path, pointer) => {
    const api = await createScoresApi();
    const { status, errors } = await api.problem(path);
    expect([status, errors?.map((fault) => [fault.in, fault.pointer])]).toEqual([422, [["param", pointer]]]);
  });

  it("is told all at once, and never repeated in the answer", async () => {
    const api = await createScoresApi();
    const problem = await api.problem("games?week=0&status=%3Cscript%3E&limit=many&junk=1");
    expect(problem.errors?.map(({ pointer }) => pointer).sort()).toEqual(["#/junk", "#/limit", "#/status", "#/week"]);
    expect(JSON.stringify(problem)).not.toMatch(/script|many/);
  });
});

describe("a club that nobody knows", () => {
  it.each([
    ["teams/Patroits", "nfl:ne"],
    ["games?team=Patroits", "nfl:ne"],
    ["head-to-head?teamA=Sehawks&teamB=ne", "nfl:sea"],
    ["head-to-head?teamA=ne&teamB=Sehawks", "nfl:sea"],
  ])("is a problem of its own that names the nearest: %s", async (path, nearest) => {
    const api = await createScoresApi();
    const problem = await api.problem(path);
    expect(problem).toMatchObject({ status: 422, code: "unknown-team", title: "Unknown team" });
    expect(problem.nearMatches).toContainEqual({ id: nearest, name: expect.any(String) });
  });

  it("that could be two is neither", async () => {
    const api = await createScoresApi();
    const { nearMatches } = await api.problem("teams/New%20York");
    expect(nearMatches).toEqual([
      { id: "nfl:nyg", name: "New York Giants" },
      { id: "nfl:nyj", name: "New York Jets" },
    ]);
  });

  it("and is near nothing has no near matches", async () => {
    const api = await createScoresApi();
    expect(await api.problem("teams/%E2%9A%BD%E2%9A%BD")).toMatchObject({ code: "unknown-team", nearMatches: [] });
  });
});

describe("what is not there", () => {
  it.each([
    "calendar/1998",
    "calendar/2100",
    "teams?season=1998",
    "teams/ne?season=2100",
    "teams/hou?season=2001",
    "standings?season=1998",
    "head-to-head?teamA=ne&teamB=kc&season=1998",
    "games/game_0000000000aaaaaaaaaa",
    "games/constructor",
    "games/%00",
    "games/..%2F..%2Fetc",
    "bracket",
  ])("is not found: %s", async (path) => {
    const api = await createScoresApi();
    expect(await api.problem(path)).toMatchObject({ status: 404, code: "not-found" });
  });

  it("is told as a problem to browsers too, for this is the API", async () => {
    const api = await createScoresApi();
    expect((await api.problem("calendar/1998", { accept: "text/html" })).status).toBe(404);
  });

  it("names the methods that an address takes", async () => {
    const { app } = await createScoresApi();
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const answer = await app.request("/api/v1/scores/nfl/games", { method });
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    }
  });
});
