import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currentSlot, weekStart } from "../../../src/modules/scores/domain/current-slot.ts";
import type { SeasonType, Slot } from "../../../src/modules/scores/domain/game.ts";
import { LEAGUES } from "../../../src/modules/scores/domain/leagues/index.ts";
import { fromNflverseWeek, toNflverseWeek } from "../../../src/modules/scores/domain/nflverse-week.ts";
import {
  compareSlots,
  findSlot,
  fromEspnSeasonType,
  isSlot,
  nextSlot,
  normalizeSlot,
  parseSlotKey,
  partsOf,
  previousSlot,
  seasonOf,
  slotKey,
  slotsOf,
  toEspnSeasonType,
  weekLabel,
} from "../../../src/modules/scores/domain/season.ts";
import { zonedInstant } from "../../../src/modules/scores/domain/time.ts";
import { hasSharedData, readSharedCsv } from "./shared-data.ts";

const nfl = LEAGUES.nfl;
const SEASONS = Array.from({ length: nfl.lastSeason - nfl.firstSeason + 1 }, (_, index) => nfl.firstSeason + index);
const ALL = SEASONS.flatMap((season) => slotsOf(nfl, season));
const slot = (season: number, seasonType: SeasonType, week: number): Slot => ({ season, seasonType, week });
const weeks = (season: number, seasonType: SeasonType): number[] =>
  partsOf(nfl, season)
    .find((part) => part.seasonType === seasonType)!
    .weeks.map(({ week }) => week);

describe("the weeks of a season", () => {
  it("number 17 in the regular season to 2020 and 18 since, five before it to 2020 and four since", () => {
    for (const season of SEASONS) {
      expect(weeks(season, "regular")).toHaveLength(season >= 2021 ? 18 : 17);
      expect(weeks(season, "pre")).toHaveLength(season >= 2021 ? 4 : 5);
      expect(weeks(season, "post")).toEqual([1, 2, 3, 5]);
    }
  });

  it("are called what they are", () => {
    expect(weekLabel(nfl, slot(2025, "regular", 4))).toBe("Week 4");
    expect(weekLabel(nfl, slot(2025, "pre", 1))).toBe("Hall of Fame Weekend");
    expect(weekLabel(nfl, slot(2025, "pre", 4))).toBe("Preseason Week 3");
    expect(weekLabel(nfl, slot(2025, "post", 1))).toBe("Wild Card");
    expect(weekLabel(nfl, slot(2025, "post", 5))).toBe("Super Bowl");
    expect(weekLabel(nfl, slot(2025, "regular", 30))).toBe("Week 30");
    expect(findSlot(nfl, slot(2025, "post", 3))?.round).toBe("conference");
  });

  it("begin one after another, all through the years", () => {
    for (const [index, current] of ALL.entries()) {
      const before = ALL[index - 1];
      if (before !== undefined)
        expect([slotKey(current), before.start < current.start]).toEqual([slotKey(current), true]);
    }
  });

  it.each([
    ["2026-regular-01", "2026-09-09T07:00Z"],
    ["2026-regular-11", "2026-11-18T08:00Z"],
    ["2026-regular-18", "2027-01-06T08:00Z"],
    ["2026-post-01", "2027-01-13T08:00Z"],
    ["2026-post-05", "2027-02-10T08:00Z"],
    ["2021-pre-02", "2021-08-11T07:00Z"],
    ["2021-pre-04", "2021-08-25T07:00Z"],
    ["2021-regular-02", "2021-09-15T07:00Z"],
    ["2021-post-05", "2022-02-09T08:00Z"],
  ])("begin when the published calendar says: %s", (key, start) => {
    expect(findSlot(nfl, parseSlotKey(key)!)?.start).toEqual(new Date(start));
  });

  it("do not include the all-star week, or any other that is not there", () => {
    for (const absent of [
      slot(2025, "post", 4),
      slot(2015, "regular", 18),
      slot(2025, "regular", 0),
      slot(2025, "pre", 5),
      slot(1998, "regular", 1),
      slot(2028, "regular", 1),
      slot(2025.5, "regular", 1),
    ]) {
      expect(isSlot(nfl, absent)).toBe(false);
      expect(nextSlot(nfl, absent)).toBeUndefined();
      expect(previousSlot(nfl, absent)).toBeUndefined();
    }
    expect(ALL.every((each) => isSlot(nfl, each))).toBe(true);
  });
});

