import type { Game } from "../../modules/scores/scores.schemas.ts";
import { fullNameOf, leaderOf, type Side, shortNameOf, statusOf, type Tally, tileStateOf } from "../text/games.ts";
import { gameHref, teamHref } from "../text/links.ts";
import { type Reader, stampOf } from "../text/times.ts";
import { Lamp, WinnerMark } from "./icons.tsx";
import { Record } from "./record.tsx";

interface GameTileProps {
  game: Game;
  reader: Reader;
  /** Records by team id. */
  records: ReadonlyMap<string, Tally>;
  /** Sides whose score has just changed: their number flips once. */
  flipped?: readonly Side[] | undefined;
}

/** One game: status strip on the left, away over home, scores on the right. */
export function GameTile({ game, reader, records, flipped = [] }: GameTileProps) {
  const state = tileStateOf(game);
  const { word, detail } = statusOf(game, reader);
  const tie = state === "final" && game.away.winner === false && game.home.winner === false;
  return (
    <li class="tile" data-state={state} data-game={game.id}>
      <a
        class="tile-status"
        href={gameHref(game.id)}
        aria-label={`${word} ${detail}, game details`.replace(/ +,/, ",")}
      >
        <span class="tile-word">
          <Lamp state={state} />
          {tie ? "Tie" : word}
        </span>
        {state === "upcoming" ? <Kickoff game={game} detail={detail} reader={reader} /> : <Detail text={detail} />}
        {game.broadcast && state !== "final" && (
          // A zero-width space lets "NBC/Peacock" break where it reads best.
          <span class="tile-broadcast">{game.broadcast.replaceAll("/", "/\u200b")}</span>
        )}
      </a>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for the fields of a form */}
      <div
        class="tile-sides"
        role="group"
        aria-label={`Teams: ${fullNameOf(game.away)} at ${fullNameOf(game.home)}`}
        aria-live={state === "live" ? "polite" : undefined}
      >
        <TileSide game={game} which="away" records={records} flipped={flipped.includes("away")} />
        <TileSide game={game} which="home" records={records} flipped={flipped.includes("home")} />
      </div>
      {game.note && <p class="tile-note">{game.note}</p>}
    </li>
  );
}

const Detail = ({ text }: { text: string }) => (text === "" ? null : <span class="tile-detail">{text}</span>);

const Kickoff = ({ game, detail, reader }: { game: Game; detail: string; reader: Reader }) =>
  game.kickoffKnown ? (
    <time class="tile-detail" datetime={game.kickoff} title={stampOf(new Date(game.kickoff), reader.sourceZone)}>
      {detail}
    </time>
  ) : (
    <span class="tile-detail">{detail}</span>
  );

interface TileSideProps {
  game: Game;
  which: Side;
  records: ReadonlyMap<string, Tally>;
  flipped: boolean;
}

function TileSide({ game, which, records, flipped }: TileSideProps) {
  const side = game[which];
  const leader = leaderOf(game);
  const standing = leader === undefined ? "level" : leader === which ? "ahead" : "behind";
  const record = side.team ? records.get(side.team.id) : undefined;
  const begun = side.score !== null && game.status !== "scheduled";
  return (
    <div class="side" data-standing={begun ? standing : undefined}>
      <span class="team">
        {side.team ? (
          <a class="team-name" href={teamHref(side.team, game.season)} title={side.team.name}>
            {shortNameOf(side)}
          </a>
        ) : (
          <span class="team-name">{shortNameOf(side)}</span>
        )}
      </span>
      {record && <Record of={record} />}
      {begun && (
        <span class="score" key={`${which}-${side.score}`} data-flip={flipped ? "" : undefined}>
          {side.score}
          {side.winner && <WinnerMark />}
        </span>
      )}
    </div>
  );
}
