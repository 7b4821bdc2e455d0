import { describe, expect, it } from "vitest";
import type { Job } from "../../../src/platform/jobs/runner.ts";
import { until } from "../../support/until.ts";
import { heldJob, MINUTE, rowOf, setUpRunner } from "./runner-harness.ts";

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
    const { clock, database, runner, rested } = await setUpRunner([job]);
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
    const { runner, rested } = await setUpRunner([{ name: "live", run: async () => ({ nextInMs: 15_000 }) }]);
    runner.start();
    await rested(15_000);
    await runner.stop();
  });

  it.each([
    [0, 54_000],
    [0.999_999, 65_999.988],
  ])("spreads its interval by ten percent: a draw of %d waits %d ms", async (draw, waitMs) => {
    const { runner, rested } = await setUpRunner([{ name: "tick", everyMs: MINUTE, run: async () => {} }], draw);
    runner.start();
    await rested(waitMs);
    await runner.stop();
  });

  it("that asks for an endless wait is run again after a day, not at once", async () => {
    const { runner, rested } = await setUpRunner([{ name: "tick", run: async () => ({ nextInMs: 2 ** 40 }) }]);
    runner.start();
    await rested(86_400_000);
    await runner.stop();
  });

  it("never overlaps itself, however long a round takes", async () => {
    const held = heldJob("slow");
    const { clock, runner, rested } = await setUpRunner([held.job]);
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
    const { database, runner } = await setUpRunner([held.job]);
    runner.start();
    await until(() => held.begun() === 1, "first round");
    expect(await rowOf(database, "slow")).toMatchObject({ finishedAt: null, nextRunAt: null });
    await runner.stop();
  });

  it("does not keep other jobs waiting", async () => {
    const held = heldJob("slow");
    const { runner, rested } = await setUpRunner([held.job, { name: "quick", everyMs: 1_000, run: async () => {} }]);
    runner.start();
    await rested(1_000);
    await runner.stop();
  });
});

describe("stopping", () => {
  it("fires the signal and waits for what is running; nothing starts again", async () => {
    const held = heldJob("slow");
    const { clock, runner } = await setUpRunner([held.job, { name: "tick", everyMs: 1_000, run: async () => {} }]);
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
    const { clock, runner, rested } = await setUpRunner([deaf]);
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
    const { database, runner, rested } = await setUpRunner([job]);
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
    const { runner, database, clock } = await setUpRunner([named("a"), named("b", true), named("c")]);
    const { failures, exitCode } = await runner.runOnce();
    expect(order).toEqual(["a", "b", "c"]);
    expect(failures).toEqual([{ job: "b", error: new Error("b failed") }]);
    expect(exitCode).toBe(1);
    expect(await rowOf(database, "b")).toMatchObject({ lastError: "b failed", finishedAt: clock.now() });
    expect(clock.sleeping()).toEqual([]);
  });

  it("exits with 0 when nothing failed", async () => {
    const { runner } = await setUpRunner([{ name: "a", run: async () => {} }]);
    expect(await runner.runOnce()).toEqual({ failures: [], exitCode: 0 });
  });
});

it("refuses two jobs of one name", async () => {
  const job: Job = { name: "twin", run: async () => {} };
  await expect(setUpRunner([job, job])).rejects.toThrow("Two jobs have the same name");
});
