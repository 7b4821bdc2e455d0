import type { Game } from "../../modules/scores/scores.schemas.ts";
import { fullNameOf, periodOf, shortNameOf } from "../text/games.ts";

/** Points by period. Nothing while no period is known. */
export function LineScore({ game }: { game: Game }) {
  const periods = Math.max(game.away.lineScores.length, game.home.lineScores.length);
  if (periods === 0) return null;
  const numbers = Array.from({ length: periods }, (_, index) => index + 1);
  return (
    <div class="table-scroll">
      <table class="line-score">
        <caption class="visually-hidden">Points by period</caption>
        <thead>
          <tr>
            <th scope="col">Team</th>
            {numbers.map((period) => (
              <th scope="col" key={period}>
                {periodOf(period)}
              </th>
            ))}
            <th scope="col">Total</th>
          </tr>
        </thead>
        <tbody>
          {[game.away, game.home].map((side) => (
            <tr key={fullNameOf(side)}>
              <th scope="row">{shortNameOf(side)}</th>
              {numbers.map((period) => (
                <td key={period}>{side.lineScores[period - 1] ?? "–"}</td>
              ))}
              <td class="total">{side.score ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
