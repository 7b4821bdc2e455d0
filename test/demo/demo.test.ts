import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEspnFeed, scoreboard } from "../../src/demo/espn/scoreboard.ts";
import { createDemoSimulation } from "../../src/demo/index.ts";
import { createDemoTimeline } from "../../src/demo/nfl/timeline.ts";
import type { Slot } from "../../src/modules/scores/domain/game.ts";
import { NFL } from "../../src/modules/scores/domain/leagues/nfl.ts";
import { parseScoreboard, scoreboardUrl } from "../../src/modules/scores/sources/espn.ts";

const HOUR_MS = 3_600_000;
const startAt = new Date("2026-11-20T22:17:00Z");
const at = (minutes: number) => new Date(startAt.getTime() + minutes * 60_000);
const week: Slot = { season: 2026, seasonType: "regular", week: 11 };

describe("a demo", () => {
  const demo = createDemoSimulation({ seed: 1, startAt, speed: 20 });
  const feed = createEspnFeed(demo);
  const read = (slot: Slot, now: Date) =>
    parseScoreboard(NFL, scoreboard(feed, scoreboardUrl("http://x.example", NFL, slot).searchParams, now).body);
  const live = (minutes: number) =>
    demo.all(at(minutes)).filter(({ progress }) => progress.begun && !progress.over).length;

  it("begins in the middle of a Sunday of the current week, dated around now", () => {
    const { observations, errors } = read(week, startAt);
    expect(errors).toEqual([]);
    const playing = observations.filter(({ status }) => status === "in_progress");
    expect(playing.length).toBeGreaterThan(5);
    expect(playing.every(({ period }) => period === 2 || period === 3)).toBe(true);
    expect(observations.some(({ status }) => status === "final")).toBe(true);
    expect(observations.some(({ status }) => status === "scheduled")).toBe(true);
    for (const { status, kickoff } of observations) {
      const hours = (kickoff.getTime() - startAt.getTime()) / HOUR_MS;
      if (status === "in_progress") expect(hours).toBeGreaterThan(-2);
      if (status === "scheduled") expect(hours).toBeGreaterThan(0);
      if (status === "scheduled") expect(hours).toBeLessThan(1);
    }
  });

  it("leaves the weeks before it where they were", () => {
    const { observations } = read({ ...week, week: 10 }, startAt);
    expect(observations.every(({ status }) => status === "final" || status === "postponed")).toBe(true);
    for (const { kickoff } of observations) {
      expect(kickoff.getTime()).toBeGreaterThan(Date.UTC(2026, 10, 11));
      expect(kickoff.getTime()).toBeLessThan(Date.UTC(2026, 10, 18));
    }
  });

  it("changes a score about every ten seconds in the first five minutes", () => {
    const changes = new Set<string>();
    for (let second = 0; second < 300; second++)
      changes.add(JSON.stringify(demo.slate(week, at(second / 60)).map(({ progress }) => progress.score)));
    expect(changes.size).toBeGreaterThan(25);
  });

  it("is never without a game for a minute in two hours", () => {
    let idleSeconds = 0;
    let longest = 0;
    for (let second = 0; second < 2 * 3600; second += 10) {
      idleSeconds = live(second / 60) > 0 ? 0 : idleSeconds + 10;
      longest = Math.max(longest, idleSeconds);
    }
    expect(longest).toBeLessThan(60);
  });

  it("kicks every game off when the feed says, to the minute", () => {
    const upcoming = demo.games.filter(
      ({ fate, kickoffMs }) => fate.kind === "played" && demo.timeline.toWall(kickoffMs) > startAt.getTime(),
    );
    expect(upcoming.length).toBeGreaterThan(100);
    for (const game of upcoming.filter(({ slot }) => slot.seasonType !== "post" || slot.week !== 4)) {
      const kickoff = new Date(demo.timeline.toWall(game.kickoffMs) + 1_000);
      const observation = read(game.slot, kickoff).observations.find(({ sourceId }) => sourceId === game.id);
      expect(observation?.status).toBe("in_progress");
      expect(Math.abs((observation?.kickoff.getTime() ?? 0) - kickoff.getTime())).toBeLessThan(61_000);
    }
  });

  it("is under way and maps time both ways without turning back, whenever it is started", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true }),
        fc.integer({ min: 1, max: 100 }),
        (start, speed) => {
          const { timeline, all } = createDemoSimulation({ seed: 3, startAt: start, speed });
          expect(all(start).filter(({ progress }) => progress.begun && !progress.over).length).toBeGreaterThan(0);
          const faults: number[] = [];
          let last = Number.NEGATIVE_INFINITY;
          for (let hours = -400 * 24; hours < 100; hours += 7.3) {
            const wallMs = start.getTime() + hours * HOUR_MS;
            const worldMs = timeline.toWorld(wallMs);
            if (worldMs < last || Math.abs(timeline.toWall(worldMs) - wallMs) > 2) faults.push(hours);
            last = worldMs;
          }
          expect(faults).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("runs faster while only one game is on", () => {
    const games = demo.games.filter(({ slot }) => slot.seasonType === "post" && slot.week === 5);
    const kickoffMs = games[0]?.kickoffMs ?? Number.NaN;
    const worldStartMs = kickoffMs + HOUR_MS;
    const timeline = createDemoTimeline({ games, startMs: 0, worldStartMs, weekStartMs: kickoffMs, speed: 20 });
    expect(timeline.toWorld(60_000) - worldStartMs).toBeCloseTo(50 * 60_000, 0);
  });
});
