import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { instant } from "../db/columns.ts";

/** The last run of every background job, so that another process can see whether the collector lives. */
export const jobRunsTable = sqliteTable("job_runs", {
  job: text("job").primaryKey(),
  startedAt: instant("started_at").notNull(),
  finishedAt: instant("finished_at"),
  /** When the last run that did not throw ended. */
  succeededAt: instant("succeeded_at"),
  consecutiveFailures: integer("consecutive_failures").notNull().default(0),
  lastError: text("last_error"),
  nextRunAt: instant("next_run_at"),
});
