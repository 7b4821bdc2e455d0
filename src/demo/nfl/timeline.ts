import { endOf, type SimulatedGame } from "./game.ts";

/** How the time of the simulated world relates to the clock on the wall. Both directions are monotone and continuous. */
export interface Timeline {
  /** World time in milliseconds at a moment of the wall clock. */
  toWorld(wallMs: number): number;
  /** When the wall clock shows a moment of world time. */
  toWall(worldMs: number): number;
}

/** The world runs by the wall clock. */
export const naturalTimeline: Timeline = { toWorld: (wallMs) => wallMs, toWall: (worldMs) => worldMs };

export interface DemoTimelineOptions {
  /** The games of the season that is shown. */
  games: readonly SimulatedGame[];
  /** When the demo begins on the wall clock. */
  startMs: number;
  /** Where the world is at that moment. */
  worldStartMs: number;
  /** When the week shown at the start began in the world: everything before it keeps its real dates. */
  weekStartMs: number;
  /** How many times faster than the wall clock the world runs from the start on. */
  speed: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** World time kept before a kickoff and after a last whistle. */
const LEAD_MS = 8 * MINUTE_MS;
const TAIL_MS = 4 * MINUTE_MS;
/** With so few games on the world runs this much faster again: one game alone scores seldom. */
const FEW_GAMES = 2;
const FEW_GAMES_PACE = 2.5;
/** Wall time for a stretch without games, however long it is in the world. */
const IDLE_WALL_MS = 10_000;
/** Before the start, the afternoon in progress has run at the wall clock's pace. */
const AFTERNOON_MS = 2 * HOUR_MS;

/**
 * The timeline of a demo: past weeks on their real dates, this week's games around the start, and from the start on the world
 * runs `speed` times faster, faster still while only a game or two are on, with stretches without games cut to ten seconds.
 * So something is on nearly all the time, and the rest of a season takes some hours.
 */
export function createDemoTimeline(options: DemoTimelineOptions): Timeline {
  const { games, startMs, worldStartMs, weekStartMs, speed } = options;
  // Where the week lies ahead of the wall clock, the past is moved back by whole weeks.
  const quietMs = weekStartMs - DAY_MS;
  const marginMs = AFTERNOON_MS + HOUR_MS;
  const shiftMs = Math.max(0, Math.ceil((quietMs + marginMs - startMs) / WEEK_MS)) * WEEK_MS;
  const afternoonMs = worldStartMs - AFTERNOON_MS;
  // Games of this week that are over by now in the world keep their dates, if they are over on the wall clock too.
  const over = games
    .map((game) => endOf(game) + TAIL_MS)
    .filter((endMs) => endMs > quietMs && endMs < afternoonMs && endMs - shiftMs < startMs - marginMs);
  const keptMs = Math.max(quietMs, ...over);
  const knots: Knot[] = [
    [keptMs, keptMs - shiftMs],
    [afternoonMs, startMs - AFTERNOON_MS],
    [worldStartMs, startMs],
  ];
  let [worldMs, wallMs] = [worldStartMs, startMs];
  for (const { toMs, gamesOn } of stretchesOf(games, worldStartMs)) {
    const pace = gamesOn > FEW_GAMES ? speed : speed * FEW_GAMES_PACE;
    const lengthMs = (toMs - worldMs) / pace;
    wallMs += gamesOn === 0 ? Math.min(IDLE_WALL_MS, lengthMs) : lengthMs;
    worldMs = toMs;
    knots.push([worldMs, wallMs]);
  }
  return piecewise(knots);
}

type Knot = [worldMs: number, wallMs: number];

/** World time after a moment cut where a game begins or ends, with the number of games on in each piece. */
function stretchesOf(games: readonly SimulatedGame[], afterMs: number): { toMs: number; gamesOn: number }[] {
  const spans = games.map((game) => ({ fromMs: game.kickoffMs - LEAD_MS, toMs: endOf(game) + TAIL_MS }));
  const cuts = [...new Set(spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]))]
    .filter((cut) => cut > afterMs)
    .sort((a, b) => a - b);
  let previous = afterMs;
  return cuts.map((toMs) => {
    const middle = (previous + toMs) / 2;
    previous = toMs;
    return { toMs, gamesOn: spans.filter((span) => span.fromMs < middle && middle < span.toMs).length };
  });
}

/** Straight lines between the knots, and at the wall clock's pace beyond them. */
function piecewise(knots: readonly Knot[]): Timeline {
  const map = (value: number, from: 0 | 1, to: 0 | 1): number => {
    let previous = knots[0];
    if (previous === undefined) return value;
    if (value <= previous[from]) return value - previous[from] + previous[to];
    for (const knot of knots) {
      if (value <= knot[from]) {
        const share = (value - previous[from]) / (knot[from] - previous[from] || 1);
        return previous[to] + share * (knot[to] - previous[to]);
      }
      previous = knot;
    }
    return value - previous[from] + previous[to];
  };
  return { toWorld: (wallMs) => map(wallMs, 1, 0), toWall: (worldMs) => map(worldMs, 0, 1) };
}
