import { spawn } from "node:child_process";
import { once } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fullJitterMs } from "../../../src/platform/jobs/backoff.ts";
import type { Job } from "../../../src/platform/jobs/runner.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { MINUTE, rowOf, setUpRunner } from "./runner-harness.ts";

describe("a job that fails", () => {
  it("waits longer each time, up to a limit, and is back to its interval after a success", async () => {
    let broken = true;
    const job: Job = {
      name: "flaky",
      everyMs: MINUTE,
      run: async () => {
        if (broken) throw new Error("feed is down");
      },
    };
    const { clock, database, runner, rested } = await setUpRunner([job]);
    runner.start();
    for (const waitMs of [2_500, 5_000, 10_000, 20_000, 40_000, 80_000, 150_000, 150_000]) {
      await rested(waitMs);
      await clock.advance(waitMs);
    }
    await rested(150_000);
    expect(await rowOf(database, "flaky")).toMatchObject({
      consecutiveFailures: 9,
      lastError: "feed is down",
      succeededAt: null,
    });
    broken = false;
    await clock.advance(150_000);
    await rested(MINUTE);
    expect(await rowOf(database, "flaky")).toMatchObject({
      consecutiveFailures: 0,
      lastError: null,
      succeededAt: clock.now(),
    });
    await runner.stop();
  });

  it("keeps the time of its last success on record", async () => {
    let rounds = 0;
    const job: Job = {
      name: "flaky",
      everyMs: MINUTE,
      run: async () => {
        if (++rounds === 2) throw new Error("x".repeat(10_000));
      },
    };
    const { clock, database, runner, rested } = await setUpRunner([job]);
    const succeededAt = clock.now();
    runner.start();
    await rested(MINUTE);
    await clock.advance(MINUTE);
    await rested(2_500);
    const row = await rowOf(database, "flaky");
    expect(row).toMatchObject({ succeededAt, consecutiveFailures: 1 });
    expect(row?.lastError).toHaveLength(500);
    await runner.stop();
  });

  it("may say what did not work out and keep its own pace", async () => {
    let failed: string | undefined = "2 weeks not read";
    const job: Job = { name: "feed", run: async () => ({ nextInMs: 15_000, failed }) };
    const { clock, database, runner, rested } = await setUpRunner([job]);
    runner.start();
    for (const consecutiveFailures of [1, 2, 3]) {
      await rested(15_000);
      expect(await rowOf(database, "feed")).toMatchObject({
        consecutiveFailures,
        lastError: "2 weeks not read",
        succeededAt: null,
      });
      if (consecutiveFailures === 3) failed = undefined;
      await clock.advance(15_000);
    }
    await rested(15_000);
    expect(await rowOf(database, "feed")).toMatchObject({ consecutiveFailures: 0, succeededAt: clock.now() });
    await runner.stop();
  });

  it("makes a single round of all jobs one that failed, by its exit code", async () => {
    const failing: Job = { name: "feed", run: async () => ({ nextInMs: 15_000, failed: "feed is down" }) };
    const { runner } = await setUpRunner([failing, { name: "fine", run: async () => {} }]);
    const { failures, exitCode } = await runner.runOnce();
    expect(failures.map(({ job }) => job)).toEqual(["feed"]);
    expect(exitCode).toBe(1);
  });

  it("never tries again within a second, whatever the draw", async () => {
    const job: Job = { name: "flaky", run: () => Promise.reject(new Error("no")) };
    const { runner, rested } = await setUpRunner([job], 0);
    runner.start();
    await rested(1_000);
    await runner.stop();
  });

  it("has failed when it outlives its time: its signal fires with the reason", async () => {
    const job: Job = {
      name: "stuck",
      timeoutMs: 30_000,
      run: (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    };
    const { clock, database, runner, rested } = await setUpRunner([job]);
    runner.start();
    await rested(30_000);
    await clock.advance(30_000);
    await rested(2_500);
    expect(await rowOf(database, "stuck")).toMatchObject({ lastError: "Still running after 30000 ms" });
    await runner.stop();
  });
});

describe("a database that fails", () => {
  it("keeps no job from running: rounds go on unrecorded", async () => {
    let rounds = 0;
    const job: Job = {
      name: "tick",
      everyMs: MINUTE,
      run: async () => {
        rounds++;
      },
    };
    const { clock, database, runner, rested } = await setUpRunner([job]);
    await database.write(async (tx) => {
      await tx.run("alter table job_runs rename to job_runs_gone");
    });
    runner.start();
    await rested(MINUTE);
    await clock.advance(MINUTE);
    await rested(MINUTE);
    expect(rounds).toBe(2);
    await database.write(async (tx) => {
      await tx.run("alter table job_runs_gone rename to job_runs");
    });
    await clock.advance(MINUTE);
    await rested(MINUTE);
    expect(await rowOf(database, "tick")).toMatchObject({ succeededAt: clock.now() });
    await runner.stop();
  });

  it("because another process holds the lock is waited for", async () => {
    const { database, runner } = await setUpRunner([{ name: "a", run: async () => {} }]);
    const script = `
      const Libsql = require("libsql");
      const db = new Libsql(process.argv[1]);
      db.exec("BEGIN IMMEDIATE");
      console.log("locked");
      setTimeout(() => { db.exec("ROLLBACK"); process.exit(0); }, 300);`;
    const holder = spawn(process.execPath, ["-e", script, database.path!]);
    await once(holder.stdout, "data");
    expect(await runner.runOnce()).toEqual({ failures: [], exitCode: 0 });
    expect(await rowOf(database, "a")).toMatchObject({ consecutiveFailures: 0, succeededAt: expect.any(Date) });
    expect(database.stats().busyWaits).toBeGreaterThan(0);
  });
});

it("draws every wait after a failure from nought to a bound that doubles up to the cap", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), fc.integer(), (failures, seed) => {
      const waitMs = fullJitterMs(failures, { baseMs: 100, capMs: 5_000 }, seededRandom(seed));
      expect(waitMs).toBeGreaterThanOrEqual(0);
      expect(waitMs).toBeLessThan(Math.min(5_000, 100 * 2 ** (failures - 1)));
      expect(Number.isInteger(waitMs)).toBe(true);
    }),
  );
});
