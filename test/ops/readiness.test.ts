import { expect, it } from "vitest";
import { getReadiness, type Readiness } from "../../src/ops/health.service.ts";
import { recordRunFinished } from "../../src/platform/jobs/job-runs.repository.ts";
import { createFakeClock } from "../support/fake-clock.ts";
import { createTestProduct } from "../support/product.ts";

it("says that it is not ready without telling strangers what the database said", async () => {
  const { app, deps } = await createTestProduct();
  expect((await app.request("/readyz")).status).toBe(200);
  await deps.database.client.execute("DROP TABLE job_runs");
  const answer = await app.request("/readyz");
  const text = await answer.text();
  expect(answer.status).toBe(503);
  expect(JSON.parse(text).checks).toMatchObject([
    { name: "writes", state: "ok" },
    { name: "reads", state: "failing", detail: "the log has the reason" },
  ]);
  expect(text).not.toMatch(/select|job_runs/i);
});

it("stays ready while a feed is down, and says since when and how often it failed", async () => {
  const { app, deps } = await createTestProduct();
  const { database, clock } = deps;
  const jobs = async () => ((await (await app.request("/readyz")).json()) as Readiness).checks.slice(1);
  expect(await jobs()).toEqual([{ name: "collector", state: "warning", detail: "no job has run yet" }]);
  const startedAt = clock.now();
  const run = {
    job: "scores.nfl",
    startedAt,
    finishedAt: startedAt,
    nextRunAt: new Date(startedAt.getTime() + 60_000),
  };
  await recordRunFinished(database, { ...run, failures: 0, lastError: null });
  expect(await jobs()).toMatchObject([{ name: "job scores.nfl", state: "ok" }]);
  await recordRunFinished(database, { ...run, failures: 1, lastError: "feed is down" });
  const detail = `last succeeded ${startedAt.toISOString()}, failed once since`;
  expect(await jobs()).toEqual([{ name: "job scores.nfl", state: "warning", detail }]);
  expect((await app.request("/readyz")).status).toBe(200);
});

it("warns of a job that should have run by now, and is not ready once it is stopping", async () => {
  const clock = createFakeClock();
  const { deps } = await createTestProduct({ clock });
  const startedAt = clock.now();
  const run = {
    job: "scores.nfl",
    startedAt,
    finishedAt: startedAt,
    nextRunAt: startedAt,
    failures: 0,
    lastError: null,
  };
  await recordRunFinished(deps.database, run);
  expect((await getReadiness(deps, false)).checks.at(-1)?.state).toBe("ok");
  await clock.advance(121_000);
  expect(await getReadiness(deps, false)).toMatchObject({ ready: true, checks: [{}, { state: "warning" }] });
  expect(await getReadiness(deps, true)).toMatchObject({ ready: false, checks: [{ name: "process" }, {}, {}] });
});
