import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEspnFeed, scoreboard } from "../../src/demo/espn/scoreboard.ts";
import { createSimulation, type Simulation } from "../../src/demo/index.ts";
import { endOf } from "../../src/demo/nfl/game.ts";
import { snapshotOf } from "../../src/demo/nfl/snapshot.ts";
import type { GameObservation, Slot } from "../../src/modules/scores/domain/game.ts";
import { NFL } from "../../src/modules/scores/domain/leagues/nfl.ts";
import { slotsOf } from "../../src/modules/scores/domain/season.ts";
import { matchesRequest, parseScoreboard, scoreboardUrl } from "../../src/modules/scores/sources/espn.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const ask = (simulation: Simulation, slot: Slot, now: Date) =>
  scoreboard(createEspnFeed(simulation), scoreboardUrl("http://x.example", NFL, slot).searchParams, now).body;
const read = (simulation: Simulation, slot: Slot, now: Date) => parseScoreboard(NFL, ask(simulation, slot, now));

describe("a simulated world", () => {
  const simulation = createSimulation({ seed: 5, season: 2026 });
  const slots = slotsOf(NFL, 2026);
  const afterwards = new Date("2027-03-01T00:00Z");
  const results = slots.flatMap((slot) => read(simulation, slot, afterwards).observations);

  it("is the same at the same moment for the same seed, whatever was asked before", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 150 * 24 }), (seed, hours) => {
        const now = new Date(Date.UTC(2026, 8, 9) + hours * HOUR_MS);
        const slot: Slot = { season: 2026, seasonType: "regular", week: 1 + (hours % 18) };
        const one = createSimulation({ seed, season: 2026 });
        const other = createSimulation({ seed, season: 2026 });
        ask(other, { ...slot, week: 19 - slot.week }, new Date(now.getTime() + HOUR_MS));
        expect(JSON.stringify(ask(one, slot, now))).toBe(JSON.stringify(ask(other, slot, now)));
      }),
      { numRuns: 10 },
    );
  });

  it("is read by the product without an error, in every week and every month", () => {
    for (let month = 0; month < 8; month++) {
      const now = new Date(Date.UTC(2026, 7 + month, 15, 19, 30));
      for (const slot of slots) {
        const parsed = read(simulation, slot, now);
        expect(parsed.errors).toEqual([]);
        expect(matchesRequest(slot, parsed.slot)).toBe(true);
        expect(parsed.observations.length).toBeGreaterThan(0);
        expect(parsed.observations).toHaveLength(simulation.slate(slot, now).length);
      }
    }
  });

  it("has an all-star week that the product leaves out", () => {
    const parsed = read(simulation, { season: 2026, seasonType: "post", week: 4 }, afterwards);
    expect([parsed.observations, parsed.skipped, parsed.errors]).toEqual([[], 1, []]);
  });

  it("shows every state a game can be in during a season", () => {
    const seen = new Map<string, { name: string; period: number; displayClock: string }>();
    for (const game of simulation.games)
      for (let ms = game.kickoffMs - 20 * MINUTE_MS; ms < endOf(game) + HOUR_MS; ms += 1.5 * MINUTE_MS) {
        const snapshot = snapshotOf(game, ms);
        if (snapshot === undefined || seen.has(snapshot.activity)) continue;
        const { events } = ask(simulation, game.slot, new Date(ms)) as {
          events: { id: string; status: { period: number; displayClock: string; type: { name: string } } }[];
        };
        const status = events.find(({ id }) => id === game.id)?.status;
        if (status !== undefined)
          seen.set(snapshot.activity, {
            name: status.type.name,
            period: status.period,
            displayClock: status.displayClock,
          });
      }
    expect(Object.fromEntries([...seen].map(([activity, { name }]) => [activity, name]))).toEqual({
      scheduled: "STATUS_SCHEDULED",
      "about-to-start": "STATUS_SCHEDULED",
      playing: "STATUS_IN_PROGRESS",
      "end-of-period": "STATUS_END_PERIOD",
      halftime: "STATUS_HALFTIME",
      delay: "STATUS_DELAYED",
      "rain-delay": "STATUS_RAIN_DELAY",
      review: "STATUS_OFFICIAL_REVIEW",
      suspended: "STATUS_SUSPENDED",
      final: "STATUS_FINAL",
      canceled: "STATUS_CANCELED",
      postponed: "STATUS_POSTPONED",
      forfeited: "STATUS_FORFEIT",
    });
    expect(seen.get("about-to-start")).toMatchObject({ period: 1, displayClock: "15:00" });
    expect(seen.get("scheduled")).toMatchObject({ period: 0, displayClock: "0:00" });
  });

  it("ends with every game decided: finals, one shell, one cancelled game, a tie, overtime", () => {
    const count = (match: (observation: GameObservation) => boolean) => results.filter(match).length;
    expect(count(({ status }) => status === "postponed")).toBe(1);
    expect(count(({ status }) => status === "canceled")).toBe(1);
    expect(count(({ status }) => status === "final")).toBe(results.length - 2);
    expect(count(({ overtime }) => overtime)).toBeGreaterThan(3);
    expect(count(({ home, away, status }) => status === "final" && home.score === away.score)).toBeGreaterThan(0);
    expect(count(({ neutralSite }) => neutralSite)).toBeGreaterThan(7);
    // 272 games on the schedule less the cancelled one: the replay stands in for the postponed one.
    expect(count(({ seasonType, status }) => seasonType === "regular" && status === "final")).toBe(271);
  });

  it("tells the product the truth about every result", () => {
    for (const game of simulation.games.filter(({ fate, slot }) => fate.kind === "played" && slot.week !== 4)) {
      const told = results.find(({ sourceId }) => sourceId === game.id);
      expect(told).toMatchObject({
        season: 2026,
        seasonType: game.slot.seasonType,
        week: game.slot.week,
        round: game.round,
        kickoff: new Date(game.kickoffMs),
        overtime: game.script.overtime,
        home: { team: game.home.team, score: game.script.score.home },
        away: { team: game.away.team, score: game.script.score.away },
      });
    }
  });

  it("keeps playoff places open until the round before is over, then names the clubs under the same event", () => {
    const slot: Slot = { season: 2026, seasonType: "post", week: 2 };
    const before = read(simulation, slot, new Date("2026-12-01T00:00Z")).observations;
    const after = read(simulation, slot, new Date("2027-01-20T12:00Z")).observations;
    const ids = (list: GameObservation[]) => list.map(({ sourceId }) => sourceId).sort();
    expect(ids(before)).toEqual(ids(after));
    for (const { home, away, kickoffKnown } of before)
      expect([home.team, away.team, home.placeholder, kickoffKnown]).toEqual([null, null, "TBD", false]);
    for (const { home, away, kickoffKnown, round } of after) {
      expect([home.placeholder, away.placeholder, kickoffKnown, round]).toEqual([null, null, true, "divisional"]);
      expect(home.team).not.toBe(away.team);
    }
  });

  it("moves a flexed game under the same event twelve days before", () => {
    const game = simulation.games.find(
      ({ announcements }) => announcements.length === 2 && announcements.every(({ known }) => known),
    );
    if (game === undefined) throw new Error("no flexed game");
    const kickoff = (daysBefore: number) =>
      read(simulation, game.slot, new Date(game.kickoffMs - daysBefore * 24 * HOUR_MS)).observations.find(
        ({ sourceId }) => sourceId === game.id,
      )?.kickoff;
    expect(kickoff(14)).not.toEqual(new Date(game.kickoffMs));
    expect(kickoff(10)).toEqual(new Date(game.kickoffMs));
  });

  it("counts records as the games end", () => {
    expect([...simulation.records("regular", new Date("2026-09-01T00:00Z")).values()]).toEqual([]);
    const records = [...simulation.records("regular", afterwards).values()];
    const played = records.map(({ wins, losses, ties }) => wins + losses + ties).sort((a, b) => a - b);
    // The two clubs of the cancelled game end with sixteen.
    expect(played).toEqual([16, 16, ...Array(30).fill(17)]);
    expect(records.reduce((sum, { netPoints }) => sum + netPoints, 0)).toBe(0);
  });
});
