import { spawn } from "node:child_process";
import { once } from "node:events";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Database } from "../../../src/platform/db/database.ts";
import { fullJitterMs } from "../../../src/platform/jobs/backoff.ts";
import { jobRunsTable } from "../../../src/platform/jobs/jobs.tables.ts";
import { createJobRunner, type Job } from "../../../src/platform/jobs/runner.ts";
import { createLogger } from "../../../src/platform/log.ts";
import { seededRandom } from "../../../src/platform/random.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { openTestDatabase } from "../../support/open-test-database.ts";
import { until } from "../../support/until.ts";

const MINUTE = 60_000;

async function setUp(jobs: Job[], draw = 0.5) {
  const clock = createFakeClock();
  const database = await openTestDatabase();
  const random = { number: () => draw, bytes: (length: number) => new Uint8Array(length) };
  const runner = createJobRunner({ jobs, deps: { database, clock, random, log: createLogger("silent") } });
  /** Waits until the runner sleeps for `ms`, as it does between rounds. */
  const rested = (ms: number) =>
    until(() => clock.sleeping().includes(ms), `a rest of ${ms} among ${clock.sleeping()}`);
  return { clock, database, runner, rested };
}

const rowOf = async (database: Database, job: string) =>
  (await database.db.select().from(jobRunsTable).where(eq(jobRunsTable.job, job)))[0];

/** A job whose rounds end when the test says so. */
function heldJob(name: string) {
  let begun = 0;
  let running = 0;
  let most = 0;
  let release: () => void = () => {};
  const job: Job = {
    name,
    everyMs: MINUTE,
    timeoutMs: 10 * MINUTE,
    async run(signal) {
      begun++;
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => {
        release = resolve;
        signal.addEventListener("abort", () => resolve());
      });
      running--;
    },
  };
  return { job, begun: () => begun, most: () => most, release: () => release() };
}

describe("a job", () => {
  it("runs at once and then at its interval, and its rounds are on record", async () => {
    let rounds = 0;
    const job: Job = {
      name: "tick",
      everyMs: MINUTE,
      run: async () => {
        rounds++;
      },
    };
    const { clock, database, runner, rested } = await setUp([job]);
    const started = clock.now();
    runner.start();
    await rested(MINUTE);
    expect(await rowOf(database, "tick")).toEqual({
      job: "tick",
      startedAt: started,
      finishedAt: started,
      succeededAt: started,
      consecutiveFailures: 0,
      lastError: null,
      nextRunAt: new Date(started.getTime() + MINUTE),
    });
    await clock.advance(MINUTE - 1);
    expect(rounds).toBe(1);
    await clock.advance(1);
    await rested(MINUTE);
    expect(rounds).toBe(2);
    await runner.stop();
  });

  it("may say when its next round is due", async () => {
    const { runner, rested } = await setUp([{ name: "live", run: async () => ({ nextInMs: 15_000 }) }]);
    runner.start();
    await rested(15_000);
    await runner.stop();
  });

  it.each([
    [0, 54_000],
    [0.999_999, 65_999.988],
  ])("spreads its interval by ten percent: a draw of %d waits %d ms", async (draw, waitMs) => {
    const { runner, rested } = await setUp([{ name: "tick", everyMs: MINUTE, run: async () => {} }], draw);
    runner.start();
    await rested(waitMs);
    await runner.stop();
  });

  it("that asks for an endless wait is run again after a day, not at once", async () => {
    const { runner, rested } = await setUp([{ name: "tick", run: async () => ({ nextInMs: 2 ** 40 }) }]);
    runner.start();
    await rested(86_400_000);
    await runner.stop();
  });

  it("never overlaps itself, however long a round takes", async () => {
    const held = heldJob("slow");
    const { clock, runner, rested } = await setUp([held.job]);
    runner.start();
    await until(() => held.begun() === 1, "first round");
    await clock.advance(5 * MINUTE);
    expect(held.begun()).toBe(1);
    held.release();
    await rested(MINUTE);
    await clock.advance(MINUTE);
    await until(() => held.begun() === 2, "second round");
    expect(held.most()).toBe(1);
    await runner.stop();
  });

  it("that is running has a start and no end on record, for others to see", async () => {
    const held = heldJob("slow");
    const { database, runner } = await setUp([held.job]);
    runner.start();
    await until(() => held.begun() === 1, "first round");
    expect(await rowOf(database, "slow")).toMatchObject({ finishedAt: null, nextRunAt: null });
    await runner.stop();
  });

  it("does not keep other jobs waiting", async () => {
    const held = heldJob("slow");
    const { runner, rested } = await setUp([held.job, { name: "quick", everyMs: 1_000, run: async () => {} }]);
    runner.start();
    await rested(1_000);
    await runner.stop();
  });
});

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
    const { clock, database, runner, rested } = await setUp([job]);
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
    const { clock, database, runner, rested } = await setUp([job]);
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

  it("never tries again within a second, whatever the draw", async () => {
    const job: Job = { name: "flaky", run: () => Promise.reject(new Error("no")) };
    const { runner, rested } = await setUp([job], 0);
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
    const { clock, database, runner, rested } = await setUp([job]);
    runner.start();
    await rested(30_000);
    await clock.advance(30_000);
    await rested(2_500);
    expect(await rowOf(database, "stuck")).toMatchObject({ lastError: "Still running after 30000 ms" });
    await runner.stop();
  });
});

