import { render } from "hono/jsx/dom";
import { GAME_EVENT_TYPES } from "../../modules/scores/domain/observe/event-data.ts";
import type { GameList, Standings, TeamList } from "../../modules/scores/scores.schemas.ts";
import { Board } from "../components/board.tsx";
import { Freshness } from "../components/freshness.tsx";
import { clubsWithoutGame, flippedSides, type Side, type Tally } from "../text/games.ts";
import { recordsOf } from "../text/records.ts";
import type { Reader } from "../text/times.ts";
import { listenForChanges } from "./change-feed.ts";

const AGE_REFRESH_MS = 60_000;
/** Game clocks run on without events: while a game is on, this often is asked for them. */
const CLOCK_REFRESH_MS = 15_000;

/** What the page said about itself when the server made it. */
interface Page {
  board: HTMLElement;
  freshness: HTMLElement;
  season: string;
  seasonType: string;
  week: string;
  timeZone: string;
  sourceZone: string;
}

/** The last answers of the API, and the time the browser took them. */
interface Seen {
  list: GameList;
  records: ReadonlyMap<string, Tally>;
  teams: TeamList["items"];
}

function findPage(): Page | undefined {
  const board = document.getElementById("board");
  const freshness = document.getElementById("freshness");
  if (!board || !freshness) return undefined;
  const { season = "", seasonType = "", week = "", timeZone = "UTC", sourceZone = "UTC" } = board.dataset;
  return { board, freshness, season, seasonType, week, timeZone, sourceZone };
}

async function read<T>(path: string): Promise<T> {
  const answer = await fetch(`/api/v1/scores/nfl/${path}`, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return (await answer.json()) as T;
}

function start(page: Page): void {
  let seen: Seen | undefined;
  let reading = false;
  let again = false;

  const reader = (): Reader => ({ timeZone: page.timeZone, sourceZone: page.sourceZone, now: new Date() });
  const showAge = () => {
    if (seen) render(<Freshness of={seen.list} reader={reader()} />, page.freshness);
  };
  const show = (next: Seen) => {
    const flipped = seen ? flippedSides(seen.list.items, next.list.items) : new Map<string, Side[]>();
    const byes = page.seasonType === "regular" ? clubsWithoutGame(next.teams, next.list.items) : [];
    seen = next;
    render(
      <Board games={next.list.items} reader={reader()} records={next.records} byes={byes} flipped={flipped} />,
      page.board,
    );
    showAge();
  };
  const refresh = async () => {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    try {
      show(await readWeek(page));
    } catch {
      // The page keeps what it shows, with its age; the next event or poll tries again.
    } finally {
      reading = false;
      if (again) {
        again = false;
        void refresh();
      }
    }
  };

  listenForChanges(GAME_EVENT_TYPES, { onChange: () => void refresh() });
  setInterval(showAge, AGE_REFRESH_MS);
  const isLive = () =>
    seen
      ? seen.list.items.some(({ status }) => status === "in_progress")
      : page.board.querySelector('[data-state="live"]') !== null;
  setInterval(() => {
    if (isLive() && !document.hidden) void refresh();
  }, CLOCK_REFRESH_MS);
}

async function readWeek({ season, seasonType, week }: Page): Promise<Seen> {
  const slot = `season=${season}&seasonType=${seasonType}&week=${week}&limit=200`;
  const asOfWeek = seasonType === "regular" ? `&week=${week}` : "";
  const [list, standings, teams] = await Promise.all([
    read<GameList>(`games?${slot}`),
    read<Standings>(`standings?season=${season}${asOfWeek}`),
    read<TeamList>(`teams?season=${season}`),
  ]);
  return { list, records: seasonType === "pre" ? new Map() : recordsOf(standings), teams: teams.items };
}

const page = findPage();
if (page) start(page);
