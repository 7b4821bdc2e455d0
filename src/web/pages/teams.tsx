import type { Standings, Team, TeamList } from "../../modules/scores/scores.schemas.ts";
import { Empty } from "../components/empty.tsx";
import { Freshness } from "../components/freshness.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { Record } from "../components/record.tsx";
import { SeasonPicker } from "../components/season-picker.tsx";
import { teamHref } from "../text/links.ts";
import { recordsOf } from "../text/records.ts";
import type { Reader } from "../text/times.ts";

interface TeamsPageProps {
  frame: Frame;
  reader: Reader;
  teams: TeamList;
  seasons: number[];
  standings: Standings;
}

/** The clubs of a season by division. */
export function TeamsPage({ frame, reader, teams, seasons, standings }: TeamsPageProps) {
  const records = recordsOf(standings);
  const divisions = byDivision(teams.items);
  return (
    <Layout frame={frame} section="scores" title={`Teams, ${teams.season} NFL season`}>
      <div class="page-head">
        <h1>Teams</h1>
        <SeasonPicker action="/teams" name="season" season={teams.season} seasons={seasons} />
      </div>
      {divisions.size === 0 && <Empty text="No teams in this season" />}
      <div class="divisions panel">
        {[...divisions].map(([division, clubs]) => (
          <section key={division}>
            <h2 class="small">{division}</h2>
            <ul class="team-list">
              {clubs.map((team) => {
                const record = records.get(team.id);
                return (
                  <li key={team.id}>
                    <a href={teamHref(team, teams.season)}>
                      <span class="team-code">{team.abbreviation}</span>
                      {team.name}
                    </a>
                    {record && <Record of={record} />}
                  </li>
                );
              })}
            </ul>
          </section>
        ))}
      </div>
      <Freshness of={teams} reader={reader} />
    </Layout>
  );
}

function byDivision(teams: Team[]): Map<string, Team[]> {
  const divisions = new Map<string, Team[]>();
  for (const team of [...teams].sort((a, b) => a.name.localeCompare(b.name))) {
    divisions.set(team.division, [...(divisions.get(team.division) ?? []), team]);
  }
  return new Map([...divisions].sort(([a], [b]) => a.localeCompare(b)));
}
