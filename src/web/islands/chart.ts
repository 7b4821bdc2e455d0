import uPlot from "uplot";

const HEIGHT_PX = 260;
const FALLBACK_WIDTH_PX = 600;

interface ChartData {
  axis: string;
  names: string[];
  labels: string[];
  columns: [x: number[], ...series: number[][]];
  marks: { x: number; label: string }[];
}

/** Draws every chart of the page from its table, and folds the table away beneath it. */
export function drawCharts(): void {
  for (const figure of document.querySelectorAll<HTMLElement>("[data-chart]:not([data-drawn])")) {
    const data = readTable(figure);
    if (data.labels.length > 1) draw(figure, data);
  }
}

/** The numbers as the server wrote them into the table: `data-x` in the row headings, a column for each series. */
export function readTable(figure: HTMLElement): ChartData {
  const [axis = "", ...names] = [...figure.querySelectorAll("thead th")].map((cell) => cell.textContent ?? "");
  const rows = [...figure.querySelectorAll("tbody tr")];
  const headings = rows.map((row) => row.querySelector<HTMLElement>("th"));
  const values = names.map((_, column) => rows.map((row) => Number(row.querySelectorAll("td")[column]?.textContent)));
  const marks = (figure.dataset.marks ?? "").split(",").filter((mark) => mark !== "");
  return {
    axis,
    names,
    labels: headings.map((heading) => heading?.textContent ?? ""),
    columns: [headings.map((heading) => Number(heading?.dataset.x)), ...values],
    marks: marks.map((mark) => {
      const [x = "0", label = ""] = mark.split(":");
      return { x: Number(x), label };
    }),
  };
}

function draw(figure: HTMLElement, data: ChartData): void {
  figure.dataset.drawn = "";
  figure.querySelector("details")?.removeAttribute("open");
  const plot = document.createElement("div");
  plot.className = "chart-plot";
  plot.tabIndex = 0;
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", `${figure.querySelector("figcaption")?.textContent}. Arrow keys read the points.`);
  const readout = document.createElement("p");
  readout.className = "chart-readout";
  readout.setAttribute("aria-live", "polite");
  figure.querySelector("figcaption")?.after(plot, readout);

  const chart = new uPlot(optionsFor(plot, readout, data), data.columns, plot);
  plot.addEventListener("keydown", (event) => stepThrough(event, chart, data));
  new ResizeObserver(() => chart.setSize({ width: plot.clientWidth, height: HEIGHT_PX })).observe(plot);
  // The canvas holds the colours of the moment it was drawn.
  const redraw = () => chart.redraw(false, true);
  matchMedia("(prefers-color-scheme: light)").addEventListener("change", redraw);
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

function optionsFor(plot: HTMLElement, readout: HTMLElement, data: ChartData): uPlot.Options {
  const token = (name: string) => getComputedStyle(plot).getPropertyValue(name).trim();
  const font = "13px system-ui, sans-serif";
  const strokes = ["--lamp", "--info"];
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const end = Math.max(...data.columns[0], ...data.marks.map(({ x }) => x));
  return {
    width: plot.clientWidth || FALLBACK_WIDTH_PX,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 8 } },
    scales: { x: { time: false, range: () => [0, end] }, y: { range: (_, __, max) => [0, Math.max(max, 7) + 1] } },
    axes: [
      {
        stroke: () => token("--muted"),
        grid: { stroke: () => token("--line"), width: 1 },
        ticks: { show: false },
        font,
        ...(data.marks.length > 0
          ? {
              splits: () => data.marks.map(({ x }) => x),
              values: () => data.marks.map(({ label }) => label),
            }
          : {}),
      },
      {
        stroke: () => token("--muted"),
        grid: { stroke: () => token("--line"), width: 1 },
        ticks: { show: false },
        font,
        size: 40,
      },
    ],
    series: [
      {},
      ...data.names.map((label, index) => ({
        label,
        stroke: () => token(strokes[index % strokes.length] ?? "--text"),
        width: 2,
        // Told apart by more than colour.
        ...(index === 1 ? { dash: [6, 4] } : {}),
        ...(stepped ? { paths: stepped } : {}),
        points: { show: false },
      })),
    ],
    hooks: {
      setCursor: [
        ({ cursor }) => {
          const index = cursor.idx;
          readout.textContent = index === null || index === undefined ? legendOf(data) : pointText(data, index);
        },
      ],
      ready: [() => (readout.textContent = legendOf(data))],
    },
  };
}

/** What the lines are, while no point is chosen. */
const legendOf = ({ names }: ChartData) =>
  names.map((name, index) => `${name} ${index === 0 ? "solid" : "dashed"}`).join(", ");

const pointText = ({ labels, names, columns }: ChartData, index: number) =>
  `${labels[index]}: ${names.map((name, series) => `${name} ${columns[series + 1]?.[index]}`).join(", ")}`;

function stepThrough(event: KeyboardEvent, chart: uPlot, { labels, columns }: ChartData): void {
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, Home: -labels.length, End: labels.length };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const index = Math.min(labels.length - 1, Math.max(0, (chart.cursor.idx ?? (step > 0 ? -1 : labels.length)) + step));
  const left = chart.valToPos(columns[0][index] ?? 0, "x");
  chart.setCursor({ left, top: chart.valToPos(columns[1]?.[index] ?? 0, "y") });
}
