import type { Deps } from "../deps.ts";
import { messageOf } from "../errors.ts";
import { type BackoffOptions, fullJitterMs } from "./backoff.ts";
import { recordRunFinished, recordRunStarted } from "./job-runs.repository.ts";

/** Work done again and again in the background. */
export interface Job {
  /** Unique, such as `scores.live`: the key of its row in `job_runs`. */
  name: string;
  /** From the end of a run to the next, unless the run says otherwise. Default one minute. */
  everyMs?: number;
  /** After this long the run's signal fires. Default 10 minutes. */
  timeoutMs?: number;
  /** Does one round. Stops early when the signal fires. May say when the next round is due; throws when it failed. */
  // biome-ignore lint/suspicious/noConfusingVoidType: lets a job be written without a return
  run(signal: AbortSignal): Promise<JobResult | void>;
}

export interface JobResult {
  nextInMs: number;
  /** What did not work out. The round counts as failed, but the next one comes when the job says. */
  failed?: string | undefined;
}

export interface JobFailure {
  job: string;
  error: unknown;
}

export interface JobRunner {
  /** Begins to run every job, each in its own loop, never two rounds of one job at a time. */
  start(): void;
  /** Every job once, in order, each whatever became of the others before it. `exitCode` is 1 when one failed. */
  runOnce(): Promise<{ failures: JobFailure[]; exitCode: 0 | 1 }>;
  /**
   * Fires the signal of the running jobs, starts no more, and waits for them. Resolves with the names of the jobs that
   * were still running at the deadline (default 10 s).
   */
  stop(deadlineMs?: number): Promise<{ unfinished: string[] }>;
}

export interface JobRunnerOptions {
  jobs: readonly Job[];
  deps: Pick<Deps, "database" | "clock" | "random" | "log">;
  /** Waits after failures; never less than a second. Default 5 s doubling to 5 min. */
  backoff?: BackoffOptions;
}

const JITTER = 0.1;
const SHORTEST_BACKOFF_MS = 1_000;
/** A day: far below the 24.8 days where timers overflow and fire at once. */
const LONGEST_WAIT_MS = 86_400_000;

/** Runs jobs at intervals with ±10 % jitter, and with full jitter after failures. Every round leaves its mark in `job_runs`. */
export function createJobRunner({
  jobs,
  deps,
  backoff = { baseMs: 5_000, capMs: 300_000 },
}: JobRunnerOptions): JobRunner {
  const { database, clock, random, log } = deps;
  const stopping = new AbortController();
  const running = new Map<string, Promise<unknown>>();
  const failuresInARow = new Map<string, number>();
  if (new Set(jobs.map((job) => job.name)).size < jobs.length) throw new TypeError("Two jobs have the same name");

  /** A mark that cannot be stored must not stop the work it is about. */
  async function mark(job: Job, store: () => Promise<void>): Promise<void> {
    try {
      await store();
    } catch (error) {
      log.warn({ job: job.name, error: messageOf(error) }, "job run not recorded");
    }
  }

  /** Milliseconds until the next round: as the job asked, else after failures longer each time. */
  function waitAfter(job: Job, asked: number | undefined, failures: number): number {
    if (asked === undefined && failures > 0)
      return Math.max(SHORTEST_BACKOFF_MS, fullJitterMs(failures, backoff, random));
    const plannedMs = asked ?? job.everyMs ?? 60_000;
    const jittered = plannedMs * (1 - JITTER + 2 * JITTER * random.number());
    return Math.min(Math.max(0, jittered), LONGEST_WAIT_MS);
  }

  /** One round: never throws. */
  async function round(job: Job): Promise<{ waitMs: number; failure: JobFailure | undefined }> {
    const startedAt = clock.now();
    await mark(job, () => recordRunStarted(database, job.name, startedAt));
    let asked: number | undefined;
    let failure: JobFailure | undefined;
    try {
      const result = await runWithTimeout(job);
      asked = result?.nextInMs;
      if (result?.failed !== undefined) failure = { job: job.name, error: new Error(result.failed) };
    } catch (error) {
      // A job that gave up because it was told to has neither succeeded nor failed: its mark stays that of a run begun.
      if (stopping.signal.aborted) return { waitMs: 0, failure };
      failure = { job: job.name, error };
      log.error({ job: job.name, err: error }, "job failed");
    }
    const failures = failure === undefined ? 0 : (failuresInARow.get(job.name) ?? 0) + 1;
    failuresInARow.set(job.name, failures);
    const waitMs = waitAfter(job, asked, failures);
    const finishedAt = clock.now();
    const nextRunAt = stopping.signal.aborted ? null : new Date(finishedAt.getTime() + waitMs);
    const lastError = failure === undefined ? null : messageOf(failure.error);
    await mark(job, () =>
      recordRunFinished(database, { job: job.name, startedAt, finishedAt, failures, lastError, nextRunAt }),
    );
    return { waitMs, failure };
  }

  async function runWithTimeout(job: Job): Promise<JobResult | undefined> {
    const timeoutMs = job.timeoutMs ?? 600_000;
    const finished = new AbortController();
    const timeout = new AbortController();
    clock.sleep(timeoutMs, finished.signal).then(({ aborted }) => {
      if (!aborted) timeout.abort(new Error(`Still running after ${timeoutMs} ms`));
    });
    try {
      return (await job.run(AbortSignal.any([stopping.signal, timeout.signal]))) ?? undefined;
    } finally {
      finished.abort();
    }
  }

  async function loop(job: Job): Promise<void> {
    while (!stopping.signal.aborted) {
      const { waitMs } = await round(job);
      await clock.sleep(waitMs, stopping.signal);
    }
  }

  function track<T>(name: string, work: Promise<T>): Promise<T> {
    running.set(name, work);
    return work.finally(() => running.delete(name));
  }

  return {
    start() {
      if (running.size > 0 || stopping.signal.aborted) throw new Error("A job runner starts once");
      for (const job of jobs) void track(job.name, loop(job));
    },
    async runOnce() {
      const failures: JobFailure[] = [];
      for (const job of jobs) {
        if (stopping.signal.aborted) break;
        const { failure } = await track(job.name, round(job));
        if (failure !== undefined) failures.push(failure);
      }
      return { failures, exitCode: failures.length > 0 ? 1 : 0 };
    },
    async stop(deadlineMs = 10_000) {
      stopping.abort(new Error("The job runner is stopping"));
      const ended = new AbortController();
      const all = Promise.all(running.values()).then(() => ended.abort());
      await Promise.race([all, clock.sleep(deadlineMs, ended.signal)]);
      return { unfinished: [...running.keys()] };
    },
  };
}
