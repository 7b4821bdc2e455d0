import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Franchise } from "../../../src/modules/scores/domain/league.ts";
import { findLeague, LEAGUES } from "../../../src/modules/scores/domain/leagues/index.ts";
import {
  findTeam,
  nearMatches,
  resolveTeam,
  teamBySourceId,
  teamIn,
  teamsOf,
} from "../../../src/modules/scores/domain/teams.ts";
import { editDistance } from "../../../src/modules/scores/domain/text-distance.ts";
import { hasSharedData, readSharedCsv, readSharedJson } from "./shared-data.ts";

const nfl = LEAGUES.nfl;
const SEASONS = Array.from({ length: nfl.lastSeason - nfl.firstSeason + 1 }, (_, index) => nfl.firstSeason + index);

const resolved = (text: string): string | undefined => {
  const resolution = resolveTeam(nfl, text);
  return resolution.found ? resolution.team.id : undefined;
};

const near = (text: string): string[] => {
  const resolution = resolveTeam(nfl, text);
  return resolution.found ? [] : resolution.near.map((team) => team.id);
};

describe("the leagues", () => {
  it("are found by id in any case, and not by anything else", () => {
    expect(findLeague("nfl")).toBe(nfl);
    expect(findLeague(" NFL ")).toBe(nfl);
    for (const text of ["", "nba", "toString", "__proto__", "nf"]) expect(findLeague(text)).toBeUndefined();
  });

  it("have their season's length of overtime", () => {
    const week1 = { season: 2016, seasonType: "regular", week: 1 } as const;
    expect(nfl.periodSeconds(week1, 1)).toBe(900);
    expect(nfl.periodSeconds(week1, 5)).toBe(900);
    expect(nfl.periodSeconds({ ...week1, season: 2017 }, 5)).toBe(600);
    expect(nfl.periodSeconds({ season: 2024, seasonType: "post", week: 1 }, 5)).toBe(900);
  });
});

describe("the clubs of a season", () => {
  it.each(SEASONS)("%i has the right number of clubs and divisions", (season) => {
    const teams = teamsOf(nfl, season);
    const perDivision = new Map<string, number>();
    for (const { division } of teams) perDivision.set(division, (perDivision.get(division) ?? 0) + 1);
    expect([...perDivision.keys()]).toEqual(nfl.divisions(season));
    expect(teams).toHaveLength(season < 2002 ? 31 : 32);
    expect(new Set(teams.map((team) => team.abbreviation)).size).toBe(teams.length);
    expect(new Set(teams.map((team) => team.displayName)).size).toBe(teams.length);
    if (season >= 2002) expect([...perDivision.values()]).toEqual(Array(8).fill(4));
  });

  it("carry the names of their time", () => {
    const name = (team: string, season: number): string | undefined => {
      const found = teamIn(nfl, team, season);
      return found && `${found.abbreviation} ${found.displayName}`;
    };
    expect(name("nfl:wsh", 2019)).toBe("WSH Washington Redskins");
    expect(name("nfl:wsh", 2020)).toBe("WSH Washington");
    expect(name("nfl:wsh", 2021)).toBe("WSH Washington");
    expect(name("nfl:wsh", 2022)).toBe("WSH Washington Commanders");
    expect(name("nfl:lar", 2015)).toBe("STL St. Louis Rams");
    expect(name("nfl:lar", 2016)).toBe("LAR Los Angeles Rams");
    expect(name("nfl:lac", 2016)).toBe("SD San Diego Chargers");
    expect(name("nfl:lac", 2017)).toBe("LAC Los Angeles Chargers");
    expect(name("nfl:lv", 2019)).toBe("OAK Oakland Raiders");
    expect(name("nfl:lv", 2020)).toBe("LV Las Vegas Raiders");
    expect(name("nfl:hou", 2001)).toBeUndefined();
    expect(name("nfl:hou", 2002)).toBe("HOU Houston Texans");
    expect(teamIn(nfl, "nfl:sea", 2001)).toMatchObject({ conference: "AFC", division: "AFC West" });
    expect(teamIn(nfl, "nfl:sea", 2002)).toMatchObject({ conference: "NFC", division: "NFC West" });
    expect(teamIn(nfl, "nfl:wsh", 2021)?.nickname).toBe("Football Team");
    expect(teamIn(nfl, "nfl:nobody", 2021)).toBeUndefined();
  });

  it("have one name and one division in every season they play", () => {
    for (const franchise of nfl.franchises) {
      for (const season of SEASONS) {
        const holds = ({ from, to = 9999 }: { from: number; to?: number }): boolean => from <= season && season <= to;
        const names = franchise.names.filter(holds).length;
        expect([franchise.id, season, names]).toEqual([
          franchise.id,
          season,
          franchise.alignments.filter(holds).length,
        ]);
        expect(names).toBeLessThanOrEqual(1);
      }
    }
  });

  it("share no id and no source id", () => {
    expect(new Set(nfl.franchises.map((team) => team.id)).size).toBe(32);
    expect(new Set(nfl.franchises.map((team) => team.sourceIds.espn)).size).toBe(32);
    expect(teamBySourceId(nfl, "espn", "17")?.id).toBe("nfl:ne");
    expect(teamBySourceId(nfl, "espn", "31")).toBeUndefined();
    expect(teamBySourceId(nfl, "elsewhere", "17")).toBeUndefined();
  });
});

