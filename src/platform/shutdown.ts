import type { Clock } from "./clock.ts";
import { messageOf } from "./errors.ts";
import type { Logger } from "./log.ts";

export type ShutdownSignal = "SIGTERM" | "SIGINT";

/** Where signals come from and exits go to: `process`, and in tests something tamer. */
export interface ShutdownProcess {
  on(signal: ShutdownSignal, listener: () => void): unknown;
  exit(code: number): void;
}

export interface ShutdownOptions {
  log: Logger;
  clock: Clock;
  /** For all steps together. Keep it below the time the platform waits before it kills. */
  deadlineMs?: number;
}

export interface ShutdownContext {
  /** What this step may take: the rest of the deadline less what is kept back for the steps after it. */
  budgetMs: number;
  /** Fires when the budget is used up. */
  signal: AbortSignal;
}

type Step = (context: ShutdownContext) => Promise<void> | void;

/** The way the process stops: named steps, in the order they were added, once. */
export interface Shutdown {
  /** Adds a step. One that throws or takes too long is logged, and the next one runs. */
  add(name: string, run: Step): void;
  /** Runs the steps; later calls wait for the same run. Resolves to whether every step finished in time without throwing. */
  run(reason: string): Promise<boolean>;
  /** On the first SIGTERM or SIGINT runs the steps and exits with 0, or 1 if one failed; a second signal exits at once. */
  install(process: ShutdownProcess): void;
  /** Whether stopping has begun; readiness turns false with it. */
  readonly begun: boolean;
}

const DEFAULT_DEADLINE_MS = 10_000;
/** Kept back for each later step, so that one that hangs cannot keep the database from being closed. */
const RESERVED_MS = 500;
/** 128 + SIGINT: what shells report for a process that was interrupted. */
const EXIT_INTERRUPTED = 130;

/** Creates the registry of what has to happen before the process ends. */
export function createShutdown({ log, clock, deadlineMs = DEFAULT_DEADLINE_MS }: ShutdownOptions): Shutdown {
  const steps: { name: string; run: Step }[] = [];
  let running: Promise<boolean> | undefined;

  const runSteps = async (reason: string) => {
    log.info({ reason }, "stopping");
    const endMs = clock.monotonicMs() + deadlineMs;
    let clean = true;
    for (const [index, { name, run }] of steps.entries()) {
      const reservedMs = RESERVED_MS * (steps.length - 1 - index);
      try {
        await runWithin(clock, Math.max(0, endMs - reservedMs - clock.monotonicMs()), run);
      } catch (error) {
        clean = false;
        log.error({ step: name, reason: messageOf(error) }, "a shutdown step failed");
      }
    }
    log.info({ clean }, "stopped");
    return clean;
  };

  const shutdown: Shutdown = {
    add(name, run) {
      steps.push({ name, run });
    },
    run(reason) {
      running ??= runSteps(reason);
      return running;
    },
    install(process) {
      let signals = 0;
      const onSignal = (signal: ShutdownSignal) => {
        if (signals++ > 0) return process.exit(EXIT_INTERRUPTED);
        void shutdown.run(signal).then((clean) => process.exit(clean ? 0 : 1));
      };
      process.on("SIGTERM", () => onSignal("SIGTERM"));
      process.on("SIGINT", () => onSignal("SIGINT"));
    },
    get begun() {
      return running !== undefined;
    },
  };
  return shutdown;
}

async function runWithin(clock: Clock, budgetMs: number, run: Step): Promise<void> {
  const late = new AbortController();
  const timer = new AbortController();
  const timeout = clock.sleep(budgetMs, timer.signal).then(({ aborted }) => {
    if (aborted) return;
    late.abort();
    throw new Error(`did not finish within ${Math.round(budgetMs)} ms`);
  });
  try {
    await Promise.race([run({ budgetMs, signal: late.signal }), timeout]);
  } finally {
    timer.abort();
  }
}
