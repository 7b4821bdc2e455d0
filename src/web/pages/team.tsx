import type { Game, Team, TeamDetail } from "../../modules/scores/scores.schemas.ts";
import { type Fact, Facts } from "../components/facts.tsx";
import { Freshness } from "../components/freshness.tsx";
import { GameTile } from "../components/game-tile.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { KickoffMoment } from "../components/moment.tsx";
import { Record } from "../components/record.tsx";
import { SeasonPicker } from "../components/season-picker.tsx";
import { fullNameOf, recordText, signed, statusOf } from "../text/games.ts";
import { gameHref, SEASON_TYPE_LABELS, teamHref } from "../text/links.ts";
import type { Reader } from "../text/times.ts";

interface TeamPageProps {
  frame: Frame;
  reader: Reader;
  detail: TeamDetail;
  seasons: number[];
  staleReason: string | undefined;
}

/** A club's season: where it stands, what was last and comes next, and every game. */
export function TeamPage({ frame, reader, detail, seasons, staleReason }: TeamPageProps) {
  const { team, season, lastGame, nextGame, schedule } = detail;
  return (
    <Layout frame={frame} section="scores" title={`${team.name}, ${season}`}>
      <div class="page-head">
        <div>
          <h1>{team.name}</h1>
          <p class="season-line">
            {team.division} • {season}
          </p>
        </div>
        <SeasonPicker action={teamHref(team)} name="season" season={season} seasons={seasons} />
      </div>
      {detail.record && <Facts of={factsOf(detail.record)} />}
      {(lastGame || nextGame) && (
        <div class="pair panel">
          <Beside title="Last game" game={lastGame} reader={reader} />
          <Beside title="Next game" game={nextGame} reader={reader} />
        </div>
      )}
      <section class="panel" aria-labelledby="schedule">
        <h2 id="schedule">Schedule</h2>
        <Schedule team={team} games={schedule} byeWeeks={detail.byeWeeks} reader={reader} />
      </section>
      <Freshness of={detail} reason={staleReason} reader={reader} />
    </Layout>
  );
}

function factsOf(record: NonNullable<TeamDetail["record"]>): Fact[] {
  return [
    { name: "Record", value: <Record of={record} />, note: `${recordText(record.division)} in the division` },
    { name: "In the division", value: `#${record.rank}` },
    { name: "Home", value: recordText(record.home) },
    { name: "Away", value: recordText(record.away) },
    {
      name: "Points",
      value: signed(record.netPoints),
      note: `${record.pointsFor} for, ${record.pointsAgainst} against`,
    },
    ...(record.streak ? [{ name: "Streak", value: `${record.streak.result}${record.streak.length}` }] : []),
  ];
}

const Beside = ({ title, game, reader }: { title: string; game: Game | null; reader: Reader }) =>
  game && (
    <section class="board">
      <h2>{title}</h2>
      <p class="beside-date">
        {game.weekLabel}, <KickoffMoment game={game} reader={reader} />
      </p>
      <ul class="tiles tiles-one">
        <GameTile game={game} reader={reader} records={new Map()} />
      </ul>
    </section>
  );

interface ScheduleProps {
  team: Team;
  games: Game[];
  byeWeeks: number[];
  reader: Reader;
}

function Schedule({ team, games, byeWeeks, reader }: ScheduleProps) {
  const parts = (["pre", "regular", "post"] as const).map((seasonType) => ({
    seasonType,
    rows: [
      ...games.filter((game) => game.seasonType === seasonType).map((game) => ({ week: game.week, game })),
      ...(seasonType === "regular" ? byeWeeks.map((week) => ({ week, game: undefined })) : []),
    ].sort((a, b) => a.week - b.week),
  }));
  return (
    <>
      {parts
        .filter(({ rows }) => rows.length > 0)
        .map(({ seasonType, rows }) => (
          <table class="schedule" key={seasonType}>
            <caption>{SEASON_TYPE_LABELS[seasonType]}</caption>
            <thead>
              <tr>
                <th scope="col">Week</th>
                <th scope="col">Opponent</th>
                <th scope="col" class="wide-only">
                  Date
                </th>
                <th scope="col">Result</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ week, game }) =>
                game ? <ScheduleRow key={game.id} team={team} game={game} reader={reader} /> : <ByeRow week={week} />,
              )}
            </tbody>
          </table>
        ))}
    </>
  );
}

const ByeRow = ({ week }: { week: number }) => (
  <tr class="bye">
    <th scope="row">{week}</th>
    <td colspan={3}>Bye week</td>
  </tr>
);

function ScheduleRow({ team, game, reader }: { team: Team; game: Game; reader: Reader }) {
  const atHome = game.home.team?.id === team.id;
  const opponent = atHome ? game.away : game.home;
  return (
    <tr>
      <th scope="row">{game.round ? game.weekLabel : game.week}</th>
      <td class="opponent">
        <span class="at">{atHome || game.neutralSite ? "vs" : "at"}</span>{" "}
        {opponent.team ? <a href={teamHref(opponent.team, game.season)}>{opponent.team.name}</a> : fullNameOf(opponent)}
        <span class="narrow-only date">
          <KickoffMoment game={game} reader={reader} />
        </span>
      </td>
      <td class="date wide-only">
        <KickoffMoment game={game} reader={reader} />
      </td>
      <td class="result">
        <a href={gameHref(game.id)}>{resultOf(game, atHome, reader)}</a>
      </td>
    </tr>
  );
}

/** "W 27–14" from the club's point of view; the state of the game until there is a result. */
function resultOf(game: Game, atHome: boolean, reader: Reader) {
  const [own, other] = atHome ? [game.home, game.away] : [game.away, game.home];
  if (game.status !== "final" || own.score === null || other.score === null) {
    const { word, detail } = statusOf(game, reader);
    return game.status === "scheduled" ? "Preview" : `${word} ${detail}`.trim();
  }
  const result = own.winner ? "W" : other.winner ? "L" : "T";
  return (
    <>
      <span data-result={result}>{result}</span> {own.score}–{other.score}
      {game.overtime && " OT"}
    </>
  );
}
