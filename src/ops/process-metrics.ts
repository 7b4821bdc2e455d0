import { monitorEventLoopDelay } from "node:perf_hooks";
import type { DatabaseStats } from "../platform/db/database.ts";
import type { Deps } from "../platform/deps.ts";
import type { MetricsRegistry } from "../platform/http/metrics.ts";

const DATABASE_FIGURES: Record<keyof DatabaseStats, string> = {
  queueDepth: "Units of work waiting for the writer now.",
  commits: "Commits by this process.",
  groupedUnits: "Units of work that shared a commit with others.",
  busyWaits: "Times a lock of another process was waited for.",
  checkpoints: "Checkpoints by this process.",
  walPages: "Pages in the write-ahead log.",
};

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Memory, event loop and database of this process, read when the metrics are asked for. */
export function registerProcessMetrics(metrics: MetricsRegistry, { database }: Pick<Deps, "database">): void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  metrics.gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory.",
    value: () => process.memoryUsage.rss(),
  });
  metrics.gauge({
    name: "process_event_loop_delay_seconds",
    help: "99th percentile of the event loop's delay since the start.",
    value: () => delay.percentile(99) / 1e9,
  });
  for (const [figure, help] of Object.entries(DATABASE_FIGURES)) {
    metrics.gauge({
      name: `database_${snakeCase(figure)}`,
      help,
      value: () => database.stats()[figure as keyof DatabaseStats],
    });
  }
}
