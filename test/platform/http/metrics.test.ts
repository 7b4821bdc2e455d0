import { describe, expect, test } from "vitest";
import { createMetricsRegistry } from "../../../src/platform/http/metrics.ts";

describe("the metrics registry", () => {
  test("prints counters with their labels in the order declared", () => {
    const metrics = createMetricsRegistry();
    const polls = metrics.counter({ name: "polls_total", help: "Polls.", labels: ["source", "result"] });
    polls.inc({ result: "ok", source: "espn" });
    polls.inc({ source: "espn", result: "ok" }, 2);
    polls.at({ source: "nba", result: "failed" }).inc();
    expect(metrics.render()).toBe(
      [
        "# HELP polls_total Polls.",
        "# TYPE polls_total counter",
        'polls_total{source="espn",result="ok"} 3',
        'polls_total{source="nba",result="failed"} 1',
        "",
      ].join("\n"),
    );
  });

  test("reads gauges when asked", () => {
    const metrics = createMetricsRegistry();
    let depth = 1;
    metrics.gauge({ name: "queue_depth", help: "Waiting.", value: () => depth });
    metrics.gauge({
      name: "age_seconds",
      help: "Age.",
      labels: ["source"],
      value: () => [{ labels: { source: "espn" }, value: Number.POSITIVE_INFINITY }],
    });
    depth = 7.5;
    expect(metrics.render()).toContain("\nqueue_depth 7.5\n");
    expect(metrics.render()).toContain('\nage_seconds{source="espn"} +Inf\n');
  });

  test("prints histograms with cumulative buckets", () => {
    const metrics = createMetricsRegistry();
    const time = metrics.histogram({ name: "time_seconds", help: "Time.", labels: ["job"], buckets: [0.1, 1] });
    for (const seconds of [0.1, 0.05, 0.5, 3]) time.observe(seconds, { job: "poll" });
    expect(metrics.render().split("\n").slice(2, 7)).toEqual([
      'time_seconds_bucket{job="poll",le="0.1"} 2',
      'time_seconds_bucket{job="poll",le="1"} 3',
      'time_seconds_bucket{job="poll",le="+Inf"} 4',
      'time_seconds_sum{job="poll"} 3.65',
      'time_seconds_count{job="poll"} 4',
    ]);
  });

  test("escapes help texts and label values", () => {
    const metrics = createMetricsRegistry();
    metrics.counter({ name: "a_total", help: "One\nline \\ only.", labels: ["x"] }).inc({ x: 'quo"te\\\n' });
    expect(metrics.render()).toBe(
      '# HELP a_total One\\nline \\\\ only.\n# TYPE a_total counter\na_total{x="quo\\"te\\\\\\n"} 1\n',
    );
  });

  test("counts label values beyond the bound together, so that nobody can grow it without end", () => {
    const metrics = createMetricsRegistry({ maxSeries: 3 });
    const counter = metrics.counter({ name: "hits_total", help: "Hits.", labels: ["path"] });
    for (let i = 0; i < 100; i++) counter.inc({ path: `/${i}` });
    counter.inc({ path: "/0" });
    expect(metrics.render().match(/^hits_total.*$/gm)).toEqual([
      'hits_total{path="/0"} 2',
      'hits_total{path="/1"} 1',
      'hits_total{path="/2"} 1',
      'hits_total{path="other"} 97',
    ]);
  });

  test("refuses two metrics of one name", () => {
    const metrics = createMetricsRegistry();
    metrics.counter({ name: "twice_total", help: "x" });
    expect(() => metrics.gauge({ name: "twice_total", help: "x", value: () => 0 })).toThrow("registered twice");
  });
});
