import type { League } from "../../modules/scores/domain/league.ts";
import type { GameDetail, HeadToHead, ScoreChange } from "../../modules/scores/scores.schemas.ts";
import { Chart } from "../components/chart.tsx";
import { Empty } from "../components/empty.tsx";
import { type Fact, Facts } from "../components/facts.tsx";
import { Freshness } from "../components/freshness.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { LineScore } from "../components/line-score.tsx";
import { KickoffMoment } from "../components/moment.tsx";
import { Scoreline } from "../components/scoreline.tsx";
import { fullNameOf, shortNameOf, signed } from "../text/games.ts";
import { compareHref, SEASON_TYPE_LABELS, weekHref } from "../text/links.ts";
import { momentOf, scoreLineOf } from "../text/score-line.ts";
import { type Reader, stampOf } from "../text/times.ts";

interface GamePageProps {
  frame: Frame;
  reader: Reader;
  league: League;
  game: GameDetail;
  /** undefined while it is not known who plays. */
  headToHead: HeadToHead | undefined;
  staleReason: string | undefined;
}

/** One game: the score, how it came about, where it is played, and what happened between the two before. */
export function GamePage({ frame, reader, league, game, headToHead, staleReason }: GamePageProps) {
  const names = `${fullNameOf(game.away)} at ${fullNameOf(game.home)}`;
  return (
    <Layout frame={frame} section="scores" title={names} islands={["src/web/islands/game.ts"]}>
      <div id="game" data-game={game.id} data-over={game.status === "final" ? "" : undefined}>
        <h1 class="visually-hidden">{names}</h1>
        <p class="season-line">
          <a href={weekHref(game)}>{game.weekLabel}</a> • {SEASON_TYPE_LABELS[game.seasonType]} • {game.season}
          {game.note && ` • ${game.note}`}
        </p>
        <Scoreline game={game} reader={reader} />
        <LineScore game={game} />
        <ScoringPanel league={league} game={game} reader={reader} />
        <section class="panel" aria-labelledby="details">
          <h2 id="details">Details</h2>
          <Facts of={factsOf(game, reader)} />
        </section>
        {headToHead && <HeadToHeadPanel of={headToHead} />}
        <Freshness of={game} reason={staleReason} reader={reader} />
      </div>
    </Layout>
  );
}

function ScoringPanel({ league, game, reader }: Pick<GamePageProps, "league" | "game" | "reader">) {
  if (game.status === "scheduled") return null;
  const line = scoreLineOf(league, game, game.scoreChanges);
  return (
    <section class="panel" aria-labelledby="scoring">
      <h2 id="scoring">Scoring</h2>
      {game.scoreChanges.length === 0 ? (
        <Empty text="No score changes were seen. They are recorded while a game is followed live." />
      ) : (
        <div class="scoring">
          <Chart
            title="Score over the game"
            axis={line.timed ? "Clock" : "Change"}
            points={line.points}
            series={[
              { name: shortNameOf(game.away), values: line.points.map(({ away }) => away) },
              { name: shortNameOf(game.home), values: line.points.map(({ home }) => home) },
            ]}
            marks={line.marks}
          />
          <ol class="changes" reversed>
            {game.scoreChanges.toReversed().map((change) => (
              <Change key={change.sequence} change={change} league={league} game={game} reader={reader} />
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

type ChangeProps = Pick<GamePageProps, "league" | "game" | "reader"> & { change: ScoreChange };

function Change({ change, league, game, reader }: ChangeProps) {
  const side = [game.away, game.home].find(({ team }) => team?.id === change.scoringTeam);
  const words = [
    change.correction && "corrected",
    change.leadChange && "lead change",
    change.coalesced && "more than one score",
  ].filter((word) => word !== false);
  return (
    <li>
      <time datetime={change.observedAt} title={stampOf(new Date(change.observedAt), reader.timeZone)}>
        {momentOf(league, change)}
      </time>
      <span>
        {side ? `${shortNameOf(side)} ${signed(change.points)}` : "Both sides"}
        {words.length > 0 && <span class="change-note"> {words.join(", ")}</span>}
      </span>
      <span class="change-score">
        {change.awayScore}–{change.homeScore}
      </span>
    </li>
  );
}

function factsOf(game: GameDetail, reader: Reader): Fact[] {
  const facts: Fact[] = [{ name: "Kickoff", value: <KickoffMoment game={game} reader={reader} /> }];
  if (game.venue) {
    const place = [game.venue.city, game.venue.region, game.venue.country].filter((part) => part !== null).join(", ");
    const kind = [game.neutralSite && "neutral site", game.venue.indoor && "indoors"].filter((part) => part);
    facts.push({ name: "Venue", value: game.venue.name, note: [place, ...kind].filter((part) => part).join(" • ") });
  }
  if (game.broadcast) facts.push({ name: "Broadcast", value: game.broadcast });
  return facts;
}

function HeadToHeadPanel({ of: { teamA, teamB, regular, post } }: { of: HeadToHead }) {
  const met = [...regular.games, ...post.games].some(({ status }) => status === "final");
  const count = (what: "teamAWins" | "teamBWins" | "ties") => regular[what] + post[what];
  return (
    <section class="panel" aria-labelledby="head-to-head">
      <h2 id="head-to-head">Head to head</h2>
      {met ? (
        <p>
          {teamA.nickname} {count("teamAWins")}, {teamB.nickname} {count("teamBWins")}
          {count("ties") > 0 && `, ${count("ties")} tied`}. <a href={compareHref(teamA, teamB)}>Every game</a>
        </p>
      ) : (
        <Empty text="No earlier game between these two is stored." />
      )}
    </section>
  );
}
