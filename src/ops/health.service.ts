import { findAppError } from "../platform/db/errors.ts";
import type { Deps } from "../platform/deps.ts";
import { listJobRuns } from "../platform/jobs/job-runs.repository.ts";

export interface Check {
  name: string;
  /** A failing check makes the process unready; a warning is only told. */
  state: "ok" | "warning" | "failing";
  detail: string;
}

export interface Readiness {
  ready: boolean;
  checks: Check[];
}

/** A job is late when its next run is overdue by this much: its process has stopped, or never started. */
const LATE_MS = 120_000;

class RolledBack extends Error {}

/** Takes the write lock and lets it go: proof that a write would work, without writing. */
async function checkWrites({ database, log }: Deps): Promise<Check> {
  try {
    await database.write(() => Promise.reject(new RolledBack()));
  } catch (error) {
    if (!(error instanceof RolledBack)) return failing("writes", log, error);
  }
  return { name: "writes", state: "ok", detail: "the database takes writes" };
}

/** A feed that cannot be reached is no reason to take the stored games from the house: jobs only ever warn. */
async function checkJobs({ database, clock, config }: Deps): Promise<Check[]> {
  const jobs = await listJobRuns(database.db);
  if (jobs.length === 0) {
    const state = config.collector.enabled ? "warning" : "ok";
    return [{ name: "collector", state, detail: "no job has run yet" }];
  }
  return jobs.map(({ job, nextRunAt, startedAt, finishedAt, consecutiveFailures, succeededAt }) => {
    const dueAt = nextRunAt ?? finishedAt ?? startedAt;
    const late = clock.now().getTime() - dueAt.getTime() > LATE_MS;
    const last = succeededAt === null ? "never succeeded" : `last succeeded ${succeededAt.toISOString()}`;
    const times = consecutiveFailures === 1 ? "failed once" : `failed ${consecutiveFailures} times`;
    const detail = consecutiveFailures > 0 ? `${last}, ${times} since` : last;
    return { name: `job ${job}`, state: late || consecutiveFailures > 0 ? "warning" : "ok", detail };
  });
}

/** Whether this process can do its work now. The schema was verified before it began to listen. */
export async function getReadiness(deps: Deps, stopping: boolean): Promise<Readiness> {
  const checks = [
    await checkWrites(deps),
    ...(await checkJobs(deps).catch((error: unknown) => [failing("reads", deps.log, error)])),
  ];
  if (stopping) checks.unshift({ name: "process", state: "failing", detail: "stopping" });
  return { ready: checks.every(({ state }) => state !== "failing"), checks };
}

/** Anybody may ask, so of a fault only what was meant to be read is told: the words of others can hold SQL and paths. */
function failing(name: string, log: Deps["log"], error: unknown): Check {
  log.error({ check: name, err: error }, "readiness check failed");
  return { name, state: "failing", detail: findAppError(error)?.message ?? "the log has the reason" };
}
