import { describe, expect, it } from "vitest";
import { runStress } from "./stress/run.ts";

describe("two processes that write as fast as they can, beside a third that takes the lock on and off", () => {
  it.each([{ kill: false }, { kill: true }])(
    "lose no acknowledged row, repeat none, and keep their event loops turning (killed: $kill)",
    async ({ kill }) => {
      const report = await runStress({ seconds: kill ? 1 : 2, client: "local", kill });
      expect(report).toMatchObject({ lost: 0, repeated: 0, integrity: "ok" });
      expect(report.locks).toBeGreaterThan(2);
      expect(report.rows).toBeGreaterThanOrEqual(report.acknowledged);
      const survivors = report.writers.filter((writer) => writer !== undefined);
      expect(survivors).toHaveLength(kill ? 1 : 2);
      for (const writer of survivors) {
        expect(writer).toMatchObject({ refused: 0 });
        expect(writer.acknowledged).toBeGreaterThan(20);
        expect(writer.busyWaits).toBeGreaterThan(0);
        expect(writer.delayP99Ms).toBeLessThan(50);
      }
    },
  );
});