describe("resolving a team", () => {
  it.each([
    ["ne", "nfl:ne"],
    ["NE", "nfl:ne"],
    ["nfl-ne", "nfl:ne"],
    ["NFL:NE", "nfl:ne"],
    ["New England Patriots", "nfl:ne"],
    ["  new   england  ", "nfl:ne"],
    ["Patriots", "nfl:ne"],
    ["Pàtriots", "nfl:ne"],
    ["WAS", "nfl:wsh"],
    ["WSH", "nfl:wsh"],
    ["Redskins", "nfl:wsh"],
    ["Washington Football Team", "nfl:wsh"],
    ["Washington ", "nfl:wsh"],
    ["LA", "nfl:lar"],
    ["LAR", "nfl:lar"],
    ["St. Louis Rams", "nfl:lar"],
    ["st louis", "nfl:lar"],
    ["STL", "nfl:lar"],
    ["SD", "nfl:lac"],
    ["nfl-sd", "nfl:lac"],
    ["OAK", "nfl:lv"],
    ["Oakland Raiders", "nfl:lv"],
    ["JAC", "nfl:jax"],
    ["AZ", "nfl:ari"],
    ["49ers", "nfl:sf"],
  ])("reads %j as %s", (text, id) => {
    expect(resolved(text)).toBe(id);
  });

  it("never guesses between two clubs of one town, and names both", () => {
    expect(resolved("New York")).toBeUndefined();
    expect(near("New York").slice(0, 2)).toEqual(["nfl:nyg", "nfl:nyj"]);
    expect(resolved("los angeles")).toBeUndefined();
    expect(near("los angeles").slice(0, 2)).toEqual(["nfl:lac", "nfl:lar"]);
  });

  it("offers what a misspelling may have meant", () => {
    expect(near("Partiots")[0]).toBe("nfl:ne");
    expect(near("Sehawks")[0]).toBe("nfl:sea");
    expect(near("San Fransisco")[0]).toBe("nfl:sf");
    expect(near("green bay packers!")[0]).toBe("nfl:gb");
    expect(near("nfl-nex")[0]).toBe("nfl:ne");
  });

  it("offers nothing for nothing, and for what is near no club", () => {
    for (const text of ["", "   ", "nfl:", "qqqqqqqqqqqqqqqq", "constructor"]) {
      expect(resolved(text)).toBeUndefined();
      expect(near(text)).toEqual([]);
    }
  });

  it("finds every name and abbreviation that belongs to one club alone, however it is spaced and cased", () => {
    const owners = new Map<string, Set<string>>();
    const spellings = (team: Franchise): string[] =>
      team.names.flatMap((name) => [name.abbreviation, name.location, name.nickname, name.displayName]);
    for (const team of nfl.franchises) {
      for (const text of spellings(team)) owners.set(text, (owners.get(text) ?? new Set()).add(team.id));
    }
    fc.assert(
      fc.property(fc.constantFrom(...owners), fc.boolean(), fc.nat(3), ([text, ids], upper, spaces) => {
        const padded = `${" ".repeat(spaces)}${text.replace(" ", " ".repeat(spaces + 1))} `;
        const expected = ids.size === 1 ? [...ids][0] : undefined;
        expect(resolved(upper ? padded.toUpperCase() : padded.toLowerCase())).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("answers any text at all, and never with more near matches than asked", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 1, max: 6 }), (text, limit) => {
        expect(nearMatches(nfl, text, limit).length).toBeLessThanOrEqual(limit);
        const resolution = resolveTeam(nfl, text);
        if (resolution.found) expect(findTeam(nfl, resolution.team.id)).toBe(resolution.team);
      }),
    );
  });
});

