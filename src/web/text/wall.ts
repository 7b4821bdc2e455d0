import type { Game } from "../../modules/scores/scores.schemas.ts";
import { tileStateOf } from "./games.ts";

/** What the wall can show, in the order it is shown. */
export const BOARDS = ["scores", "closest", "race"] as const;
export type BoardName = (typeof BOARDS)[number];

/** The boards named in `?boards=`, in that order; all of them when none is named or known. */
export function boardsOf(text: string | undefined): BoardName[] {
  const named = (text ?? "").split(",").flatMap((name) => BOARDS.filter((board) => board === name.trim()));
  return named.length > 0 ? [...new Set(named)] : [...BOARDS];
}

const marginOf = ({ away, home }: Game) => Math.abs((away.score ?? 0) - (home.score ?? 0));

/**
 * The game to watch: among those in progress the closest of those furthest along; when none is on, the closest
 * result. undefined before the first game.
 */
export function closestGame(games: Game[]): Game | undefined {
  const closest = (candidates: Game[]) => candidates.toSorted((a, b) => marginOf(a) - marginOf(b))[0];
  const live = games.filter((game) => tileStateOf(game) === "live");
  const late = live.filter((game) => (game.period ?? 0) >= 4);
  return closest(late) ?? closest(live) ?? closest(games.filter(({ status }) => status === "final"));
}

/** The games worth a wall: those on now, else those of the day that comes next, else those of the last day played. */
export function gamesForWall(games: Game[]): { title: string; games: Game[] } {
  const live = games.filter((game) => tileStateOf(game) === "live");
  if (live.length > 0) return { title: "Live", games: live };
  const upcoming = games.filter(({ status }) => status === "scheduled");
  if (upcoming.length > 0) {
    return { title: "Next", games: upcoming.filter(({ date }) => date === upcoming[0]?.date) };
  }
  const finals = games.filter(({ status }) => status === "final");
  return { title: "Results", games: finals };
}

/** Cuts a list into screens of at most `size`. */
export function screensOf<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
