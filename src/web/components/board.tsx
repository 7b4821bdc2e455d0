import type { Game, Team } from "../../modules/scores/scores.schemas.ts";
import { dayInstant, groupByDay, type Side, type Tally, tileStateOf } from "../text/games.ts";
import { teamHref } from "../text/links.ts";
import { dayOf, isoDateOf, type Reader } from "../text/times.ts";
import { Empty } from "./empty.tsx";
import { GameTile } from "./game-tile.tsx";

interface BoardProps {
  games: Game[];
  reader: Reader;
  /** Records by team id. */
  records: ReadonlyMap<string, Tally>;
  /** Clubs without a game in a week of the regular season. */
  byes: Team[];
  /** Sides whose score has just changed, by game id. */
  flipped?: ReadonlyMap<string, readonly Side[]>;
}

/** A week of games: what is on first, then the rest by day. Rendered by the server, and again in place by the live island. */
export function Board({ games, reader, records, byes, flipped }: BoardProps) {
  const live = games.filter((game) => tileStateOf(game) === "live");
  const rest = games.filter((game) => tileStateOf(game) !== "live");
  const tile = (game: Game) => (
    <GameTile key={game.id} game={game} reader={reader} records={records} flipped={flipped?.get(game.id)} />
  );
  return (
    <>
      <section class="panel live-panel" aria-labelledby="live">
        <h2 id="live">Live</h2>
        {live.length === 0 ? <Empty text="No live games" /> : <ul class="tiles tiles-live">{live.map(tile)}</ul>}
      </section>
      <section class="panel" aria-labelledby="games">
        <h2 id="games">Games</h2>
        {rest.length === 0 && <Empty text={live.length > 0 ? "No games besides the live ones" : "No games"} />}
        <div class="days">
          {groupByDay(rest, reader).map((day) => (
            <section class="day" key={day.isoDate} aria-label={dayOf(dayInstant(day), "UTC")}>
              <h3>
                <time datetime={day.isoDate}>{dayOf(dayInstant(day), "UTC")}</time>
                {day.isoDate === isoDateOf(reader.now, reader.timeZone) && <span class="today">Today</span>}
              </h3>
              <ul class="tiles">{day.games.map(tile)}</ul>
            </section>
          ))}
        </div>
        {byes.length > 0 && <Byes teams={byes} season={games[0]?.season} />}
      </section>
    </>
  );
}

const Byes = ({ teams, season }: { teams: Team[]; season: number | undefined }) => (
  <p class="byes">
    <strong>Bye week</strong>{" "}
    {teams.map((team, index) => (
      <>
        {index > 0 && ", "}
        <a href={teamHref(team, season)}>{team.nickname}</a>
      </>
    ))}
  </p>
);