describe("the edit distance", () => {
  it("counts inserts, deletes, replacements and swaps of neighbours", () => {
    expect(editDistance("", "abc")).toBe(3);
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("partiots", "patriots")).toBe(1);
    expect(editDistance("same", "same")).toBe(0);
  });

  it("is symmetric, and zero only between equals", () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

describe.skipIf(!hasSharedData("nfl/games.csv"))("against the historical tables", () => {
  it("resolves every abbreviation they use to a club that played that season", () => {
    const used = new Set(
      readSharedCsv("nfl/games.csv").flatMap((row) => [
        `${row.home_team} ${row.season}`,
        `${row.away_team} ${row.season}`,
      ]),
    );
    for (const pair of used) {
      const [abbreviation = "", season = ""] = pair.split(" ");
      expect([pair, teamIn(nfl, resolved(abbreviation) ?? "", Number(season))?.team]).toEqual([
        pair,
        resolved(abbreviation),
      ]);
    }
    expect(used.size).toBe(3 * 31 + 25 * 32);
  });

  it("puts every club in the division of the final standings, 2002-2013", () => {
    const rows = readSharedCsv("nfl/standings.csv");
    for (const row of rows) {
      const team = teamIn(nfl, resolved(row.team ?? "") ?? "", Number(row.season));
      expect([row.season, row.team, team?.conference, team?.division]).toEqual([
        row.season,
        row.team,
        row.conf,
        row.division,
      ]);
    }
    expect(rows).toHaveLength(384);
  });

  it("puts every club in the division of the final standings, 1999-2001", () => {
    const rows = readSharedCsv("nfl/oracle/expected_div_ranks_1999_2001.csv");
    for (const row of rows) {
      expect([row.team, teamIn(nfl, resolved(row.team ?? "") ?? "", Number(row.season))?.division]).toEqual([
        row.team,
        row.division,
      ]);
    }
    expect(rows).toHaveLength(93);
  });
});

describe.skipIf(!hasSharedData("espn/teams.json"))("against recorded payloads", () => {
  it("knows each of the feed's clubs by id, abbreviation and name", () => {
    const payload = readSharedJson("espn/teams.json") as {
      sports: {
        leagues: { teams: { team: { id: string; abbreviation: string; displayName: string; name: string } }[] }[];
      }[];
    };
    const teams = payload.sports[0]!.leagues[0]!.teams.map(({ team }) => team);
    for (const team of teams) {
      const id = teamBySourceId(nfl, "espn", team.id)?.id;
      expect(teamIn(nfl, id ?? "", 2024)).toMatchObject({
        abbreviation: team.abbreviation,
        displayName: team.displayName,
        nickname: team.name,
      });
    }
    expect(teams).toHaveLength(32);
  });

  it("knows every club of the 2021 slate under the names of that year", () => {
    const payload = readSharedJson("espn/scoreboard_2021_reg_w03_scheduled.json") as {
      events: {
        competitions: { competitors: { team: { id: string; abbreviation: string; displayName: string } }[] }[];
      }[];
    };
    for (const { competitions } of payload.events) {
      for (const { team } of competitions[0]!.competitors) {
        const found = teamIn(nfl, teamBySourceId(nfl, "espn", team.id)?.id ?? "", 2021);
        expect(found).toMatchObject({ abbreviation: team.abbreviation, displayName: team.displayName.trim() });
      }
    }
  });
});
