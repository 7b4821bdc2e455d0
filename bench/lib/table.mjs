/** A line of the table. `target` is `{atLeast}` or `{atMost}` for `value`; without one the line only informs. */
export function line(what, { measured, p99Ms, value, format = times, target }) {
  const met =
    target === undefined ? undefined : target.atLeast === undefined ? value <= target.atMost : value >= target.atLeast;
  const wanted =
    target === undefined
      ? ""
      : target.atLeast === undefined
        ? `<= ${format(target.atMost)}`
        : `>= ${format(target.atLeast)}`;
  return {
    met,
    cells: [
      what,
      measured,
      p99Ms === undefined ? "" : `${p99Ms.toFixed(2)} ms`,
      value === undefined ? "" : format(value),
      wanted,
      met === undefined ? "" : met ? "met" : "MISSED",
    ],
  };
}

export const times = (value) => `${value.toFixed(2)}x`;
export const perSecond = (rate) => `${Math.round(rate).toLocaleString("en")}/s`;

const HEADINGS = ["", "median", "p99", "ratio or value", "target", ""];

/** Prints lines as one Markdown table. */
export function printTable(lines) {
  const rows = [HEADINGS, ...lines.map(({ cells }) => cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  const print = (cells) => console.log(`| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`);
  print(HEADINGS);
  print(widths.map((width) => "-".repeat(width)));
  for (const { cells } of lines) print(cells);
}
