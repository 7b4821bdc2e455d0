import type { GameList, SlotRef, Standings, StandingsRow } from "../../modules/scores/scores.schemas.ts";
import { Empty } from "../components/empty.tsx";
import { Freshness } from "../components/freshness.tsx";
import { GameTile } from "../components/game-tile.tsx";
import { Document, type Frame } from "../components/layout.tsx";
import { Record } from "../components/record.tsx";
import { Scoreline } from "../components/scoreline.tsx";
import { recordsOf } from "../text/records.ts";
import type { Reader } from "../text/times.ts";
import { type BoardName, closestGame, gamesForWall, screensOf } from "../text/wall.ts";

/** Tiles that fill a 16:9 screen without becoming small. */
const TILES_PER_SCREEN = 9;
const REFRESH_WITHOUT_SCRIPT_SECONDS = 30;

interface WallPageProps {
  frame: Frame;
  reader: Reader;
  boards: BoardName[];
  shown: SlotRef;
  games: GameList;
  standings: Standings;
  staleReason: string | undefined;
}

/** A screen for the wall of the room: boards that take turns, for reading from three metres, without hands. */
export function WallPage({ frame, reader, boards, shown, games, standings, staleReason }: WallPageProps) {
  return (
    <Document
      frame={frame}
      title={`${shown.label} on the wall`}
      islands={["src/web/islands/wall.ts"]}
      bodyClass="wall"
      refreshSeconds={REFRESH_WITHOUT_SCRIPT_SECONDS}
    >
      <main id="wall" data-wall>
        <header class="wall-head">
          <h1>
            {shown.label} <span class="season-line">{shown.season}</span>
          </h1>
          <span class="clock" data-clock data-zone={frame.timeZone} />
        </header>
        {boards.map((board) => {
          if (board === "scores") return <ScoresBoard games={games} standings={standings} reader={reader} />;
          if (board === "closest") return <ClosestBoard games={games} reader={reader} />;
          return <RaceBoard standings={standings} />;
        })}
        <footer class="wall-foot">
          <Freshness of={games} reason={staleReason} reader={reader} />
          <a href="/">Leave the wall</a>
        </footer>
      </main>
    </Document>
  );
}

function ScoresBoard({ games, standings, reader }: { games: GameList; standings: Standings; reader: Reader }) {
  const { title, games: chosen } = gamesForWall(games.items);
  const screens = screensOf(chosen, TILES_PER_SCREEN);
  const records = recordsOf(standings);
  if (screens.length === 0) {
    return (
      <section class="wall-board board" data-board="scores">
        <h2>Scores</h2>
        <Empty text="No games this week" />
      </section>
    );
  }
  return (
    <>
      {screens.map((screen, index) => (
        <section class="wall-board board" data-board={`scores-${index}`} key={index}>
          <h2>
            {title}
            {screens.length > 1 && ` ${index + 1} of ${screens.length}`}
          </h2>
          <ul class="tiles tiles-live">
            {screen.map((game) => (
              <GameTile key={game.id} game={game} reader={reader} records={records} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function ClosestBoard({ games, reader }: { games: GameList; reader: Reader }) {
  const game = closestGame(games.items);
  if (!game) return null;
  return (
    <section class="wall-board" data-board="closest">
      <h2>{game.status === "final" ? "Closest finish" : "Closest game"}</h2>
      <Scoreline game={game} reader={reader} />
    </section>
  );
}

function RaceBoard({ standings }: { standings: Standings }) {
  if (standings.conferences.length === 0) return null;
  return (
    <section class="wall-board" data-board="race">
      <h2>Division leads</h2>
      <div class="race">
        {standings.conferences.map((conference) => (
          <table class="standings" key={conference.name}>
            <caption>{conference.name}</caption>
            <tbody>
              {conference.divisions.map(({ name, rows }) => (
                <tr key={name}>
                  <th scope="row">{name.replace(`${conference.name} `, "")}</th>
                  <RaceCells row={rows[0]} leader={rows[0]} />
                  <RaceCells row={rows[1]} leader={rows[0]} />
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
    </section>
  );
}

interface RaceCellsProps {
  row: StandingsRow | undefined;
  leader: StandingsRow | undefined;
}

/** A club and its record; set back when it is behind the leader. */
function RaceCells({ row, leader }: RaceCellsProps) {
  const standing = row?.percentage === leader?.percentage ? undefined : "behind";
  return (
    <>
      <td class="text" data-standing={standing}>
        {row?.team.nickname}
      </td>
      <td data-standing={standing}>{row && <Record of={row} />}</td>
    </>
  );
}
