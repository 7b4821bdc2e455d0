import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import type { Deps } from "../platform/deps.ts";
import type { HttpCore } from "../platform/http/core.ts";
import type { HttpEnv } from "../platform/http/env.ts";
import { METRICS_CONTENT_TYPE } from "../platform/http/metrics.ts";
import { json } from "../platform/http/openapi.ts";
import type { Shutdown } from "../platform/shutdown.ts";
import { getReadiness } from "./health.service.ts";
import { registerProcessMetrics } from "./process-metrics.ts";

const tags = ["operations"];
const Health = v.pipe(v.object({ status: v.literal("ok") }), v.metadata({ ref: "Health" }));
const Readiness = v.pipe(
  v.object({
    ready: v.boolean(),
    checks: v.array(
      v.object({ name: v.string(), state: v.picklist(["ok", "warning", "failing"]), detail: v.string() }),
    ),
  }),
  v.metadata({ ref: "Readiness" }),
);

/** What orchestrators and Prometheus ask: alive, ready, and figures. Open to all, without secrets or data. */
export function createHealthRoutes(deps: Deps, { core, shutdown }: { core: HttpCore; shutdown: Shutdown }) {
  registerProcessMetrics(core.metrics, deps);
  return new Hono<HttpEnv>()
    .get(
      "/healthz",
      describeRoute({
        tags,
        operationId: "getHealth",
        summary: "Whether the process runs",
        responses: { 200: json("It does.", Health) },
      }),
      (c) => {
        c.header("cache-control", "no-store");
        return c.json({ status: "ok" as const }, 200);
      },
    )
    .get(
      "/readyz",
      describeRoute({
        tags,
        operationId: "getReadiness",
        summary: "Whether the process can do its work, with reasons",
        responses: { 200: json("Ready. Warnings do not count.", Readiness), 503: json("Not ready.", Readiness) },
      }),
      async (c) => {
        c.header("cache-control", "no-store");
        const readiness = await getReadiness(deps, shutdown.begun);
        return readiness.ready ? c.json(readiness, 200) : c.json(readiness, 503);
      },
    )
    .get(
      "/metrics",
      describeRoute({
        tags,
        operationId: "getMetrics",
        summary: "Figures for Prometheus",
        responses: {
          200: { description: "Text exposition 0.0.4.", content: { "text/plain": { schema: { type: "string" } } } },
        },
      }),
      (c) => c.body(core.metrics.render(), 200, { "content-type": METRICS_CONTENT_TYPE, "cache-control": "no-store" }),
    );
}
