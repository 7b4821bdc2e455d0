import type { Game, HeadToHead, Team } from "../../modules/scores/scores.schemas.ts";
import { Empty } from "../components/empty.tsx";
import { Facts } from "../components/facts.tsx";
import { Freshness } from "../components/freshness.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { KickoffMoment } from "../components/moment.tsx";
import { leaderOf, shortNameOf, statusOf } from "../text/games.ts";
import { gameHref } from "../text/links.ts";
import type { Reader } from "../text/times.ts";

interface ComparePageProps {
  frame: Frame;
  reader: Reader;
  teams: Team[];
  /** undefined until two clubs are chosen. */
  headToHead: HeadToHead | undefined;
  /** What is wrong with the choice, if anything. */
  fault: string | undefined;
}

/** Two clubs against each other, over every season stored. */
export function ComparePage({ frame, reader, teams, headToHead, fault }: ComparePageProps) {
  const title = headToHead ? `${headToHead.teamA.nickname} against ${headToHead.teamB.nickname}` : "Head to head";
  const clubs = [...teams].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Layout frame={frame} section="scores" title={title}>
      <div class="page-head">
        <h1>{title}</h1>
        <form class="season-picker" method="get" action="/compare">
          <TeamSelect name="teamA" label="One club" teams={clubs} chosen={headToHead?.teamA.id} />
          <TeamSelect name="teamB" label="Another" teams={clubs} chosen={headToHead?.teamB.id} />
          <button type="submit">Compare</button>
        </form>
      </div>
      {fault && <p class="fault">{fault}</p>}
      {headToHead ? (
        <>
          <SeriesPanel title="Regular Season" of={headToHead} series="regular" reader={reader} />
          <SeriesPanel title="Postseason" of={headToHead} series="post" reader={reader} />
          <Freshness of={headToHead} reader={reader} />
        </>
      ) : (
        <Empty text="Choose two clubs to see every game between them." />
      )}
    </Layout>
  );
}

interface TeamSelectProps {
  name: string;
  label: string;
  teams: Team[];
  chosen: string | undefined;
}

const TeamSelect = ({ name, label, teams, chosen }: TeamSelectProps) => (
  <label>
    <span class="visually-hidden">{label}</span>
    <select name={name} required>
      <option value="" selected={chosen === undefined}>
        {label}
      </option>
      {teams.map((team) => (
        <option key={team.id} value={team.id} selected={team.id === chosen}>
          {team.name}
        </option>
      ))}
    </select>
  </label>
);

interface SeriesPanelProps {
  title: string;
  of: HeadToHead;
  series: "regular" | "post";
  reader: Reader;
}

function SeriesPanel({ title, of, series, reader }: SeriesPanelProps) {
  const { teamAWins, teamBWins, ties, teamAPoints, teamBPoints, games } = of[series];
  return (
    <section class="panel" aria-labelledby={series}>
      <h2 id={series}>{title}</h2>
      {games.length === 0 ? (
        <Empty text="No games" />
      ) : (
        <>
          <Facts
            of={[
              { name: `${of.teamA.nickname} wins`, value: teamAWins, note: `${teamAPoints} points` },
              { name: `${of.teamB.nickname} wins`, value: teamBWins, note: `${teamBPoints} points` },
              ...(ties > 0 ? [{ name: "Ties", value: ties }] : []),
            ]}
          />
          <table class="schedule">
            <caption class="visually-hidden">Games, {title}</caption>
            <thead>
              <tr>
                <th scope="col">Season</th>
                <th scope="col">Week</th>
                <th scope="col" class="wide-only">
                  Date
                </th>
                <th scope="col">Result</th>
              </tr>
            </thead>
            <tbody>
              {games.map((game) => (
                <MeetingRow key={game.id} game={game} reader={reader} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function MeetingRow({ game, reader }: { game: Game; reader: Reader }) {
  const leader = leaderOf(game);
  const side = (which: "away" | "home") => (
    <span data-standing={game.status === "final" && leader === which ? "ahead" : undefined}>
      {shortNameOf(game[which])} {game[which].score}
    </span>
  );
  return (
    <tr>
      <th scope="row">{game.season}</th>
      <td>{game.weekLabel}</td>
      <td class="date wide-only">
        <KickoffMoment game={game} reader={reader} />
      </td>
      <td class="result">
        <a href={gameHref(game.id)}>
          {game.status === "final" ? (
            <>
              {side("away")} at {side("home")}
            </>
          ) : (
            `${shortNameOf(game.away)} at ${shortNameOf(game.home)}, ${statusOf(game, reader).word.toLowerCase()}`
          )}
        </a>
      </td>
    </tr>
  );
}
