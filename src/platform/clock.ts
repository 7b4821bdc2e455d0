/** The time, and waiting for it. Tests pass their own; nothing else in the product reads the system clock. */
export interface Clock {
  /** Wall-clock time. */
  now(): Date;
  /** Milliseconds of a clock that never jumps; only differences mean something. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once with `aborted: true` when the signal fires. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<{ aborted: boolean }>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve({ aborted: true });
      const onAbort = () => {
        clearTimeout(timer);
        resolve({ aborted: true });
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve({ aborted: false });
      }, ms);
      signal?.addEventListener("abort", onAbort, { once: true });
    }),
};
