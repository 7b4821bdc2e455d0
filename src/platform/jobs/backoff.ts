import type { Random } from "../random.ts";

export interface BackoffOptions {
  /** Upper bound of the first wait. */
  baseMs: number;
  /** Upper bound of every wait. */
  capMs: number;
}

/**
 * How long to wait after the n-th failure in a row (1, 2, 3…): anywhere between 0 and `baseMs · 2^(n-1)`, at most `capMs`.
 * "Full jitter" of Marc Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015: clients that failed
 * together do not come back together.
 */
export function fullJitterMs(failures: number, { baseMs, capMs }: BackoffOptions, random: Random): number {
  return Math.floor(random.number() * Math.min(capMs, baseMs * 2 ** (failures - 1)));
}
