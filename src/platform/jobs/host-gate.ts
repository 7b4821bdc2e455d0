import type { Clock } from "../clock.ts";

export interface BreakerOptions {
  /** Failures in a row that close the host off. */
  failures: number;
  /** How long the host is left alone then; doubles with every failed probe. */
  coolDownMs: number;
  maxCoolDownMs: number;
}

/** What every source of the process together knows of one host: whose turn it is, and whether it is to be left alone. */
export interface HostGate {
  /** Resolves when every earlier caller has let go; rejects with the signal's reason when aborted while waiting. */
  enter(signal: AbortSignal | undefined): Promise<() => void>;
  /** Milliseconds until the breaker lets one request probe the host; 0 when requests may pass. */
  closedForMs(): number;
  /** Milliseconds until the time the host itself asked for with `Retry-After`; 0 when that is past. */
  askedToWaitMs(): number;
  succeeded(): void;
  failed(retryAfterMs: number | undefined): void;
}

/** Gates by host. One registry per process, so that no two sources ask the same host at once. */
export type HostGates = (host: string, clock: Clock) => HostGate;

const BREAKER: BreakerOptions = { failures: 5, coolDownMs: 60_000, maxCoolDownMs: 600_000 };

/** Makes a registry of gates. Times are of the clock that first asks for a host. */
export function createHostGates(breaker: BreakerOptions = BREAKER): HostGates {
  const gates = new Map<string, HostGate>();
  return (host, clock) => {
    let gate = gates.get(host);
    if (gate === undefined) {
      gate = createHostGate(clock, breaker);
      gates.set(host, gate);
    }
    return gate;
  };
}

function createHostGate(clock: Clock, breaker: BreakerOptions): HostGate {
  let last: Promise<void> = Promise.resolve();
  let failures = 0;
  let openUntilMs = Number.NEGATIVE_INFINITY;
  let askedUntilMs = Number.NEGATIVE_INFINITY;

  return {
    async enter(signal) {
      const turn = last;
      const { promise, resolve } = settleable();
      last = turn.then(() => promise);
      try {
        await untilAborted(turn, signal);
      } catch (error) {
        resolve();
        throw error;
      }
      return resolve;
    },
    closedForMs: () => Math.max(0, openUntilMs - clock.monotonicMs()),
    askedToWaitMs: () => Math.max(0, askedUntilMs - clock.monotonicMs()),
    succeeded() {
      failures = 0;
    },
    failed(retryAfterMs) {
      failures++;
      if (retryAfterMs !== undefined) askedUntilMs = clock.monotonicMs() + retryAfterMs;
      if (failures < breaker.failures) return;
      // Past the threshold every failure is that of a probe: one request at a time reaches the host.
      const coolDownMs = breaker.coolDownMs * 2 ** (failures - breaker.failures);
      openUntilMs = clock.monotonicMs() + Math.min(coolDownMs, breaker.maxCoolDownMs);
    },
  };
}

function settleable(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function untilAborted(turn: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return turn;
  signal.throwIfAborted();
  const { promise: aborted, resolve } = settleable();
  signal.addEventListener("abort", resolve, { once: true });
  try {
    await Promise.race([turn, aborted]);
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener("abort", resolve);
  }
}
