import type { Game, GameSide } from "../../modules/scores/scores.schemas.ts";
import { leaderOf, shortNameOf, statusOf, tileStateOf } from "../text/games.ts";
import { teamHref } from "../text/links.ts";
import type { Reader } from "../text/times.ts";
import { Lamp, WinnerMark } from "./icons.tsx";

/** One game across the whole width: away, the state in the middle, home. */
export function Scoreline({ game, reader }: { game: Game; reader: Reader }) {
  const { word, detail } = statusOf(game, reader);
  const state = tileStateOf(game);
  return (
    <div class="scoreline" data-state={state}>
      <ScorelineSide game={game} which="away" />
      <p class="scoreline-status" aria-live={state === "live" ? "polite" : undefined}>
        <span class="tile-word">
          <Lamp state={state} />
          {word}
        </span>
        {detail && <span class="tile-detail">{detail}</span>}
      </p>
      <ScorelineSide game={game} which="home" />
    </div>
  );
}

function ScorelineSide({ game, which }: { game: Game; which: "away" | "home" }) {
  const side = game[which];
  const leader = leaderOf(game);
  const standing = leader === undefined ? "level" : leader === which ? "ahead" : "behind";
  return (
    <div class={`scoreline-side scoreline-${which}`} data-standing={standing}>
      <span class="scoreline-team">
        <TeamName side={side} season={game.season} />
      </span>
      {side.score !== null && game.status !== "scheduled" && (
        <span class="score">
          {side.score}
          {side.winner && <WinnerMark />}
        </span>
      )}
    </div>
  );
}

const TeamName = ({ side, season }: { side: GameSide; season: number }) =>
  side.team ? (
    <a href={teamHref(side.team, season)}>
      <span class="scoreline-location">{side.team.location}</span> {side.team.nickname}
    </a>
  ) : (
    <span>{shortNameOf(side)}</span>
  );
