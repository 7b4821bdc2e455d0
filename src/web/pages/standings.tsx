import type { Calendar, Standings } from "../../modules/scores/scores.schemas.ts";
import { Empty } from "../components/empty.tsx";
import { Freshness } from "../components/freshness.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { SeasonPicker } from "../components/season-picker.tsx";
import { StandingsTable } from "../components/standings-table.tsx";
import { Why } from "../components/why.tsx";
import type { Reader } from "../text/times.ts";

interface StandingsPageProps {
  frame: Frame;
  reader: Reader;
  calendar: Calendar;
  standings: Standings;
  staleReason: string | undefined;
}

/** Records by division, for a whole season or up to one of its weeks. */
export function StandingsPage({ frame, reader, calendar, standings, staleReason }: StandingsPageProps) {
  const { season, week, conferences } = standings;
  const weeks = calendar.parts.find(({ seasonType }) => seasonType === "regular")?.weeks ?? [];
  return (
    <Layout frame={frame} section="scores" title={`Standings, ${season} NFL season`}>
      <div class="page-head">
        <div>
          <h1>Standings</h1>
          <p class="season-line">
            Regular Season • {season}
            {week !== null && ` • After week ${week}`}
          </p>
        </div>
        <SeasonPicker action="/standings" name="season" season={season} seasons={calendar.seasons}>
          <label>
            <span>After</span>
            <select name="week" data-submit-on-change>
              <option value="" selected={week === null}>
                All games
              </option>
              {weeks.map((one) => (
                <option key={one.week} value={String(one.week)} selected={one.week === week}>
                  {one.label}
                </option>
              ))}
            </select>
          </label>
        </SeasonPicker>
      </div>
      {conferences.length === 0 && <Empty text="No standings available" command="gameroom scores import" />}
      {conferences.map(({ name, divisions }) => (
        <section class="panel" key={name} aria-labelledby={name}>
          <h2 id={name}>{name}</h2>
          {divisions.map((division) => (
            <StandingsTable key={division.name} name={division.name} rows={division.rows} season={season} />
          ))}
        </section>
      ))}
      <Why question="How are places decided?">
        <p>
          Clubs of a division are placed by percentage, where a tie counts as half a win. Only regular-season games
          count. Clubs marked with = have the same percentage as another: nothing more separates them here.
        </p>
      </Why>
      <Freshness of={standings} reason={staleReason} reader={reader} />
    </Layout>
  );
}
