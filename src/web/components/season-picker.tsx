import type { PropsWithChildren } from "hono/jsx";

type SeasonPickerProps = PropsWithChildren<{
  action: string;
  /** Name of the query parameter. */
  name: string;
  season: number;
  seasons: number[];
}>;

/** Goes to another season; children are further fields of the form. */
export function SeasonPicker({ action, name, season, seasons, children }: SeasonPickerProps) {
  const offered = seasons.includes(season) ? seasons : [season, ...seasons];
  return (
    <form class="season-picker" method="get" action={action}>
      {children}
      <label>
        <span>Season</span>
        <select name={name} data-submit-on-change>
          {offered.map((year) => (
            <option value={String(year)} selected={year === season}>
              {year}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">Go</button>
    </form>
  );
}
