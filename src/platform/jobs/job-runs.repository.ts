import { asc } from "drizzle-orm";
import type { Database, ReadDatabase } from "../db/database.ts";
import { jobRunsTable } from "./jobs.tables.ts";

export type JobRun = typeof jobRunsTable.$inferSelect;

const LONGEST_ERROR = 500;

export interface FinishedRun {
  job: string;
  startedAt: Date;
  finishedAt: Date;
  /** In a row, this run included; 0 when it went well. */
  failures: number;
  lastError: string | null;
  /** null when no further run is planned. */
  nextRunAt: Date | null;
}

/** The last run of every job, by name. */
export const listJobRuns = (db: ReadDatabase): Promise<JobRun[]> =>
  db.select().from(jobRunsTable).orderBy(asc(jobRunsTable.job));

/** Marks a job as running: `finished_at` is empty until it ends. */
export async function recordRunStarted(database: Database, job: string, startedAt: Date): Promise<void> {
  const started = { startedAt, finishedAt: null, nextRunAt: null };
  await database.write(async (tx) => {
    await tx
      .insert(jobRunsTable)
      .values({ job, ...started })
      .onConflictDoUpdate({ target: jobRunsTable.job, set: started });
  });
}

/** Stores how a run ended. The last success and its time stay when this run failed. */
export async function recordRunFinished(database: Database, run: FinishedRun): Promise<void> {
  const { job, startedAt, finishedAt, failures, nextRunAt } = run;
  const finished = {
    startedAt,
    finishedAt,
    consecutiveFailures: failures,
    lastError: run.lastError?.slice(0, LONGEST_ERROR) ?? null,
    nextRunAt,
    ...(failures === 0 && { succeededAt: finishedAt }),
  };
  await database.write(async (tx) => {
    await tx
      .insert(jobRunsTable)
      .values({ job, ...finished })
      .onConflictDoUpdate({ target: jobRunsTable.job, set: finished });
  });
}