describe("going from week to week", () => {
  it("comes back from everywhere", () => {
    for (const each of ALL) {
      const { season, seasonType, week } = each;
      const next = nextSlot(nfl, each);
      const previous = previousSlot(nfl, each);
      if (next !== undefined) expect(previousSlot(nfl, next)).toEqual({ season, seasonType, week });
      if (previous !== undefined) expect(nextSlot(nfl, previous)).toEqual({ season, seasonType, week });
    }
  });

  it("reaches every week from the first, and ends at both ends", () => {
    const seen: string[] = [];
    for (let at: Slot | undefined = ALL[0]; at !== undefined; at = nextSlot(nfl, at)) seen.push(slotKey(at));
    expect(seen).toEqual(ALL.map(slotKey));
    expect(previousSlot(nfl, slot(1999, "pre", 1))).toBeUndefined();
    expect(nextSlot(nfl, slot(2027, "post", 5))).toBeUndefined();
  });

  it("passes over the all-star week both ways and over the new year of the season", () => {
    expect(nextSlot(nfl, slot(2025, "post", 3))).toEqual(slot(2025, "post", 5));
    expect(previousSlot(nfl, slot(2025, "post", 5))).toEqual(slot(2025, "post", 3));
    expect(nextSlot(nfl, slot(2025, "post", 5))).toEqual(slot(2026, "pre", 1));
    expect(nextSlot(nfl, slot(2015, "regular", 17))).toEqual(slot(2015, "post", 1));
    expect(previousSlot(nfl, slot(2020, "regular", 1))).toEqual(slot(2020, "pre", 5));
  });

  it("orders slots as they are played", () => {
    const shuffled = [...ALL].reverse().sort(compareSlots);
    expect(shuffled).toEqual(ALL);
  });
});

describe("slot keys", () => {
  it("name a slot and give it back", () => {
    for (const each of ALL) expect(parseSlotKey(slotKey(each))).toEqual(slot(each.season, each.seasonType, each.week));
    expect(slotKey(slot(2025, "regular", 4))).toBe("2025-regular-04");
  });

  it("reject other text", () => {
    for (const text of ["", "2025", "2025-fall-01", "25-regular-01", "2025-regular-1x", "x2025-regular-01"]) {
      expect(parseSlotKey(text)).toBeUndefined();
    }
  });
});

describe("lenient input", () => {
  it("is moved to the nearest week there is", () => {
    const of = (season: number, seasonType?: SeasonType, week?: number): string =>
      slotKey(normalizeSlot(nfl, { season, seasonType, week }));
    expect(of(2025, "regular", 4)).toBe("2025-regular-04");
    expect(of(2025)).toBe("2025-regular-01");
    expect(of(2025, "post", 4)).toBe("2025-post-05");
    expect(of(2025, "post", 99)).toBe("2025-post-05");
    expect(of(2015, "regular", 18)).toBe("2015-regular-17");
    expect(of(2025, "pre", 0)).toBe("2025-pre-01");
    expect(of(1800, "regular", -7)).toBe("1999-regular-01");
    expect(of(9999, "regular", 999)).toBe("2027-regular-18");
    expect(of(Number.NaN, "post")).toBe("2027-post-01");
  });

  it("always becomes a week that exists", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double(), fc.integer({ min: 1990, max: 2040 })),
        fc.option(fc.constantFrom<SeasonType>("pre", "regular", "post"), { nil: undefined }),
        fc.option(fc.oneof(fc.double(), fc.integer({ min: -3, max: 30 })), { nil: undefined }),
        (season, seasonType, week) => {
          expect(isSlot(nfl, normalizeSlot(nfl, { season, seasonType, week }))).toBe(true);
        },
      ),
    );
  });
});

describe("the season of an instant", () => {
  it.each([
    ["2025-09-07T17:00Z", 2025],
    ["2026-01-04T18:00Z", 2025],
    ["2026-02-08T23:30Z", 2025],
    ["2026-05-01T12:00Z", 2025],
    ["2026-08-10T12:00Z", 2026],
    ["1990-01-01T00:00Z", 1999],
    ["2050-01-01T00:00Z", 2027],
  ])("%s is %i", (instant, season) => {
    expect(seasonOf(nfl, new Date(instant))).toBe(season);
  });
});

