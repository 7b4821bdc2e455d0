import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { progressAt } from "../../src/demo/nfl/progress.ts";
import { type ScriptOptions, writeScript } from "../../src/demo/nfl/script.ts";

const even: ScriptOptions = { strength: { home: 0, away: 0 }, overtime: "ten-minutes" };
const options: fc.Arbitrary<ScriptOptions> = fc.record({
  strength: fc.record({ home: fc.double({ min: -0.1, max: 0.1, noNaN: true }), away: fc.constant(0) }),
  overtime: fc.constantFrom("none" as const, "ten-minutes" as const, "until-decided" as const),
  overturned: fc.boolean(),
  stoppages: fc.constantFrom(
    [],
    [{ kind: "delay" as const, afterMs: 100 * 60_000, lengthMs: 45 * 60_000 }],
    [{ kind: "review" as const, afterMs: 20 * 60_000, lengthMs: 4 * 60_000 }],
  ),
});
const POINTS = { touchdown: 6, "extra-point": 1, "two-point": 2, "field-goal": 3, safety: 2, overturned: -6 };

describe("the script of a game", () => {
  it("is made of exact scores within stages that follow each other without gaps", () => {
    fc.assert(
      fc.property(fc.integer(), options, (seed, chosen) => {
        const script = writeScript(seed, "g", chosen);
        let atMs = 0;
        for (const stage of script.stages) {
          expect(stage.fromMs).toBeCloseTo(atMs, 3);
          expect(stage.toMs).toBeGreaterThan(stage.fromMs);
          expect(stage.clockTo).toBeLessThanOrEqual(stage.clockFrom);
          atMs = stage.toMs;
        }
        expect(script.durationMs).toBeGreaterThan(atMs);
        for (const play of script.plays) {
          expect(play.points).toBe(POINTS[play.kind]);
          const stage = script.stages.find(({ fromMs, toMs }) => fromMs <= play.atMs && play.atMs <= toMs + 0.001);
          expect([stage?.kind, stage?.period]).toEqual(["playing", play.period]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("never lets a score go back, but for a touchdown that is overturned, nor the clock run forward", () => {
    fc.assert(
      fc.property(fc.integer(), options, (seed, chosen) => {
        const script = writeScript(seed, "g", chosen);
        const corrections = script.plays.filter(({ kind }) => kind === "overturned").length;
        const faults: string[] = [];
        let drops = 0;
        let before = progressAt(script, 0);
        for (let ms = 0; ms <= script.durationMs; ms += 20_000) {
          const now = progressAt(script, ms);
          for (const side of ["home", "away"] as const) {
            const line = now.lineScores[side];
            if (now.score[side] < before.score[side]) drops++;
            if (now.score[side] < 0) faults.push(`negative at ${ms}`);
            if (line.reduce((sum, points) => sum + points, 0) !== now.score[side]) faults.push(`line score at ${ms}`);
            if (line.length !== now.period) faults.push(`periods at ${ms}`);
          }
          if (now.period < before.period) faults.push(`period back at ${ms}`);
          if (now.period === before.period && now.clockSeconds > before.clockSeconds) faults.push(`clock at ${ms}`);
          before = now;
        }
        expect(faults).toEqual([]);
        expect(drops).toBeLessThanOrEqual(corrections);
        const end = progressAt(script, script.durationMs);
        expect([end.over, end.score]).toEqual([true, script.score]);
      }),
      { numRuns: 60 },
    );
  });

  it("goes to overtime exactly when four periods end level, and ends level only where the rules allow it", () => {
    fc.assert(
      fc.property(fc.integer(), options, (seed, chosen) => {
        const script = writeScript(seed, "g", chosen);
        const sum = { home: 0, away: 0 };
        for (const { side, points, period } of script.plays) if (period <= 4) sum[side] += points;
        expect(script.overtime).toBe(sum.home === sum.away && chosen.overtime !== "none");
        if (chosen.overtime === "until-decided") expect(script.score.home).not.toBe(script.score.away);
      }),
      { numRuns: 300 },
    );
  });

  it("ends as asked for", () => {
    const tie = writeScript(3, "tie", { ...even, ending: "tie" });
    expect([tie.overtime, tie.score.home]).toEqual([true, tie.score.away]);
    expect(writeScript(3, "overtime", { ...even, ending: "overtime" }).overtime).toBe(true);
  });

  it("takes an overturned touchdown back", () => {
    const { plays } = writeScript(11, "g", { ...even, overturned: true });
    const back = plays.find(({ kind }) => kind === "overturned");
    const given = plays.filter(({ kind, side }) => kind === "touchdown" && side === back?.side);
    expect(given.some(({ atMs }) => atMs < (back?.atMs ?? 0))).toBe(true);
  });

  it("scores about as much as real games, and the stronger side wins more", () => {
    const scripts = Array.from({ length: 400 }, (_, i) =>
      writeScript(i, "g", { ...even, strength: { home: 0.08, away: 0 } }),
    );
    const mean = scripts.reduce((sum, { score }) => sum + score.home + score.away, 0) / scripts.length;
    expect(mean).toBeGreaterThan(38);
    expect(mean).toBeLessThan(52);
    const won = scripts.filter(({ score }) => score.home > score.away).length / scripts.length;
    expect(won).toBeGreaterThan(0.6);
  });
});
