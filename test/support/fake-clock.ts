import type { Clock } from "../../src/platform/clock.ts";

interface Sleeper {
  atMs: number;
  ms: number;
  wake(result: { aborted: boolean }): void;
}

export interface FakeClock extends Clock {
  /** Lets time pass: wakes sleepers in the order they are due, with a turn of the event loop after each. */
  advance(ms: number): Promise<void>;
  /** Changes the wall clock alone, as an administrator or NTP would. */
  setWall(now: Date): void;
  /** What the present sleepers asked for, in milliseconds, ascending. */
  sleeping(): number[];
}

/** A clock that stands still until told to go on. */
export function createFakeClock(start = new Date("2026-09-13T17:00:00Z")): FakeClock {
  let wallMs = start.getTime();
  let monotonicMs = 0;
  const sleepers = new Set<Sleeper>();

  const pass = (ms: number) => {
    wallMs += ms;
    monotonicMs += ms;
  };

  return {
    now: () => new Date(wallMs),
    monotonicMs: () => monotonicMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve({ aborted: true });
        const sleeper: Sleeper = {
          atMs: monotonicMs + ms,
          ms,
          wake(result) {
            sleepers.delete(sleeper);
            signal?.removeEventListener("abort", onAbort);
            resolve(result);
          },
        };
        const onAbort = () => sleeper.wake({ aborted: true });
        signal?.addEventListener("abort", onAbort, { once: true });
        sleepers.add(sleeper);
      }),
    async advance(ms) {
      const endMs = monotonicMs + ms;
      await turn();
      for (;;) {
        const [next] = [...sleepers].sort((a, b) => a.atMs - b.atMs);
        if (next === undefined || next.atMs > endMs) break;
        pass(Math.max(0, next.atMs - monotonicMs));
        next.wake({ aborted: false });
        await turn();
      }
      pass(endMs - monotonicMs);
    },
    setWall(now) {
      wallMs = now.getTime();
    },
    sleeping: () => [...sleepers].map((sleeper) => sleeper.ms).sort((a, b) => a - b),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
