import { monitorEventLoopDelay } from "node:perf_hooks";
import { describe, expect, it } from "vitest";
import { runStress } from "./stress/run.ts";

describe("two processes that write as fast as they can, beside a third that takes the lock on and off", () => {
  it.each([{ kill: false }, { kill: true }])(
    "lose no acknowledged row, repeat none, and keep their event loops turning (killed: $kill)",
    async ({ kill }) => {
      // This process only waits meanwhile: what its event loop is late by is the machine's doing, not the client's.
      const idle = monitorEventLoopDelay({ resolution: 10 });
      idle.enable();
      const report = await runStress({ seconds: kill ? 1 : 2, client: "local", kill });
      idle.disable();
      const machineP99Ms = idle.percentile(99) / 1e6;
      expect(report).toMatchObject({ lost: 0, repeated: 0, integrity: "ok" });
      expect(report.locks).toBeGreaterThan(2);
      expect(report.rows).toBeGreaterThanOrEqual(report.acknowledged);
      const survivors = report.writers.filter((writer) => writer !== undefined);
      expect(survivors).toHaveLength(kill ? 1 : 2);
      for (const writer of survivors) {
        expect(writer).toMatchObject({ refused: 0 });
        expect(writer.acknowledged).toBeGreaterThan(20);
        expect(writer.busyWaits).toBeGreaterThan(0);
        expect(writer.delayP99Ms).toBeLessThan(50 + machineP99Ms);
      }
    },
  );
});
