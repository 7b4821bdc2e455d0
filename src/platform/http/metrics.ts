/** Values of a metric's labels, by label name. */
export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  inc(labels?: Labels, by?: number): void;
  /** The series of these labels, for callers that count often. */
  at(labels: Labels): { inc(by?: number): void };
}

export interface Histogram {
  observe(value: number, labels?: Labels): void;
  at(labels: Labels): { observe(value: number): void };
}

interface MetricOptions {
  name: string;
  help: string;
  /** Names of the labels, in the order they are printed. */
  labels?: readonly string[];
}

export interface ObservedOptions extends MetricOptions {
  /** Read when the metrics are asked for. */
  value: () => number | readonly { labels: Labels; value: number }[];
}

export interface HistogramOptions extends MetricOptions {
  /** Upper bounds in ascending order, without infinity. */
  buckets: readonly number[];
}

/** Metrics of the process in the Prometheus text format. */
export interface MetricsRegistry {
  counter(options: MetricOptions): Counter;
  gauge(options: ObservedOptions): void;
  /** A counter that something else keeps, such as the statistics of the database. */
  observedCounter(options: ObservedOptions): void;
  histogram(options: HistogramOptions): Histogram;
  /** The exposition, version 0.0.4. */
  render(): string;
}

export const METRICS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** Label values beyond this many series of one metric are counted together under `other`. */
const DEFAULT_MAX_SERIES = 400;

/** Creates a registry. Format: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export function createMetricsRegistry({ maxSeries = DEFAULT_MAX_SERIES } = {}): MetricsRegistry {
  const renderers = new Map<string, () => string[]>();

  const register = (type: string, { name, help }: MetricOptions, lines: () => string[]) => {
    if (renderers.has(name)) throw new Error(`metric ${name} is registered twice`);
    renderers.set(name, () => [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`, ...lines()]);
  };

  return {
    counter(options) {
      const series = createSeries(options, maxSeries, () => ({ value: 0 }));
      register("counter", options, () =>
        series.all().map(([labels, { value }]) => sample(options.name, labels, value)),
      );
      const at = (labels?: Labels) => {
        const one = series.at(labels);
        return {
          inc(by = 1) {
            one.value += by;
          },
        };
      };
      return { at, inc: (labels, by) => at(labels).inc(by) };
    },

    gauge: (options) => register("gauge", options, () => observe(options)),
    observedCounter: (options) => register("counter", options, () => observe(options)),

    histogram(options) {
      const { name, buckets } = options;
      const series = createSeries(options, maxSeries, () => ({ counts: buckets.map(() => 0), count: 0, sum: 0 }));
      register("histogram", options, () =>
        series.all().flatMap(([labels, { counts, count, sum }]) => {
          const bucket = (bound: string, value: number) =>
            sample(`${name}_bucket`, labels === "" ? `le="${bound}"` : `${labels},le="${bound}"`, value);
          let below = 0;
          return [
            ...buckets.map((bound, i) => {
              below += counts[i] ?? 0;
              return bucket(String(bound), below);
            }),
            bucket("+Inf", count),
            sample(`${name}_sum`, labels, sum),
            sample(`${name}_count`, labels, count),
          ];
        }),
      );
      const at = (labels?: Labels) => {
        const one = series.at(labels);
        return {
          observe(value: number) {
            one.count++;
            one.sum += value;
            const bucket = buckets.findIndex((bound) => value <= bound);
            if (bucket !== -1) one.counts[bucket] = (one.counts[bucket] ?? 0) + 1;
          },
        };
      };
      return { at, observe: (value, labels) => at(labels).observe(value) };
    },

    render: () => `${[...renderers.values()].flatMap((lines) => lines()).join("\n")}\n`,
  };
}

function observe({ name, labels = [], value: read }: ObservedOptions): string[] {
  const value = read();
  if (typeof value === "number") return [sample(name, "", value)];
  return value.map((one) => sample(name, printLabels(labels, one.labels), one.value));
}

function createSeries<S>({ labels: names = [] }: MetricOptions, maxSeries: number, create: () => S) {
  const byLabels = new Map<string, S>();
  const overflow = printLabels(names, Object.fromEntries(names.map((name) => [name, "other"])));
  return {
    at(labels: Labels = {}): S {
      let key = printLabels(names, labels);
      let one = byLabels.get(key);
      if (one === undefined && byLabels.size >= maxSeries) {
        key = overflow;
        one = byLabels.get(key);
      }
      if (one === undefined) {
        one = create();
        byLabels.set(key, one);
      }
      return one;
    },
    all: (): [string, S][] => [...byLabels],
  };
}

function printLabels(names: readonly string[], labels: Labels): string {
  let text = "";
  for (const name of names) text += `${text === "" ? "" : ","}${name}="${escapeLabel(labels[name] ?? "")}"`;
  return text;
}

const sample = (name: string, labels: string, value: number) =>
  `${labels === "" ? name : `${name}{${labels}}`} ${formatValue(value)}`;

const formatValue = (value: number) =>
  value === Number.POSITIVE_INFINITY ? "+Inf" : value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);

const escapeHelp = (text: string) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
const escapeLabel = (text: string) => escapeHelp(text).replaceAll('"', '\\"');
