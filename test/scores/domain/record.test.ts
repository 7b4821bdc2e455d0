import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addOutcome,
  comparePercentage,
  emptyRecord,
  gamesOf,
  outcomeOf,
  percentageOf,
  recordText,
  type WinLossTie,
} from "../../../src/modules/scores/domain/record.ts";

describe("records", () => {
  const count = fc.nat(20);
  const record: fc.Arbitrary<WinLossTie> = fc.record({ wins: count, losses: count, ties: count });

  it("count a tie as half a win and half a loss", () => {
    const of = (wins: number, losses: number, ties: number): WinLossTie => ({ wins, losses, ties });
    expect(percentageOf(of(9, 6, 1))).toBe(0.5938);
    expect(percentageOf(of(0, 0, 0))).toBe(0);
    expect(comparePercentage(of(10, 5, 1), of(10, 6, 0))).toBeLessThan(0);
    expect(comparePercentage(of(9, 5, 1), of(10, 6, 0))).toBeLessThan(0);
    expect(comparePercentage(of(8, 8, 0), of(7, 7, 2))).toBe(0);
    expect(comparePercentage(of(0, 0, 0), of(0, 3, 0))).toBe(0);
    expect(recordText(of(13, 4, 0))).toBe("13-4-0");
  });

  it("compare as their exact percentages do, whatever the number of games", () => {
    fc.assert(
      fc.property(record, record, (a, b) => {
        const exact = (r: WinLossTie): number => (gamesOf(r) === 0 ? 0 : (r.wins + r.ties / 2) / gamesOf(r));
        const difference = exact(b) - exact(a);
        expect(Math.sign(comparePercentage(a, b))).toBe(Math.abs(difference) < 1e-12 ? 0 : Math.sign(difference));
        expect(comparePercentage(a, b) + comparePercentage(b, a)).toBe(0);
      }),
    );
  });

  it("grow by one game with each outcome", () => {
    const tally = emptyRecord();
    for (const [scored, allowed] of [
      [7, 3],
      [3, 7],
      [7, 7],
    ] as const)
      addOutcome(tally, outcomeOf(scored, allowed));
    expect(tally).toEqual({ wins: 1, losses: 1, ties: 1 });
  });
});
