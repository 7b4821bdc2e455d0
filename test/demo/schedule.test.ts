import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clubsOf } from "../../src/demo/nfl/clubs.ts";
import type { SimulatedGame } from "../../src/demo/nfl/game.ts";
import { makeMatchups } from "../../src/demo/nfl/matchups.ts";
import { makeSeason } from "../../src/demo/nfl/season.ts";
import { NFL } from "../../src/modules/scores/domain/leagues/nfl.ts";
import { localDate, localTime } from "../../src/modules/scores/domain/time.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const seasons = fc.integer({ min: 2021, max: 2027 });
const countBy = <T>(items: T[], key: (item: T) => string | number): Map<string | number, number> => {
  const counts = new Map<string | number, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
};

describe("matchups of a simulated season", () => {
  it("give every club 17 games, one bye in weeks 5 to 14, and eight or nine home games, whatever the seed", () => {
    fc.assert(
      fc.property(seeds, seasons, (seed, season) => {
        const clubs = clubsOf(NFL, season);
        const matchups = makeMatchups(clubs, seed, season);
        expect(matchups).toHaveLength(272);
        for (const club of clubs) {
          const own = matchups.filter(({ home, away }) => home === club || away === club);
          const weeks = new Set(own.map(({ week }) => week));
          expect(own).toHaveLength(17);
          // Seventeen different weeks: never two games in one.
          expect(weeks.size).toBe(17);
          const bye = Array.from({ length: 18 }, (_, i) => i + 1).find((week) => !weeks.has(week)) ?? 0;
          expect(bye).toBeGreaterThanOrEqual(5);
          expect(bye).toBeLessThanOrEqual(14);
          expect([8, 9]).toContain(own.filter(({ home }) => home === club).length);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("follow the league's formula", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const clubs = clubsOf(NFL, 2026);
        const matchups = makeMatchups(clubs, seed, 2026);
        for (const club of clubs) {
          const own = matchups.filter(({ home, away }) => home === club || away === club);
          const rivals = countBy(
            own.map(({ home, away }) => (home === club ? away : home)),
            (opponent) => opponent.division,
          );
          // Six in the division, four against one division of each conference, one against each of three others.
          expect([...rivals.values()].sort()).toEqual([1, 1, 1, 4, 4, 6]);
          expect(rivals.get(club.division)).toBe(6);
          const inDivision = own.filter(({ home, away }) => home.division === away.division);
          expect(inDivision.filter(({ home }) => home === club)).toHaveLength(3);
          expect(own.filter(({ home, away }) => home.conference !== away.conference)).toHaveLength(5);
        }
        const last = matchups.filter(({ week }) => week === 18);
        expect(last.every(({ home, away }) => home.division === away.division)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it("differ between seeds", () => {
    const text = (seed: number) =>
      JSON.stringify(
        makeMatchups(clubsOf(NFL, 2026), seed, 2026).map(({ week, home, away }) => [week, home.team, away.team]),
      );
    expect(text(1)).toBe(text(1));
    expect(text(1)).not.toBe(text(2));
  });
});

describe("a simulated season", () => {
  const games = makeSeason(7, 2026);
  const of = (seasonType: string, week?: number) =>
    games.filter(({ slot }) => slot.seasonType === seasonType && (week === undefined || slot.week === week));
  const weekday = new Intl.DateTimeFormat("en-US", { timeZone: NFL.timeZone, weekday: "short" });
  const kickoffText = (game: SimulatedGame) =>
    `${weekday.format(game.kickoffMs)} ${localTime(new Date(game.kickoffMs), NFL.timeZone)}`;

  it("has a preseason, 272 games and one replay, and a bracket of thirteen beside the all-star game", () => {
    expect([of("pre").length, of("regular").length, of("post").length]).toEqual([49, 273, 14]);
    expect([1, 2, 3, 4, 5].map((week) => of("post", week).length)).toEqual([6, 4, 2, 1, 1]);
    expect(new Set(games.map(({ id }) => id)).size).toBe(games.length);
  });

  it("kicks off at the hours the league knows", () => {
    const kickoffs = countBy(of("regular"), kickoffText);
    expect(kickoffs.get("Sun 13:00") ?? 0).toBeGreaterThan(100);
    expect(kickoffs.get("Thu 20:15")).toBe(17);
    expect(kickoffs.get("Mon 20:15")).toBe(17);
    expect(kickoffs.get("Sun 20:20")).toBe(18);
    expect(kickoffs.get("Sun 09:30")).toBe(7);
    expect(kickoffs.get("Thu 12:30")).toBe(1);
    expect(kickoffs.get("Sun 16:25") ?? 0).toBeGreaterThan(30);
  });

  it("asks nobody to play on Thursday after Monday", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const season = makeSeason(seed, 2026).filter(({ slot }) => slot.seasonType === "regular");
        const on = (day: string, week: number) =>
          season
            .filter((game) => game.slot.week === week && kickoffText(game).startsWith(day))
            .flatMap(({ home, away }) => [home.team, away.team]);
        for (let week = 2; week <= 17; week++) {
          const monday = on("Mon", week - 1);
          expect(on("Thu", week).filter((team) => monday.includes(team))).toEqual([]);
        }
      }),
      { numRuns: 8 },
    );
  });

  it("lets every game kick off within its week", () => {
    for (const game of games) {
      const part = NFL.seasonParts(2026).find(({ seasonType }) => seasonType === game.slot.seasonType);
      const week = part?.weeks.find(({ week: number }) => number === game.slot.week);
      // The all-star week is in no calendar.
      if (week === undefined) continue;
      const days = (game.kickoffMs - week.start.getTime()) / 86_400_000;
      expect(days).toBeGreaterThan(0);
      expect(days).toBeLessThan(7);
    }
  });

  it("replays the postponed game under another id, in a week in which both clubs are off if there is one", () => {
    const shell = games.find(({ fate }) => fate.kind === "postponed");
    const replay = games.find(({ listedFromMs }) => Number.isFinite(listedFromMs));
    expect([replay?.home, replay?.away]).toEqual([shell?.home, shell?.away]);
    expect(replay?.id).not.toBe(shell?.id);
    const inThatWeek = of("regular", replay?.slot.week).filter(
      (game) => game !== shell && [game.home, game.away].some((club) => club === shell?.home || club === shell?.away),
    );
    expect(inThatWeek).toEqual([replay]);
  });

  it("plays a bracket of the winners within each conference", () => {
    const winners = (week: number) =>
      of("post", week).map(({ script, home, away }) => (script.score.home > script.score.away ? home : away));
    for (const week of [2, 3]) {
      const before = new Set(winners(week - 1));
      const rested = of("post", week)
        .flatMap(({ home, away }) => [home, away])
        .filter((club) => !before.has(club));
      expect(rested).toHaveLength(week === 2 ? 2 : 0);
    }
    const [final] = of("post", 5);
    expect(new Set([final?.home, final?.away])).toEqual(new Set(winners(3)));
    for (const { home, away, slot, script } of of("post")) {
      expect(script.score.home).not.toBe(script.score.away);
      if (slot.week < 4) expect(home.conference).toBe(away.conference);
    }
  });

  it("announces games of weeks 16 to 18 by date first, and moves Sunday night's game now and then", () => {
    const open = of("regular").filter(({ announcements }) => announcements.some(({ known }) => !known));
    expect([...countBy(open, ({ slot }) => slot.week)]).toEqual([
      [16, 5],
      [17, 5],
      [18, 16],
    ]);
    const moved = of("regular").filter(({ announcements }) => new Set(announcements.map((a) => a.kickoffMs)).size > 1);
    expect(moved).toHaveLength(8);
    for (const { announcements, kickoffMs } of moved) {
      expect(announcements.at(-1)?.kickoffMs).toBe(kickoffMs);
      expect(new Set(announcements.map((a) => localDate(new Date(a.kickoffMs), NFL.timeZone))).size).toBe(1);
    }
  });

  it("cannot be made for a season of 17 weeks, or one without a calendar", () => {
    expect(() => makeSeason(1, 2020)).toThrow(RangeError);
    expect(() => makeSeason(1, 2090)).toThrow(RangeError);
  });
});
