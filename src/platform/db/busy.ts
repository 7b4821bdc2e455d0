import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";
import { databaseBusy, isBusyError } from "./errors.ts";

/** How long anybody waits for another process's lock. */
export const BUSY_LIMIT_MS = 5_000;

export interface BusyPolicy {
  clock: Clock;
  random: Random;
  /** Told each time a lock has to be waited for. */
  onWait(): void;
}

/** 1 to 2 ms at first, then up to 20 ms, with jitter so that waiting processes do not march in step. */
export const backoffMs = (attempt: number, random: Random): number => Math.min(1 + attempt, 10) * (1 + random.number());

/**
 * Calls `attempt` until it does not meet another process's lock, waiting without blocking the event loop.
 * Throws `AppError("database-busy")` after {@link BUSY_LIMIT_MS}, and at once whatever else `attempt` throws.
 */
export async function retryWhileBusy<T>(attempt: () => T, policy: BusyPolicy): Promise<T> {
  const startedAt = policy.clock.monotonicMs();
  for (let tries = 0; ; tries++) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusyError(error)) throw error;
      if (policy.clock.monotonicMs() - startedAt >= BUSY_LIMIT_MS) throw databaseBusy(error);
      policy.onWait();
      await policy.clock.sleep(backoffMs(tries, policy.random));
    }
  }
}