describe("the current week", () => {
  const current = (instant: string, known: [string, string][] = []): string =>
    slotKey(currentSlot(nfl, new Map(known.map(([key, start]) => [key, new Date(start)])), new Date(instant)));

  it("turns on Wednesday and stays through the months without games", () => {
    expect(current("2025-09-09T12:00Z")).toBe("2025-regular-01");
    expect(current("2025-09-10T12:00Z")).toBe("2025-regular-02");
    expect(current("2026-01-27T12:00Z")).toBe("2025-post-03");
    expect(current("2026-02-01T12:00Z")).toBe("2025-post-03");
    expect(current("2026-02-05T12:00Z")).toBe("2025-post-05");
    expect(current("2026-06-15T12:00Z")).toBe("2025-post-05");
    expect(current("1980-01-01T00:00Z")).toBe("1999-pre-01");
    expect(current("2060-01-01T00:00Z")).toBe("2027-post-05");
  });

  it("does not stay in week 17 of a season whose calendar ends it a year late", () => {
    expect(current("2026-03-20T12:00Z")).toBe("2025-post-05");
  });

  it("believes stored kickoffs before the rule, in both directions", () => {
    expect(current("2026-09-05T12:00Z", [["2026-regular-01", "2026-09-02T04:00Z"]])).toBe("2026-regular-01");
    expect(current("2026-09-10T12:00Z", [["2026-regular-01", "2026-09-16T04:00Z"]])).toBe("2026-pre-04");
    expect(current("2026-07-25T12:00Z", [["2026-pre-01", "2026-07-22T04:00Z"]])).toBe("2026-pre-01");
  });

  it("does not believe kickoffs that put several weeks into one", () => {
    const crowded = ["11", "12", "13"].map((week): [string, string] => [`2026-regular-${week}`, "2026-11-18T05:00Z"]);
    expect(current("2026-11-21T12:00Z", crowded)).toBe("2026-regular-11");
    expect(current("2026-11-26T12:00Z", crowded)).toBe("2026-regular-12");
  });

  it("takes a week's start from its first kickoff", () => {
    const zone = nfl.timeZone;
    expect(weekStart([], zone)).toBeUndefined();
    const thursday = zonedInstant("2026-09-17", "20:15", zone);
    const monday = zonedInstant("2026-09-21", "20:15", zone);
    expect(weekStart([monday, thursday], zone)).toEqual(zonedInstant("2026-09-16", "00:00", zone));
    const wednesday = zonedInstant("2024-12-25", "13:00", zone);
    expect(weekStart([wednesday], zone)).toEqual(zonedInstant("2024-12-25", "00:00", zone));
  });

  it("never goes back as time goes on", () => {
    const ms = fc.integer({ min: Date.UTC(1999, 0), max: Date.UTC(2028, 5) });
    fc.assert(
      fc.property(ms, ms, (a, b) => {
        const [early, late] = [a, b].sort((x, y) => x - y).map((time) => currentSlot(nfl, new Map(), new Date(time)));
        expect(compareSlots(early!, late!)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe("numbers of other sources", () => {
  it("are ESPN's types", () => {
    expect(["pre", "regular", "post"].map((type) => toEspnSeasonType(type as SeasonType))).toEqual([1, 2, 3]);
    expect([0, 1, 2, 3, 4].map(fromEspnSeasonType)).toEqual([undefined, "pre", "regular", "post", undefined]);
  });

  it("are nflverse's running weeks", () => {
    expect(toNflverseWeek(nfl, slot(2020, "post", 5))).toEqual({ season: 2020, gameType: "SB", week: 21 });
    expect(toNflverseWeek(nfl, slot(2021, "post", 1))).toEqual({ season: 2021, gameType: "WC", week: 19 });
    expect(toNflverseWeek(nfl, slot(2021, "post", 4))).toBeUndefined();
    expect(toNflverseWeek(nfl, slot(2021, "pre", 1))).toBeUndefined();
    expect(fromNflverseWeek(nfl, { season: 2015, gameType: "REG", week: 18 })).toBeUndefined();
    expect(fromNflverseWeek(nfl, { season: 2015, gameType: "XX", week: 1 })).toBeUndefined();
    expect(fromNflverseWeek(nfl, { season: 1998, gameType: "SB", week: 21 })).toBeUndefined();
    for (const each of ALL.filter(({ seasonType }) => seasonType !== "pre")) {
      expect(fromNflverseWeek(nfl, toNflverseWeek(nfl, each)!)).toMatchObject(
        slot(each.season, each.seasonType, each.week),
      );
    }
  });
});

describe.skipIf(!hasSharedData("nfl/games.csv"))("against 28 seasons of real kickoffs", () => {
  const readGames = () => readSharedCsv("nfl/games.csv");

  it("numbers every game's week as the table does", () => {
    for (const row of readGames()) {
      const week = { season: Number(row.season), gameType: row.game_type!, week: Number(row.week) };
      expect(toNflverseWeek(nfl, fromNflverseWeek(nfl, week)!)).toEqual(week);
    }
  });

  it("shows each game's own week on its day, but for the games moved to a later week", () => {
    const elsewhere = readGames().filter((row) => {
      const own = fromNflverseWeek(nfl, {
        season: Number(row.season),
        gameType: row.game_type!,
        week: Number(row.week),
      })!;
      const kickoff = zonedInstant(row.gameday!, row.gametime || "13:00", nfl.timeZone);
      return slotKey(currentSlot(nfl, new Map(), kickoff)) !== slotKey(own);
    });
    // The Wednesday game of December 2020; everything else, back to 1999, falls in its own week by rule.
    expect(elsewhere.map((row) => row.game_id)).toEqual(["2020_12_BAL_PIT"]);
  });
});
