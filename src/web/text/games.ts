import type { Game, GameSide, TeamRef } from "../../modules/scores/scores.schemas.ts";
import { dateOnly, isoDateOf, type Reader, timeOf } from "./times.ts";

/** How a game is shown: `off` is a game that was postponed, canceled or whose state is not understood. */
export type TileState = "live" | "upcoming" | "final" | "off";

const STATES: Record<Game["status"], TileState> = {
  in_progress: "live",
  scheduled: "upcoming",
  final: "final",
  postponed: "off",
  canceled: "off",
  unknown: "off",
};
export const tileStateOf = (game: Game): TileState => STATES[game.status];

/** "Q3", "OT", "OT2". `regulationPeriods` is 4 in every league shown. */
export function periodOf(period: number): string {
  if (period <= 4) return `Q${period}`;
  return period === 5 ? "OT" : `OT${period - 4}`;
}

/** The state in one or two words, and what is beneath it: the clock, the time of kickoff, or nothing. */
export function statusOf(game: Game, reader: Reader): { word: string; detail: string } {
  switch (game.status) {
    case "in_progress":
      return liveStatus(game);
    case "scheduled":
      return { word: "Kickoff", detail: game.kickoffKnown ? timeOf(new Date(game.kickoff), reader.timeZone) : "TBD" };
    case "final":
      return { word: "Final", detail: game.overtime ? periodOf(Math.max(5, game.period ?? 5)) : "" };
    case "postponed":
      return { word: "Postponed", detail: "" };
    case "canceled":
      return { word: "Canceled", detail: "" };
    case "unknown":
      return { word: "No word", detail: "" };
  }
}

function liveStatus(game: Game): { word: string; detail: string } {
  const period = game.period === null ? "" : periodOf(game.period);
  switch (game.phase) {
    case "halftime":
      return { word: "Live", detail: "Half" };
    case "end_of_period":
      return { word: "Live", detail: `End ${period}` };
    case "delayed":
      return { word: "Delayed", detail: period };
    case "suspended":
      return { word: "Suspended", detail: period };
    default:
      return { word: "Live", detail: [period, game.clock].filter((part) => part).join(" ") };
  }
}

/** The name of a side: the club's nickname, or what stands in for a club not known yet. */
export const shortNameOf = (side: GameSide) => side.team?.nickname ?? side.placeholder ?? "To be decided";
export const fullNameOf = (side: GameSide) => side.team?.name ?? side.placeholder ?? "To be decided";

/** Which side is ahead now, or has won; undefined on a tie or before the game. */
export function leaderOf(game: Game): "away" | "home" | undefined {
  const { away, home } = game;
  if (away.score === null || home.score === null || away.score === home.score) return undefined;
  return away.score > home.score ? "away" : "home";
}

export interface Day {
  /** The date in the reader's zone. */
  isoDate: string;
  games: Game[];
}

/** The date a game is filed under: the reader's when the kickoff is known, else the league's. */
export const dayOfGame = (game: Game, reader: Reader) =>
  game.kickoffKnown ? isoDateOf(new Date(game.kickoff), reader.timeZone) : game.date;

/**
 * Games by the reader's day. While games are still to come: today, the days ahead, then the days gone by, latest first;
 * once all are over, in playing order.
 */
export function groupByDay(games: Game[], reader: Reader): Day[] {
  const days = new Map<string, Game[]>();
  for (const game of games) {
    const isoDate = dayOfGame(game, reader);
    const day = days.get(isoDate);
    if (day) day.push(game);
    else days.set(isoDate, [game]);
  }
  const ordered = [...days].map(([isoDate, of]) => ({ isoDate, games: of }));
  ordered.sort((a, b) => a.isoDate.localeCompare(b.isoDate));
  const isOver = (game: Game) => game.status === "final" || game.status === "canceled";
  if (games.every(isOver)) return ordered;
  const today = isoDateOf(reader.now, reader.timeZone);
  const isPast = (day: Day) => day.isoDate < today && day.games.every(isOver);
  return [...ordered.filter((day) => !isPast(day)), ...ordered.filter(isPast).reverse()];
}

/** The instant a date heading is made from. */
export const dayInstant = (day: Day) => dateOnly(day.isoDate);

export interface Tally {
  wins: number;
  losses: number;
  ties: number;
}

/** "13-4", "9-7-1" */
export const recordText = ({ wins, losses, ties }: Tally) => `${wins}-${losses}${ties > 0 ? `-${ties}` : ""}`;

/** ".765": a percentage as American sports write it. */
export const percentageText = (percentage: number) => percentage.toFixed(3).replace(/^0/, "");

/** "+12", "-3", "0" */
export const signed = (points: number) => (points > 0 ? `+${points}` : String(points));

/** The clubs that do not play in these games, by name. */
export function clubsWithoutGame<T extends TeamRef>(teams: T[], games: Game[]): T[] {
  const playing = new Set(games.flatMap((game) => [game.away.team?.id, game.home.team?.id]));
  return teams.filter((team) => !playing.has(team.id)).sort((a, b) => a.name.localeCompare(b.name));
}

export type Side = "away" | "home";

/** The sides of each game whose score differs from the one seen before. */
export function flippedSides(before: Game[], after: Game[]): Map<string, Side[]> {
  const known = new Map(before.map((game) => [game.id, game]));
  const flipped = new Map<string, Side[]>();
  for (const game of after) {
    const old = known.get(game.id);
    if (!old) continue;
    const sides = (["away", "home"] as const).filter((side) => game[side].score !== old[side].score);
    if (sides.length > 0) flipped.set(game.id, sides);
  }
  return flipped;
}
