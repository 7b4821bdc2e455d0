import type { Calendar, GameList, SlotRef, Standings, Team } from "../../modules/scores/scores.schemas.ts";
import { Board } from "../components/board.tsx";
import { Freshness } from "../components/freshness.tsx";
import { type Frame, Layout } from "../components/layout.tsx";
import { StandingsSummary } from "../components/standings-table.tsx";
import { WeekNav } from "../components/week-nav.tsx";
import { standingsHref } from "../text/links.ts";
import { recordsOf } from "../text/records.ts";
import type { Reader } from "../text/times.ts";

type Slot = Pick<SlotRef, "season" | "seasonType" | "week">;

export interface ScoreboardProps {
  frame: Frame;
  reader: Reader;
  shown: SlotRef;
  previous: Slot;
  next: Slot;
  current: Slot | undefined;
  calendar: Calendar;
  games: GameList;
  standings: Standings;
  byes: Team[];
  /** Why the data is old, when it is. */
  staleReason: string | undefined;
}

/** A week of the league: what is on, the other games by day, and where everybody stands. */
export function ScoreboardPage(props: ScoreboardProps) {
  const { frame, reader, shown, games, standings } = props;
  return (
    <Layout
      frame={frame}
      section="scores"
      title={`${shown.label}, ${shown.season} NFL season`}
      islands={["src/web/islands/live.tsx"]}
    >
      <WeekNav {...props} />
      <div
        class="board"
        id="board"
        data-season={shown.season}
        data-season-type={shown.seasonType}
        data-week={shown.week}
        data-time-zone={reader.timeZone}
        data-source-zone={reader.sourceZone}
      >
        <Board
          games={games.items}
          reader={reader}
          records={shown.seasonType === "pre" ? new Map() : recordsOf(standings)}
          byes={props.byes}
        />
      </div>
      <section class="panel" aria-labelledby="standings">
        <h2 id="standings">
          <a href={standingsHref(standings.season)}>Standings</a>
        </h2>
        <StandingsSummary standings={standings} />
      </section>
      <div id="freshness">
        <Freshness of={games} reason={props.staleReason} reader={reader} />
      </div>
    </Layout>
  );
}
