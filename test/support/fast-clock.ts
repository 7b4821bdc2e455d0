import { type Clock, systemClock } from "../../src/platform/clock.ts";

/** The system's clock, running `speed` times as fast from now on: minutes of waiting pass in seconds, with real I/O. */
export function createFastClock(speed: number): Clock {
  const startedAt = Date.now();
  const startedMs = performance.now();
  const elapsedMs = () => (performance.now() - startedMs) * speed;
  return {
    now: () => new Date(startedAt + elapsedMs()),
    monotonicMs: elapsedMs,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  };
}
