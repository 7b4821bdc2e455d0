import type { Game } from "../../modules/scores/scores.schemas.ts";
import { dateOnly, type Reader, shortDayOf, stampOf, timeOf } from "../text/times.ts";

/** "Sun 16 Nov, 20:00" in the reader's zone, the league's on hover. */
export function Moment({ at, reader }: { at: string; reader: Reader }) {
  const instant = new Date(at);
  return (
    <time datetime={at} title={stampOf(instant, reader.sourceZone)}>
      {shortDayOf(instant, reader.timeZone)}, {timeOf(instant, reader.timeZone)}
    </time>
  );
}

/** When a game begins; the league's date and "Kickoff TBD" while the time is not set. */
export const KickoffMoment = ({ game, reader }: { game: Game; reader: Reader }) =>
  game.kickoffKnown ? (
    <Moment at={game.kickoff} reader={reader} />
  ) : (
    <>
      <time datetime={game.date}>{shortDayOf(dateOnly(game.date), "UTC")}</time>, Kickoff TBD
    </>
  );