describe("stopping", () => {
  it("fires the signal and waits for what is running; nothing starts again", async () => {
    const held = heldJob("slow");
    const { clock, runner } = await setUp([held.job, { name: "tick", everyMs: 1_000, run: async () => {} }]);
    runner.start();
    await until(() => held.begun() === 1, "first round");
    expect(await runner.stop()).toEqual({ unfinished: [] });
    await clock.advance(10 * MINUTE);
    expect(held.begun()).toBe(1);
    expect(clock.sleeping()).toEqual([]);
  });

  it("gives up at the deadline on a job that does not listen, and names it", async () => {
    let finish: () => void = () => {};
    const deaf: Job = { name: "deaf", run: () => new Promise((resolve) => (finish = () => resolve())) };
    const { clock, runner, rested } = await setUp([deaf]);
    runner.start();
    await rested(600_000);
    const stopping = runner.stop(5_000);
    await rested(5_000);
    await clock.advance(5_000);
    expect(await stopping).toEqual({ unfinished: ["deaf"] });
    finish();
    expect(await runner.stop()).toEqual({ unfinished: [] });
  });

  it("is no failure of a job that gave up because of it", async () => {
    const job: Job = {
      name: "obedient",
      run: (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    };
    const { database, runner, rested } = await setUp([job]);
    runner.start();
    await rested(600_000);
    await runner.stop();
    expect(await rowOf(database, "obedient")).toMatchObject({
      consecutiveFailures: 0,
      lastError: null,
      succeededAt: null,
    });
  });
});

describe("running once", () => {
  it("runs every job once in order, whatever became of the others, and tells which failed", async () => {
    const order: string[] = [];
    const named = (name: string, fails = false): Job => ({
      name,
      run: async () => {
        order.push(name);
        if (fails) throw new Error(`${name} failed`);
      },
    });
    const { runner, database, clock } = await setUp([named("a"), named("b", true), named("c")]);
    const { failures, exitCode } = await runner.runOnce();
    expect(order).toEqual(["a", "b", "c"]);
    expect(failures).toEqual([{ job: "b", error: new Error("b failed") }]);
    expect(exitCode).toBe(1);
    expect(await rowOf(database, "b")).toMatchObject({ lastError: "b failed", finishedAt: clock.now() });
    expect(clock.sleeping()).toEqual([]);
  });

  it("exits with 0 when nothing failed", async () => {
    const { runner } = await setUp([{ name: "a", run: async () => {} }]);
    expect(await runner.runOnce()).toEqual({ failures: [], exitCode: 0 });
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
    const { clock, database, runner, rested } = await setUp([job]);
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
    const { database, runner } = await setUp([{ name: "a", run: async () => {} }]);
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

it("refuses two jobs of one name", async () => {
  const job: Job = { name: "twin", run: async () => {} };
  await expect(setUp([job, job])).rejects.toThrow("Two jobs have the same name");
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
