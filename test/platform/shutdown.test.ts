import { EventEmitter } from "node:events";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../src/platform/clock.ts";
import { createShutdown, type ShutdownProcess } from "../../src/platform/shutdown.ts";

const log = pino({ level: "silent" });

const create = (deadlineMs?: number) =>
  createShutdown({ log, clock: systemClock, ...(deadlineMs === undefined ? {} : { deadlineMs }) });

/** Stands in for the process: exits are collected. */
class FakeProcess extends EventEmitter implements ShutdownProcess {
  readonly exits: number[] = [];
  exit(code: number) {
    this.exits.push(code);
  }
}

const never = () => new Promise<void>(() => {});

describe("shutdown", () => {
  test("runs the steps in the order they were added, each after the one before", async () => {
    const shutdown = create();
    const seen: string[] = [];
    shutdown.add("stop accepting", async () => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push("stop accepting");
    });
    shutdown.add("close", () => {
      seen.push("close");
    });
    expect(shutdown.begun).toBe(false);
    const running = shutdown.run("test");
    expect(shutdown.begun).toBe(true);
    expect(await running).toBe(true);
    expect(seen).toEqual(["stop accepting", "close"]);
  });

  test("runs once, however often it is asked", async () => {
    const shutdown = create();
    let runs = 0;
    shutdown.add("count", () => {
      runs++;
    });
    await Promise.all([shutdown.run("a"), shutdown.run("b")]);
    expect(runs).toBe(1);
  });

  test("goes on after a step that throws, and says that it was not clean", async () => {
    const shutdown = create();
    let closed = false;
    shutdown.add("sync", () => {
      throw new Error("broken");
    });
    shutdown.add("async", () => Promise.reject(new Error("broken")));
    shutdown.add("close", () => {
      closed = true;
    });
    expect(await shutdown.run("test")).toBe(false);
    expect(closed).toBe(true);
  });

  test("leaves a step that hangs at its budget, tells it, and still closes the database", async () => {
    const shutdown = create(1_050);
    let told = false;
    const budgets: number[] = [];
    shutdown.add("hangs", ({ budgetMs, signal }) => {
      budgets.push(budgetMs);
      signal.addEventListener("abort", () => {
        told = true;
      });
      return never();
    });
    let closed = false;
    shutdown.add("hangs too", never);
    shutdown.add("close", ({ budgetMs }) => {
      budgets.push(budgetMs);
      closed = true;
    });
    expect(await shutdown.run("test")).toBe(false);
    expect({ told, closed }).toEqual({ told: true, closed: true });
    expect(budgets[0]).toBeLessThanOrEqual(50);
    expect(budgets[1]).toBeGreaterThan(300);
  });
});

describe("signals", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("%s runs the steps and exits with 0", async (signal) => {
    const shutdown = create();
    const process = new FakeProcess();
    let closed = false;
    shutdown.add("close", () => {
      closed = true;
    });
    shutdown.install(process);
    process.emit(signal);
    await expect.poll(() => process.exits).toEqual([0]);
    expect(closed).toBe(true);
  });

  test("exits with 1 when a step failed", async () => {
    const shutdown = create();
    const process = new FakeProcess();
    shutdown.add("fails", () => {
      throw new Error("broken");
    });
    shutdown.install(process);
    process.emit("SIGTERM");
    await expect.poll(() => process.exits).toEqual([1]);
  });

  test("the first one waits for a shutdown that something else began", async () => {
    const shutdown = create();
    const process = new FakeProcess();
    let close = () => {};
    shutdown.add(
      "close",
      () =>
        new Promise<void>((resolve) => {
          close = resolve;
        }),
    );
    shutdown.install(process);
    const running = shutdown.run("a fatal error");
    process.emit("SIGTERM");
    expect(process.exits).toEqual([]);
    close();
    await running;
    await expect.poll(() => process.exits).toEqual([0]);
  });

  test("a second one exits at once", () => {
    const shutdown = create();
    const process = new FakeProcess();
    shutdown.add("hangs", never);
    shutdown.install(process);
    process.emit("SIGTERM");
    expect(process.exits).toEqual([]);
    process.emit("SIGINT");
    expect(process.exits).toEqual([130]);
  });
});
