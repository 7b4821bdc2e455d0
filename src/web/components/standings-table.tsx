import type { Standings, StandingsRow } from "../../modules/scores/scores.schemas.ts";
import { percentageText, recordText, signed } from "../text/games.ts";
import { teamHref } from "../text/links.ts";
import { Empty } from "./empty.tsx";
import { Record } from "./record.tsx";

/** Divisions of all conferences with records only: fits beside a scoreboard. */
export function StandingsSummary({ standings }: { standings: Standings }) {
  const divisions = standings.conferences.flatMap((conference) => conference.divisions);
  if (divisions.length === 0) return <Empty text="No standings available" command="gameroom scores import" />;
  return (
    <div class="divisions">
      {divisions.map((division) => (
        <table class="standings" key={division.name}>
          <caption>{division.name}</caption>
          <thead class="visually-hidden">
            <tr>
              <th scope="col">Team</th>
              <th scope="col">Record</th>
            </tr>
          </thead>
          <tbody>
            {division.rows.map((row) => (
              <tr key={row.team.id}>
                <th scope="row">
                  <a href={teamHref(row.team, standings.season)}>{row.team.name}</a>
                </th>
                <td>
                  <Record of={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

/** One division in full. The club's column stays in sight when the table is wider than the screen. */
export function StandingsTable({ name, rows, season }: { name: string; rows: StandingsRow[]; season: number }) {
  return (
    <section class="table-scroll" aria-label={`${name} standings`} tabindex={0}>
      <table class="standings standings-full">
        <caption>{name}</caption>
        <thead>
          <tr>
            <th scope="col">Team</th>
            <th scope="col">W-L-T</th>
            <th scope="col">
              <abbr title="Percentage; a tie counts as half a win">Pct</abbr>
            </th>
            <th scope="col">Division</th>
            <th scope="col">Conf.</th>
            <th scope="col">Home</th>
            <th scope="col">Away</th>
            <th scope="col">
              <abbr title="Points for">PF</abbr>
            </th>
            <th scope="col">
              <abbr title="Points against">PA</abbr>
            </th>
            <th scope="col">Net</th>
            <th scope="col">Streak</th>
            <th scope="col">Last five</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.team.id}>
              <th scope="row">
                <span class="rank">
                  {row.rank}
                  {isLevel(row, rows) && <abbr title="Level with another club">=</abbr>}
                </span>
                <a href={teamHref(row.team, season)}>
                  <span class="wide-only">{row.team.name}</span>
                  <span class="narrow-only">{row.team.nickname}</span>
                </a>
              </th>
              <td>
                <Record of={row} />
              </td>
              <td>{percentageText(row.percentage)}</td>
              <td>{recordText(row.division)}</td>
              <td>{recordText(row.conference)}</td>
              <td>{recordText(row.home)}</td>
              <td>{recordText(row.away)}</td>
              <td>{row.pointsFor}</td>
              <td>{row.pointsAgainst}</td>
              <td>{signed(row.netPoints)}</td>
              <td>{row.streak ? `${row.streak.result}${row.streak.length}` : "–"}</td>
              <td>
                <LastFive results={row.lastFive} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Whether another club of the division has the same percentage. */
const isLevel = (row: StandingsRow, rows: StandingsRow[]) =>
  row.wins + row.losses + row.ties > 0 && rows.some((other) => other !== row && other.percentage === row.percentage);

const WORDS = { W: "won", L: "lost", T: "tied" } as const;

/** Results as letters, oldest first; a letter tells what its colour repeats. */
const LastFive = ({ results }: { results: StandingsRow["lastFive"] }) =>
  results.length === 0 ? (
    "–"
  ) : (
    <span
      class="last-five"
      role="img"
      aria-label={`Oldest first: ${results.map((result) => WORDS[result]).join(", ")}`}
    >
      {results.map((result) => (
        <span data-result={result}>{result}</span>
      ))}
    </span>
  );
