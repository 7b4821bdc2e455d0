import { eq } from "drizzle-orm";
import type { Database } from "../../../src/platform/db/database.ts";
import { jobRunsTable } from "../../../src/platform/jobs/jobs.tables.ts";
import { createJobRunner, type Job } from "../../../src/platform/jobs/runner.ts";
import { createLogger } from "../../../src/platform/log.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { openTestDatabase } from "../../support/open-test-database.ts";
import { until } from "../../support/until.ts";

export const MINUTE = 60_000;

/** A runner on a clock that stands still; `draw` is what every draw of chance gives. */
export async function setUpRunner(jobs: Job[], draw = 0.5) {
  const clock = createFakeClock();
  const database = await openTestDatabase();
  const random = { number: () => draw, bytes: (length: number) => new Uint8Array(length) };
  const runner = createJobRunner({ jobs, deps: { database, clock, random, log: createLogger("silent") } });
  /** Waits until the runner sleeps for `ms`, as it does between rounds. */
  const rested = (ms: number) =>
    until(() => clock.sleeping().includes(ms), `a rest of ${ms} among ${clock.sleeping()}`);
  return { clock, database, runner, rested };
}

export const rowOf = async (database: Database, job: string) =>
  (await database.db.select().from(jobRunsTable).where(eq(jobRunsTable.job, job)))[0];

/** A job whose rounds end when the test says so. */
export function heldJob(name: string) {
  let begun = 0;
  let running = 0;
  let most = 0;
  let release: () => void = () => {};
  const job: Job = {
    name,
    everyMs: MINUTE,
    timeoutMs: 10 * MINUTE,
    async run(signal) {
      begun++;
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => {
        release = resolve;
        signal.addEventListener("abort", () => resolve());
      });
      running--;
    },
  };
  return { job, begun: () => begun, most: () => most, release: () => release() };
}
