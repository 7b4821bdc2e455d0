import { expect, it } from "vitest";
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
