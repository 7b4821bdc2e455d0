/** One line of a chart: its name and a value for each point. */
export interface Series {
  name: string;
  values: number[];
}

interface ChartProps {
  title: string;
  /** Name of the horizontal axis. */
  axis: string;
  points: { x: number; label: string }[];
  series: Series[];
  /** Marks along the horizontal axis, such as the quarters of a game. */
  marks: { x: number; label: string }[];
}

/** A table of numbers, which the chart island draws as lines above it. The table is all there is without JavaScript. */
export const Chart = ({ title, axis, points, series, marks }: ChartProps) => (
  <figure class="chart" data-chart data-marks={marks.map(({ x, label }) => `${x}:${label}`).join(",")}>
    <figcaption>{title}</figcaption>
    <details class="chart-table" open>
      <summary>As a table</summary>
      <div class="table-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{axis}</th>
              {series.map(({ name }) => (
                <th scope="col" key={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.map(({ x, label }, index) => (
              <tr key={index}>
                <th scope="row" data-x={x}>
                  {label}
                </th>
                {series.map(({ name, values }) => (
                  <td key={name}>{values[index]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  </figure>
);
